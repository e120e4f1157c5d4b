import type { Location } from "./location.ts";
import { MakeError } from "./make-error.ts";
import { andThen, mapInOrder, thenWith, type Maybe } from "./maybe.ts";
import { parsePattern, patsubst, splitWords } from "./text.ts";
import { endOfOnlyReference, TemplateParser, type Piece, type Template } from "./template.ts";
import type { Scope, Variable } from "./variable.ts";

/** What an expansion reads: the variables in sight and the place that its errors and warnings name. */
export interface Surroundings {
  readonly scope: Scope;
  readonly location: Location | undefined;
  /** The line being read or run, where `location` is that of a variable's definition. */
  readonly reading?: Location | undefined;
}

/** Where `$(error)`, `$(warning)` and their like say that they are. */
export function readingLocation(around: Surroundings): Location | undefined {
  return around.reading ?? around.location;
}

/** A built-in function. Those that are `lazy` get their arguments unexpanded. Manual: "Functions for Transforming Text". */
export interface BuiltinFunction {
  readonly name: string;
  readonly least: number;
  /** 0 for any number. */
  readonly most: number;
  readonly lazy?: boolean;
  run(args: readonly string[], around: Surroundings, expander: Expander): Maybe<string>;
}

/** Gives text for templates. Manual: "How to Use Variables". */
export class Expander {
  readonly functions: ReadonlyMap<string, BuiltinFunction>;
  readonly templates: TemplateParser;
  /** Called for a reference to a variable that does not exist. */
  readonly onUndefined: (name: string, around: Surroundings) => void;

  constructor(functions: readonly BuiltinFunction[], onUndefined: (name: string, around: Surroundings) => void) {
    this.functions = new Map(functions.map((one) => [one.name, one]));
    this.templates = new TemplateParser((name) => this.functions.get(name)?.most);
    this.onUndefined = onUndefined;
  }

  expand(text: string, around: Surroundings): Maybe<string> {
    return text.includes("$") ? this.fill(this.templates.parse(text), around) : text;
  }

  /** `expand` for text that is met once, as a line of a makefile is: its parsed form is not kept. */
  expandOnce(text: string, around: Surroundings): Maybe<string> {
    const dollar = text.indexOf("$");
    if (dollar < 0) return text;
    const end = endOfOnlyReference(text, dollar);
    if (end < 0) return this.fill(this.templates.read(text), around);
    const value = this.#reference(text.slice(dollar + 2, end), around);
    if (typeof value === "string") return text.slice(0, dollar) + value + text.slice(end + 1);
    return value.then((later) => text.slice(0, dollar) + later + text.slice(end + 1));
  }

  fill(template: Template, around: Surroundings): Maybe<string> {
    const [first] = template;
    if (first !== undefined && template.length === 1) return this.#piece(first, around);
    return this.#fillFrom(template, 0, "", around);
  }

  #fillFrom(template: Template, start: number, before: string, around: Surroundings): Maybe<string> {
    let result = before;
    for (let index = start; index < template.length; index += 1) {
      const piece = template[index];
      if (piece === undefined) break;
      if (typeof piece === "string") {
        result += piece;
        continue;
      }
      const value = this.#piece(piece, around);
      if (value instanceof Promise) {
        return this.#fillLater(value, template, index + 1, result, around);
      }
      result += value;
    }
    return result;
  }

  #fillLater(
    value: Promise<string>,
    template: Template,
    start: number,
    before: string,
    around: Surroundings,
  ): Promise<string> {
    return value.then((text) => this.#fillFrom(template, start, before + text, around));
  }

  #piece(piece: Piece, around: Surroundings): Maybe<string> {
    if (typeof piece === "string") return piece;
    switch (piece.kind) {
      case "reference":
        return this.#reference(piece.name, around);
      case "computed":
        return this.#computed(piece.name, around);
      case "call":
        return this.call(piece.function, piece.arguments, around);
      case "unterminated":
        throw new MakeError(
          piece.function === undefined
            ? "unterminated variable reference"
            : `unterminated call to function '${piece.function}': missing '${piece.close}'`,
          around.location,
          { kind: "unterminated-reference" },
        );
    }
  }

  #computed(template: Template, around: Surroundings): Maybe<string> {
    return andThen(this.fill(template, around), (name) => this.#reference(name, around));
  }

  #reference(name: string, around: Surroundings): Maybe<string> {
    const colon = name.indexOf(":");
    const equals = colon > 0 ? name.indexOf("=", colon + 1) : -1;
    if (equals < 0) return this.valueOf(name, around);
    return thenWith(
      this.valueOf(name.slice(0, colon), around),
      substituteReference,
      name.slice(colon + 1, equals),
      name.slice(equals + 1),
    );
  }

  /** The expanded value of a variable; "" when there is none. */
  valueOf(name: string, around: Surroundings): Maybe<string> {
    const variable = around.scope.lookup(name);
    if (variable === undefined) {
      this.onUndefined(name, around);
      return "";
    }
    return this.expandVariable(variable, around);
  }

  expandVariable(variable: Variable, around: Surroundings): Maybe<string> {
    if (variable.compute !== undefined) return variable.compute();
    if (variable.appends) return this.#appended(variable, around.scope, around);
    return this.ownValue(variable, around);
  }

  /** Without what outer scopes add. */
  ownValue(variable: Variable, around: Surroundings): Maybe<string> {
    if (variable.flavor === "simple") return variable.value;
    const { value } = variable;
    if (!value.includes("$")) return value;
    if (variable.expanding) {
      throw new MakeError(
        `Recursive variable '${variable.name}' references itself (eventually)`,
        variable.location ?? around.location,
        { kind: "self-reference", name: variable.name },
      );
    }
    // Errors inside a value name the line that defined it.
    const inside = variable.location
      ? { scope: around.scope, location: variable.location, reading: readingLocation(around) }
      : around;
    variable.expanding = true;
    let result: Maybe<string>;
    try {
      result = this.#expandValue(variable, inside);
    } catch (error) {
      variable.expanding = false;
      throw error;
    }
    if (result instanceof Promise) return this.#expanding(variable, result);
    variable.expanding = false;
    return result;
  }

  /** Most values are used once: the parsed form is kept from the second time on. */
  #expandValue(variable: Variable, around: Surroundings): Maybe<string> {
    if (variable.template === undefined) {
      variable.template = "used once";
      return this.expandOnce(variable.value, around);
    }
    if (variable.template === "used once") variable.template = this.templates.read(variable.value);
    return this.fill(variable.template, around);
  }

  #expanding(variable: Variable, result: Promise<string>): Promise<string> {
    return result.finally(() => (variable.expanding = false));
  }

  /** All the pieces are expanded where the whole is wanted; `inner` is the scope whose piece is the last of them. */
  #appended(variable: Variable, inner: Scope, around: Surroundings): Maybe<string> {
    let scope: Scope | undefined = inner;
    while (scope !== undefined && scope.variables.get(variable.name) !== variable) scope = scope.parent;
    const outer = scope?.lookupOutside(variable.name);
    const rest = scope?.parent;
    if (outer === undefined || rest === undefined) return this.ownValue(variable, around);
    const before = outer.appends ? this.#appended(outer, rest, around) : this.ownValue(outer, around);
    return andThen(before, (first) =>
      andThen(this.ownValue(variable, around), (second) => (first === "" ? second : `${first} ${second}`)),
    );
  }

  call(name: string, args: readonly string[], around: Surroundings): Maybe<string> {
    const builtin = this.functions.get(name);
    if (builtin === undefined) throw new Error(`no function ${name} [this is a bug]`);
    if (args.length < builtin.least) {
      throw new MakeError(`insufficient number of arguments (${args.length}) to function '${name}'`, around.location, {
        kind: "too-few-arguments",
        name,
      });
    }
    if (builtin.lazy === true) return builtin.run(args, around, this);
    return thenWith(this.#expandAll(args, around), runBuiltin, builtin, around, this);
  }

  #expandAll(args: readonly string[], around: Surroundings): Maybe<readonly string[]> {
    if (!args.some(hasReference)) return args;
    return mapInOrder(args, (arg) => this.expand(arg, around));
  }
}

function hasReference(text: string): boolean {
  return text.includes("$");
}

function runBuiltin(
  args: readonly string[],
  builtin: BuiltinFunction,
  around: Surroundings,
  expander: Expander,
): Maybe<string> {
  return builtin.run(args, around, expander);
}

/** `$(name:from=to)`: without a `%` both are endings of words. Manual: "Substitution Refs". */
function substituteReference(value: string, from: string, to: string): string {
  const pattern = parsePattern(from);
  if (pattern.suffix === undefined) {
    const ending = pattern.prefix;
    return splitWords(value)
      .map((word) => (word.endsWith(ending) ? word.slice(0, word.length - ending.length) + to : word))
      .join(" ");
  }
  return patsubst(from, to, value);
}

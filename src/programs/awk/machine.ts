/** Runs an awk program. Evaluation is a generator that yields only what must be waited for, so the common path never waits. */
import { assertNever } from "#base";
import { Pattern } from "../tool/regex/pattern.ts";
import { Refusal, type Run } from "../tool/tool.ts";
import { callBuiltin } from "./builtin.ts";
import type { AwkProgram, Expression, Statement } from "./tree.ts";
import { Streams } from "./streams.ts";
import { compare, formatAwk, InputString, isTrue, toNumber, toText, type Value } from "./value.ts";

export type AwkArray = Map<string, Value>;
export type Steps<Result> = Generator<Promise<unknown>, Result, unknown>;
type Cell = Value | AwkArray;
type Jump = "next" | "nextfile" | "break" | "continue" | "exit" | "return" | undefined;

export class Machine {
  readonly run: Run;
  readonly streams: Streams;
  readonly globals = new Map<string, Cell>();
  readonly program: AwkProgram;
  readonly random = { seed: 0, state: 42 };
  status = 0;
  #frames: Map<string, Cell>[] = [];
  #record = "";
  #fields: Value[] | undefined;
  #patterns = new Map<string, Pattern>();
  #returned: Value;

  constructor(run: Run, program: AwkProgram) {
    this.run = run;
    this.program = program;
    this.streams = new Streams(this);
    const start: Record<string, Value> = {
      FS: " ",
      OFS: " ",
      ORS: "\n",
      RS: "\n",
      NR: 0,
      FNR: 0,
      NF: 0,
      SUBSEP: "\x1c",
      CONVFMT: "%.6g",
      OFMT: "%.6g",
      RSTART: 0,
      RLENGTH: -1,
      FILENAME: "",
    };
    for (const [name, value] of Object.entries(start)) this.globals.set(name, value);
  }

  variable(name: string): Value {
    const cell = this.#cell(name);
    if (cell instanceof Map) throw new Refusal(`can't use array ${name} in scalar context`, { status: 2 });
    return cell;
  }

  text(name: string): string {
    return toText(this.variable(name), "%.6g");
  }

  #cell(name: string): Cell {
    const frame = this.#frames.at(-1);
    if (frame?.has(name)) return frame.get(name);
    if (name === "NF") this.fields();
    return this.globals.get(name);
  }

  setVariable(name: string, value: Value): void {
    const frame = this.#frames.at(-1);
    if (frame?.has(name)) {
      frame.set(name, value);
      return;
    }
    if (name === "NF") {
      const fields = this.fields();
      fields.length = Math.max(0, Math.trunc(toNumber(value)));
      this.#rebuild(fields);
    }
    this.globals.set(name, value);
  }

  array(name: string): AwkArray {
    const cell = this.#cell(name);
    if (cell instanceof Map) return cell;
    const made: AwkArray = new Map();
    const frame = this.#frames.at(-1);
    (frame?.has(name) ? frame : this.globals).set(name, made);
    return made;
  }

  convert(value: Value): string {
    return typeof value === "string" ? value : toText(value, this.text("CONVFMT"));
  }

  setRecord(record: string): void {
    this.#record = record;
    this.#fields = undefined;
  }

  fields(): Value[] {
    if (this.#fields === undefined) {
      this.#fields = this.split(this.#record, this.text("FS")).map((part) => new InputString(part));
      this.globals.set("NF", this.#fields.length);
    }
    return this.#fields;
  }

  /** By FS: " " is runs of blanks, one other character is itself, more is a pattern. */
  split(text: string, separator: string): string[] {
    if (text === "") return [];
    if (separator === " ") return text.trim() === "" ? [] : text.replace(/^[ \t\n]+|[ \t\n]+$/g, "").split(/[ \t\n]+/);
    if (separator === "") return Array.from(text);
    if (separator.length === 1 && separator !== "\\")
      return text.split(
        this.text("RS") === "" ? new RegExp(`\\n|${separator.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}`) : separator,
      );
    const pattern = this.pattern(separator);
    const parts: string[] = [];
    let at = 0;
    for (
      let match = pattern.exec(text, 0);
      match !== undefined;
      match = pattern.exec(text, Math.max(match.end, match.index + 1))
    ) {
      if (match.end === match.index) continue;
      parts.push(text.slice(at, match.index));
      at = match.end;
    }
    return [...parts, text.slice(at)];
  }

  #rebuild(fields: readonly Value[]): void {
    this.#record = Array.from(fields, (field) => this.convert(field)).join(this.text("OFS"));
    this.globals.set("NF", fields.length);
  }

  field(index: number): Value {
    if (index < 0 || !Number.isFinite(index))
      throw new Refusal(`trying to access out of range field ${index}`, { status: 2 });
    return index === 0 ? new InputString(this.#record) : this.fields()[Math.trunc(index) - 1];
  }

  setField(index: number, value: Value): void {
    if (index === 0) {
      this.setRecord(this.convert(value));
      return;
    }
    const fields = this.fields();
    while (fields.length < index) fields.push("");
    fields[index - 1] = value;
    this.#rebuild(fields);
  }

  pattern(source: string): Pattern {
    const known = this.#patterns.get(source);
    if (known !== undefined) return known;
    const made = new Pattern(source, { extended: true, awk: true, unicode: this.run.locale.utf8 });
    this.#patterns.set(source, made);
    return made;
  }

  *asPattern(node: Expression): Steps<Pattern> {
    return this.pattern(node.kind === "regex" ? node.source : this.convert(yield* this.evaluate(node)));
  }

  *#subscript(items: readonly Expression[]): Steps<string> {
    const parts: string[] = [];
    for (const item of items) parts.push(this.convert(yield* this.evaluate(item)));
    return parts.join(this.text("SUBSEP"));
  }

  *assign(target: Expression, value: Value): Steps<void> {
    if (target.kind === "variable") this.setVariable(target.name, value);
    else if (target.kind === "field") this.setField(toNumber(yield* this.evaluate(target.index)), value);
    else if (target.kind === "element") this.array(target.name).set(yield* this.#subscript(target.subscript), value);
    else if (target.kind === "group" && target.items[0] !== undefined) yield* this.assign(target.items[0], value);
  }

  *evaluate(node: Expression): Steps<Value> {
    switch (node.kind) {
      case "number":
      case "string":
        return node.value;
      case "regex":
        return this.pattern(node.source).test(this.#record) ? 1 : 0;
      case "variable":
        return this.variable(node.name);
      case "field":
        return this.field(toNumber(yield* this.evaluate(node.index)));
      case "element": {
        const array = this.array(node.name);
        const key = yield* this.#subscript(node.subscript);
        if (!array.has(key)) array.set(key, undefined);
        return array.get(key);
      }
      case "in":
        return this.array(node.name).has(yield* this.#subscript(node.subscript)) ? 1 : 0;
      case "assign": {
        let value = yield* this.evaluate(node.value);
        if (node.operator !== "")
          value = this.#arithmetic(node.operator, toNumber(yield* this.evaluate(node.target)), toNumber(value));
        yield* this.assign(node.target, value);
        return value;
      }
      case "step": {
        const before = toNumber(yield* this.evaluate(node.target));
        yield* this.assign(node.target, before + node.by);
        return node.prefix ? before + node.by : before;
      }
      case "unary": {
        const value = yield* this.evaluate(node.operand);
        return node.operator === "!"
          ? isTrue(value)
            ? 0
            : 1
          : node.operator === "-"
            ? -toNumber(value)
            : toNumber(value);
      }
      case "binary":
        return yield* this.#binary(node);
      case "match": {
        const text = this.convert(yield* this.evaluate(node.left));
        return (yield* this.asPattern(node.right)).test(text) !== node.negated ? 1 : 0;
      }
      case "choice":
        return yield* this.evaluate(isTrue(yield* this.evaluate(node.test)) ? node.yes : node.no);
      case "call":
        return node.own ? yield* this.#call(node.name, node.words) : yield* callBuiltin(this, node.name, node.words);
      case "getline":
        return yield* this.streams.getline(node);
      case "group": {
        const [only] = node.items;
        return only !== undefined && node.items.length === 1
          ? yield* this.evaluate(only)
          : yield* this.#subscript(node.items);
      }
      default:
        return assertNever(node);
    }
  }

  #arithmetic(operator: string, a: number, b: number): number {
    switch (operator) {
      case "+":
        return a + b;
      case "-":
        return a - b;
      case "*":
        return a * b;
      case "^":
        return a ** b;
      case "%":
        if (b === 0) throw new Refusal("division by zero in %", { status: 2 });
        return a % b;
      default:
        if (b === 0) throw new Refusal("division by zero", { status: 2 });
        return a / b;
    }
  }

  *#binary({ operator, left, right }: Extract<Expression, { kind: "binary" }>): Steps<Value> {
    const a = yield* this.evaluate(left);
    if (operator === "&&") return isTrue(a) && isTrue(yield* this.evaluate(right)) ? 1 : 0;
    if (operator === "||") return isTrue(a) || isTrue(yield* this.evaluate(right)) ? 1 : 0;
    const b = yield* this.evaluate(right);
    if (operator === " ") return this.convert(a) + this.convert(b);
    if ("+-*/%^".includes(operator)) return this.#arithmetic(operator, toNumber(a), toNumber(b));
    const order = compare(a, b, this.text("CONVFMT"));
    const holds = {
      "<": order < 0,
      "<=": order <= 0,
      "==": order === 0,
      "!=": order !== 0,
      ">": order > 0,
      ">=": order >= 0,
    }[operator];
    return holds === true ? 1 : 0;
  }

  *#call(name: string, words: readonly Expression[]): Steps<Value> {
    const definition = this.program.functions.get(name);
    if (definition === undefined) throw new Refusal(`function ${name} never defined`, { status: 2 });
    if (this.#frames.length > 2000) throw new Refusal(`${name}: more than 2000 calls inside each other`, { status: 2 });
    const frame = new Map<string, Cell>();
    const shared: [string, string][] = [];
    for (const [index, parameter] of definition.parameters.entries()) {
      const word = words[index];
      if (word?.kind === "variable") {
        const cell = this.#cell(word.name);
        if (cell === undefined) shared.push([parameter, word.name]);
        frame.set(parameter, cell);
      } else frame.set(parameter, word === undefined ? undefined : yield* this.evaluate(word));
    }
    this.#frames.push(frame);
    this.#returned = undefined;
    const jump = yield* this.execute(definition.body);
    this.#frames.pop();
    // An untouched variable that the function used as an array becomes one for the caller.
    for (const [parameter, outer] of shared) {
      const cell = frame.get(parameter);
      if (cell instanceof Map)
        (this.#frames.at(-1)?.has(outer) ? (this.#frames.at(-1) ?? this.globals) : this.globals).set(outer, cell);
    }
    if (jump === "exit") throw new AwkExit();
    return this.#returned;
  }

  *execute(statement: Statement): Steps<Jump> {
    switch (statement.kind) {
      case "expression":
        yield* this.evaluate(statement.value);
        return undefined;
      case "print": {
        const values: Value[] = [];
        for (const word of statement.words) values.push(yield* this.evaluate(word));
        const format = this.text("OFMT");
        const text = statement.formatted
          ? formatAwk(this.convert(values[0]), values.slice(1), format)
          : (values.length === 0 ? this.#record : values.map((value) => toText(value, format)).join(this.text("OFS"))) +
            this.text("ORS");
        const target =
          statement.target === undefined ? undefined : this.convert(yield* this.evaluate(statement.target));
        const wait = this.streams.write(text, statement.to, target);
        if (wait !== undefined) yield wait;
        return undefined;
      }
      case "if":
        if (isTrue(yield* this.evaluate(statement.test))) return yield* this.execute(statement.yes);
        return statement.no === undefined ? undefined : yield* this.execute(statement.no);
      case "while":
        return yield* this.#loop(
          statement.first ? undefined : statement.test,
          statement.body,
          undefined,
          statement.test,
        );
      case "for":
        if (statement.start !== undefined) yield* this.execute(statement.start);
        return yield* this.#loop(statement.test, statement.body, statement.step, statement.test);
      case "each":
        for (const key of [...this.array(statement.array).keys()]) {
          this.setVariable(statement.variable, new InputString(key));
          const jump = yield* this.execute(statement.body);
          if (jump === "break") break;
          if (jump !== undefined && jump !== "continue") return jump;
        }
        return undefined;
      case "block":
        for (const item of statement.items) {
          const jump = yield* this.execute(item);
          if (jump !== undefined) return jump;
        }
        return undefined;
      case "delete":
        if (statement.subscript === undefined) this.array(statement.name).clear();
        else this.array(statement.name).delete(yield* this.#subscript(statement.subscript));
        return undefined;
      case "jump":
        return statement.to;
      case "exit":
        if (statement.value !== undefined) this.status = toNumber(yield* this.evaluate(statement.value)) & 255;
        return "exit";
      case "return":
        this.#returned = statement.value === undefined ? undefined : yield* this.evaluate(statement.value);
        return "return";
      default:
        return assertNever(statement);
    }
  }

  *#loop(
    first: Expression | undefined,
    body: Statement,
    step: Statement | undefined,
    test: Expression | undefined,
  ): Steps<Jump> {
    for (let check = first; check === undefined || isTrue(yield* this.evaluate(check)); check = test) {
      const jump = yield* this.execute(body);
      if (jump === "break") break;
      if (jump !== undefined && jump !== "continue") return jump;
      if (step !== undefined) yield* this.execute(step);
      const turn = this.run.process.breathe();
      if (turn !== undefined) yield turn;
    }
    return undefined;
  }
}

/** exit inside a function: leaves every call. */
export class AwkExit extends Error {}

/** Drives an evaluation, waiting where it waits. */
export async function drive<Result>(steps: Steps<Result>): Promise<Result> {
  let step = steps.next();
  while (step.done !== true) {
    let answer: unknown;
    try {
      answer = await step.value;
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(answer);
  }
  return step.value;
}

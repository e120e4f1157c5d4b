/** Works a filter out: for one input any number of results, each with the path it came by where paths are asked for. */
import { assertNever } from "#base";
import { formatted } from "./format.ts";
import { isArray, type Json, renderJson } from "./json.ts";
import type { Native } from "./control.ts";
import { objects, texts } from "./construct.ts";
import { operate, patternNames } from "./operators.ts";
import { type Closure, Scope } from "./scope.ts";
import type { Definition, Filter, Pattern } from "./tree.ts";
import {
  arithmetic,
  deletePaths,
  each,
  getPath,
  index,
  isTrue,
  JqError,
  shown,
  slice,
  typeOf,
  updatePath,
} from "./value.ts";

/** A result. `path` is undefined where none is asked for, null where the value is no part of the input. */
export interface Item {
  readonly value: Json;
  readonly path: readonly Json[] | null | undefined;
}

/** `break $name`. */
class Break extends Error {
  override readonly name = "Break";
  readonly mark: symbol;
  constructor(mark: symbol) {
    super("break");
    this.mark = mark;
  }
}

/** The program goes on for too long without an answer: others want a turn. */
export class Overrun extends Error {
  override readonly name = "Overrun";
}

/** How long a filter may go on between two results, in milliseconds: nothing else gets a turn meanwhile. */
export const PATIENCE_MS = 10_000;

const EMPTY = new Scope();

export class Runner {
  readonly #natives: ReadonlyMap<string, Native>;
  readonly #globals: ReadonlyMap<string, Definition>;
  #deadline = Infinity;
  #count = 0;

  constructor(natives: ReadonlyMap<string, Native>, globals: ReadonlyMap<string, Definition>) {
    this.#natives = natives;
    this.#globals = globals;
  }

  /** Begins the time that the next result may take. */
  wind(): void {
    this.#deadline = performance.now() + PATIENCE_MS;
  }

  /** To be called in loops that may not end. */
  tick(): void {
    this.#count += 1;
    if ((this.#count & 1023) === 0 && performance.now() > this.#deadline) throw new Overrun("overrun");
  }

  *values(filter: Filter, value: Json, scope: Scope): Generator<Json, void> {
    for (const item of this.go(filter, { value, path: undefined }, scope)) yield item.value;
  }

  first(filter: Filter, value: Json, scope: Scope): Json | undefined {
    for (const result of this.values(filter, value, scope)) return result;
    return undefined;
  }

  *paths(filter: Filter, value: Json, scope: Scope): Generator<readonly Json[], void> {
    for (const { path, value: result } of this.go(filter, { value, path: [] }, scope)) {
      if (path === null || path === undefined)
        throw new JqError(`Invalid path expression with result ${shown(result)}`);
      yield path;
    }
  }

  *closure({ filter, scope }: Closure, item: Item): Generator<Item, void> {
    yield* this.go(filter, item, scope);
  }

  /** One step down from an item. */
  step(item: Item, key: Json, value: () => Json): Item {
    if (item.path === undefined) return { value: value(), path: undefined };
    if (item.path === null) {
      throw new JqError(
        `Invalid path expression near attempt to access element ${renderJson(key)} of ${shown(item.value)}`,
      );
    }
    return { value: value(), path: [...item.path, key] };
  }

  /** A value that is no part of the input. */
  fresh(item: Item, value: Json): Item {
    return { value, path: item.path === undefined ? undefined : null };
  }

  *go(filter: Filter, item: Item, scope: Scope): Generator<Item, void> {
    this.tick();
    const { value } = item;
    switch (filter.kind) {
      case "identity":
        yield item;
        return;
      case "recurse":
        yield* this.everything(item);
        return;
      case "literal":
        yield this.fresh(item, filter.value);
        return;
      case "format":
        yield this.fresh(item, formatted(filter.name, value));
        return;
      case "text":
        for (const text of texts(this, filter.parts, filter.format, value, scope)) yield this.fresh(item, text);
        return;
      case "index":
        for (const of of this.go(filter.of, item, scope)) {
          for (const key of this.values(filter.key, value, scope)) yield this.step(of, key, () => index(of.value, key));
        }
        return;
      case "slice":
        for (const of of this.go(filter.of, item, scope)) {
          for (const to of filter.to === undefined ? [null] : this.values(filter.to, value, scope)) {
            for (const from of filter.from === undefined ? [null] : this.values(filter.from, value, scope)) {
              const key = new Map<string, Json>([
                ["start", from],
                ["end", to],
              ]);
              yield this.step(of, key, () => slice(of.value, from, to));
            }
          }
        }
        return;
      case "each":
        for (const of of this.go(filter.of, item, scope)) {
          if (of.path === null) {
            throw new JqError(`Invalid path expression near attempt to iterate through ${shown(of.value)}`);
          }
          for (const [key, inner] of each(of.value)) yield this.step(of, key, () => inner);
        }
        return;
      case "array":
        yield this.fresh(item, filter.body === undefined ? [] : [...this.values(filter.body, value, scope)]);
        return;
      case "object":
        for (const object of objects(this, filter.pairs, value, scope)) yield this.fresh(item, object);
        return;
      case "negate":
        for (const number of this.values(filter.body, value, scope)) {
          if (typeof number !== "number") throw new JqError(`${typeOf(number)} (${shown(number)}) cannot be negated`);
          yield this.fresh(item, -number);
        }
        return;
      case "pipe":
        for (const left of this.go(filter.left, item, scope)) yield* this.go(filter.right, left, scope);
        return;
      case "comma":
        yield* this.go(filter.left, item, scope);
        yield* this.go(filter.right, item, scope);
        return;
      case "binary":
        yield* this.#binary(filter.operator, filter.left, filter.right, item, scope);
        return;
      case "assign":
        for (const result of this.#assign(filter.operator, filter.left, filter.right, value, scope)) {
          yield this.fresh(item, result);
        }
        return;
      case "if":
        for (const test of this.values(filter.test, value, scope)) {
          yield* this.go(isTrue(test) ? filter.then : filter.otherwise, item, scope);
        }
        return;
      case "try":
        yield* this.#try(filter.body, filter.caught, item, scope);
        return;
      case "reduce":
        yield* this.#reduce(filter, item, scope);
        return;
      case "foreach":
        yield* this.#foreach(filter, item, scope);
        return;
      case "define":
        yield* this.go(filter.body, item, scope.withFunction(filter.definition));
        return;
      case "variable":
        yield this.fresh(item, scope.variable(filter.name) ?? null);
        return;
      case "bind":
        for (const source of this.values(filter.source, value, scope)) {
          yield* this.#bind(filter.patterns, source, item, scope, filter.body);
        }
        return;
      case "label": {
        const mark = Symbol(filter.name);
        try {
          yield* this.go(filter.body, item, scope.withLabel(filter.name, mark));
        } catch (error) {
          if (!(error instanceof Break) || error.mark !== mark) throw error;
        }
        return;
      }
      case "break": {
        const mark = scope.label(filter.name);
        if (mark === undefined) throw new JqError(`$*label-${filter.name} is not defined`);
        throw new Break(mark);
      }
      case "call":
        yield* this.#call(filter.name, filter.args, item, scope);
        return;
      default:
        assertNever(filter);
    }
  }

  /** `..`, without recursion of its own: data may be deep. */
  *everything(item: Item): Generator<Item, void> {
    const waiting: Item[] = [item];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      this.tick();
      const at = next;
      yield at;
      if (typeof at.value !== "object" || at.value === null) continue;
      const inner = each(at.value).map(([key, value]) => this.step(at, key, () => value));
      waiting.push(...inner.reverse());
    }
  }

  *#binary(operator: string, left: Filter, right: Filter, item: Item, scope: Scope): Generator<Item, void> {
    const { value } = item;
    if (operator === "//") {
      let any = false;
      try {
        for (const result of this.go(left, item, scope)) {
          if (!isTrue(result.value)) continue;
          any = true;
          yield result;
        }
      } catch (error) {
        if (!(error instanceof JqError)) throw error;
      }
      if (!any) yield* this.go(right, item, scope);
      return;
    }
    if (operator === "and" || operator === "or") {
      for (const first of this.values(left, value, scope)) {
        if (isTrue(first) === (operator === "or")) yield this.fresh(item, operator === "or");
        else for (const second of this.values(right, value, scope)) yield this.fresh(item, isTrue(second));
      }
      return;
    }
    for (const second of this.values(right, value, scope)) {
      for (const first of this.values(left, value, scope)) yield this.fresh(item, operate(operator, first, second));
    }
  }

  *#assign(operator: string, left: Filter, right: Filter, value: Json, scope: Scope): Generator<Json, void> {
    if (operator === "|=") {
      let result = value;
      const removed: Json[] = [];
      for (const path of this.paths(left, value, scope)) {
        const changed = this.first(right, getPath(result, path), scope);
        if (changed === undefined) removed.push(path);
        else result = updatePath(result, path, () => changed);
      }
      yield removed.length === 0 ? result : deletePaths(result, removed);
      return;
    }
    for (const item of this.values(right, value, scope)) {
      let result = value;
      for (const path of this.paths(left, value, scope)) {
        result = updatePath(result, path, (old) => {
          if (operator === "=") return item;
          if (operator === "//=") return isTrue(old) ? old : item;
          return arithmetic(operator.slice(0, -1), old, item);
        });
      }
      yield result;
    }
  }

  *#try(body: Filter, caught: Filter | undefined, item: Item, scope: Scope): Generator<Item, void> {
    let fault: Json;
    try {
      yield* this.go(body, item, scope);
      return;
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
      fault = error.value;
    }
    if (fault !== null && typeof fault === "object" && !isArray(fault) && fault.get("__jq") !== undefined) {
      throw new JqError(fault);
    }
    if (caught !== undefined) yield* this.go(caught, this.fresh(item, fault), scope);
  }

  *#reduce(filter: Extract<Filter, { kind: "reduce" }>, item: Item, scope: Scope): Generator<Item, void> {
    for (const start of this.go(filter.start, item, scope)) {
      let state: Item | undefined = start;
      for (const source of this.values(filter.source, item.value, scope)) {
        for (const inner of this.#scopes(filter.pattern, source, item.value, scope)) {
          let last: Item | undefined;
          for (const next of this.go(filter.update, state ?? this.fresh(item, null), inner)) last = next;
          state = last;
        }
      }
      yield state ?? this.fresh(item, null);
    }
  }

  *#foreach(filter: Extract<Filter, { kind: "foreach" }>, item: Item, scope: Scope): Generator<Item, void> {
    for (const start of this.go(filter.start, item, scope)) {
      let state = start;
      for (const source of this.values(filter.source, item.value, scope)) {
        for (const inner of this.#scopes(filter.pattern, source, item.value, scope)) {
          for (const next of this.go(filter.update, state, inner)) {
            state = next;
            if (filter.extract === undefined) yield next;
            else yield* this.go(filter.extract, next, inner);
          }
        }
      }
    }
  }

  *#bind(patterns: readonly Pattern[], source: Json, item: Item, scope: Scope, body: Filter): Generator<Item, void> {
    const [pattern, ...others] = patterns;
    if (pattern === undefined) return;
    let base = scope;
    for (const name of others.flatMap(patternNames)) base = base.withVariable(name, null);
    try {
      for (const inner of this.#scopes(pattern, source, item.value, base)) yield* this.go(body, item, inner);
    } catch (error) {
      if (!(error instanceof JqError) || others.length === 0) throw error;
      yield* this.#bind(others, source, item, scope, body);
    }
  }

  *#scopes(pattern: Pattern, source: Json, input: Json, scope: Scope): Generator<Scope, void> {
    if (pattern.kind === "name") {
      yield scope.withVariable(pattern.name, source);
      return;
    }
    if (pattern.kind === "array") {
      if (source !== null && !isArray(source)) throw new JqError(`Cannot index ${typeOf(source)} with number`);
      yield* this.#each(
        pattern.items.map((inner, at) => [inner, index(source, at)] as const),
        input,
        scope,
      );
      return;
    }
    const [first, ...rest] = pattern.pairs;
    if (first === undefined) {
      yield scope;
      return;
    }
    for (const key of this.values(first.key, input, scope)) {
      if (typeof key !== "string") throw new JqError(`Cannot index ${typeOf(source)} with ${typeOf(key)}`);
      const value = index(source, key);
      const named = first.name === undefined ? scope : scope.withVariable(first.name, value);
      const inner = first.value === undefined ? [named] : this.#scopes(first.value, value, input, named);
      for (const next of inner) yield* this.#scopes({ kind: "object", pairs: rest }, source, input, next);
    }
  }

  *#each(pairs: readonly (readonly [Pattern, Json])[], input: Json, scope: Scope): Generator<Scope, void> {
    const [first, ...rest] = pairs;
    if (first === undefined) {
      yield scope;
      return;
    }
    for (const inner of this.#scopes(first[0], first[1], input, scope)) yield* this.#each(rest, input, inner);
  }

  *#call(name: string, args: readonly Filter[], item: Item, scope: Scope): Generator<Item, void> {
    const found = scope.function(name, args.length);
    if (found?.kind === "parameter") {
      yield* this.closure(found.closure, item);
      return;
    }
    if (found !== undefined) {
      yield* this.#defined(found.definition.parameters, args, item, scope, found.scope, found.definition.body);
      return;
    }
    const global = this.#globals.get(`${name}/${String(args.length)}`);
    if (global !== undefined) {
      yield* this.#defined(global.parameters, args, item, scope, EMPTY, global.body);
      return;
    }
    const native = this.#natives.get(`${name}/${String(args.length)}`);
    if (native === undefined) throw new JqError(`${name}/${String(args.length)} is not defined`);
    yield* native(
      this,
      item,
      args.map((filter) => ({ filter, scope })),
    );
  }

  /** Parameters written "$x" are values: every combination of theirs is a call of its own. */
  *#defined(
    parameters: readonly string[],
    args: readonly Filter[],
    item: Item,
    caller: Scope,
    inside: Scope,
    body: Filter,
  ): Generator<Item, void> {
    const [parameter, ...rest] = parameters;
    const [arg, ...others] = args;
    if (parameter === undefined || arg === undefined) {
      yield* this.go(body, item, inside);
      return;
    }
    const name = parameter.replace("$", "");
    const known = inside.withParameter(name, { filter: arg, scope: caller });
    if (!parameter.startsWith("$")) {
      yield* this.#defined(rest, others, item, caller, known, body);
      return;
    }
    for (const value of this.values(arg, item.value, caller)) {
      yield* this.#defined(rest, others, item, caller, known.withVariable(name, value), body);
    }
  }
}

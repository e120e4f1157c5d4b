/** Functions of jq that decide what is worked out, and how often. */
import { isArray, type Json } from "./json.ts";
import type { Item, Runner } from "./run.ts";
import type { Closure } from "./scope.ts";
import { described, getPath, isTrue, JqError, shown } from "./value.ts";

export type Native = (runner: Runner, item: Item, args: readonly Closure[]) => Generator<Item, void>;

/** Ends jq at once (halt, halt_error). */
export class Halt extends Error {
  override readonly name = "Halt";
  readonly status: number;
  readonly value: Json | undefined;
  constructor(status: number, value?: Json) {
    super("halt");
    this.status = status;
    this.value = value;
  }
}

function number(value: Json): number {
  if (typeof value !== "number") throw new JqError(`${described(value)} number required`);
  return value;
}

/** Searches whose depth the data decide: with a stack of their own instead of recursion. */
function* unfold(runner: Runner, item: Item, next: (at: Item) => Generator<Item, void>): Generator<Item, void> {
  const stack: Iterator<Item>[] = [[item].values()];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    runner.tick();
    const step = top.next();
    if (step.done === true) {
      stack.pop();
      continue;
    }
    yield step.value;
    stack.push(next(step.value));
  }
}

export const CONTROL: Readonly<Record<string, Native>> = {
  *"empty/0"() {
    // No result at all.
  },
  // oxlint-disable-next-line require-yield -- it never gets that far
  *"error/0"(_, item) {
    throw new JqError(item.value);
  },
  *"error/1"(runner, item, [message]) {
    if (message === undefined) return;
    for (const value of runner.values(message.filter, item.value, message.scope)) throw new JqError(value);
    yield* [];
  },
  *"not/0"(runner, item) {
    yield runner.fresh(item, !isTrue(item.value));
  },
  *"select/1"(runner, item, [test]) {
    if (test === undefined) return;
    for (const value of runner.values(test.filter, item.value, test.scope)) if (isTrue(value)) yield item;
  },
  *"path/1"(runner, item, [filter]) {
    if (filter === undefined) return;
    for (const path of runner.paths(filter.filter, item.value, filter.scope)) yield runner.fresh(item, path);
  },
  *"recurse/1"(runner, item, [next]) {
    if (next === undefined) return;
    yield* unfold(runner, item, (at) => runner.closure(next, at));
  },
  *"recurse/2"(runner, item, [next, test]) {
    if (next === undefined || test === undefined) return;
    yield* unfold(runner, item, function* (at) {
      for (const result of runner.closure(next, at)) {
        for (const good of runner.values(test.filter, result.value, test.scope)) if (isTrue(good)) yield result;
      }
    });
  },
  *"recurse_down/0"(runner, item) {
    yield* runner.everything(item);
  },
  *"while/2"(runner, item, [test, update]) {
    if (test === undefined || update === undefined) return;
    const holds = (at: Item): boolean => isTrue(runner.first(test.filter, at.value, test.scope) ?? null);
    if (!holds(item)) return;
    yield* unfold(runner, item, function* (at) {
      for (const result of runner.closure(update, at)) if (holds(result)) yield result;
    });
  },
  *"until/2"(runner, item, [test, update]) {
    if (test === undefined || update === undefined) return;
    const done = (at: Item): boolean => isTrue(runner.first(test.filter, at.value, test.scope) ?? null);
    const tree = unfold(runner, item, function* (at) {
      if (!done(at)) yield* runner.closure(update, at);
    });
    for (const at of tree) if (done(at)) yield at;
  },
  *"repeat/1"(runner, item, [update]) {
    if (update === undefined) return;
    yield* unfold(runner, item, (at) => runner.closure(update, at));
  },
  *"first/1"(runner, item, [filter]) {
    if (filter === undefined) return;
    for (const result of runner.closure(filter, item)) {
      yield result;
      return;
    }
  },
  *"limit/2"(runner, item, [count, filter]) {
    if (count === undefined || filter === undefined) return;
    for (const value of runner.values(count.filter, item.value, count.scope)) {
      let left = number(value);
      if (left <= 0) continue;
      for (const result of runner.closure(filter, item)) {
        yield result;
        left -= 1;
        if (left <= 0) break;
      }
    }
  },
  *"range/2"(runner, item, [from, to]) {
    if (from === undefined || to === undefined) return;
    for (const start of runner.values(from.filter, item.value, from.scope)) {
      for (const end of runner.values(to.filter, item.value, to.scope)) {
        if (typeof start !== "number" || typeof end !== "number") throw new JqError("Range bounds must be numeric");
        for (let at = start; at < end; at += 1) {
          runner.tick();
          yield runner.fresh(item, at);
        }
      }
    }
  },
  *"range/3"(runner, item, args) {
    const [starts = [], ends = [], steps = []] = args.map(({ filter, scope }) => [
      ...runner.values(filter, item.value, scope),
    ]);
    for (const start of starts) {
      for (const end of ends) {
        for (const step of steps) {
          const [a, b, by] = [number(start), number(end), number(step)];
          if (by === 0) continue;
          for (let at = a; by > 0 ? at < b : at > b; at += by) {
            runner.tick();
            yield runner.fresh(item, at);
          }
        }
      }
    }
  },
  *"getpath/1"(runner, item, [paths]) {
    if (paths === undefined) return;
    for (const path of runner.values(paths.filter, item.value, paths.scope)) {
      if (!isArray(path)) throw new JqError("Path must be specified as an array");
      const keysOf = path;
      if (item.path === null) throw new JqError(`Invalid path expression with result ${shown(item.value)}`);
      yield {
        value: getPath(item.value, keysOf),
        path: item.path === undefined ? undefined : [...item.path, ...keysOf],
      };
    }
  },
  // oxlint-disable-next-line require-yield -- it never gets that far
  *"halt/0"() {
    throw new Halt(0);
  },
  // oxlint-disable-next-line require-yield -- it never gets that far
  *"halt_error/1"(runner, item, [status]) {
    const value = status === undefined ? 5 : runner.first(status.filter, item.value, status.scope);
    if (typeof value !== "number") throw new JqError("halt_error/1: number required");
    throw new Halt(value, item.value);
  },
};

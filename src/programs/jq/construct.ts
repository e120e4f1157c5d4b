/** Strings with "\\( … )" in them and object literals: every combination of what their parts answer. */
import { formatted, textOf } from "./format.ts";
import type { Json } from "./json.ts";
import type { Runner } from "./run.ts";
import type { Scope } from "./scope.ts";
import type { Filter } from "./tree.ts";
import { described, JqError } from "./value.ts";

/** Every text, the last part varying slowest. */
export function* texts(
  runner: Runner,
  parts: readonly (string | Filter)[],
  format: string | undefined,
  value: Json,
  scope: Scope,
): Generator<string, void> {
  const [last] = parts.slice(-1);
  if (last === undefined) {
    yield "";
    return;
  }
  const show = (inner: Json): string => (format === undefined ? textOf(inner) : formatted(format, inner));
  const tails = typeof last === "string" ? [last] : Array.from(runner.values(last, value, scope), show);
  for (const tail of tails) {
    for (const lead of texts(runner, parts.slice(0, -1), format, value, scope)) yield lead + tail;
  }
}

/** Every object that the keys and values of a literal make. */
export function* objects(
  runner: Runner,
  pairs: readonly (readonly [Filter, Filter])[],
  value: Json,
  scope: Scope,
): Generator<Map<string, Json>, void> {
  const [pair, ...rest] = pairs;
  if (pair === undefined) {
    yield new Map();
    return;
  }
  for (const key of runner.values(pair[0], value, scope)) {
    if (typeof key !== "string") {
      throw new JqError(`Cannot use ${described(key)} as object key`);
    }
    for (const item of runner.values(pair[1], value, scope)) {
      for (const others of objects(runner, rest, value, scope)) yield new Map<string, Json>([[key, item], ...others]);
    }
  }
}

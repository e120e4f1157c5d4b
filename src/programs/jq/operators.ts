import type { Json } from "./json.ts";
import type { Pattern } from "./tree.ts";
import { arithmetic, compare } from "./value.ts";

/** The variables that a pattern binds. */
export function patternNames(pattern: Pattern): string[] {
  if (pattern.kind === "name") return [pattern.name];
  if (pattern.kind === "array") return pattern.items.flatMap(patternNames);
  return pattern.pairs.flatMap(({ name, value }) => [
    ...(name === undefined ? [] : [name]),
    ...(value === undefined ? [] : patternNames(value)),
  ]);
}

/** What a binary operator makes of two values. */
export function operate(operator: string, left: Json, right: Json): Json {
  switch (operator) {
    case "==":
      return compare(left, right) === 0;
    case "!=":
      return compare(left, right) !== 0;
    case "<":
      return compare(left, right) < 0;
    case "<=":
      return compare(left, right) <= 0;
    case ">":
      return compare(left, right) > 0;
    case ">=":
      return compare(left, right) >= 0;
    default:
      return arithmetic(operator, left, right);
  }
}

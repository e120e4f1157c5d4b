import { assertNever } from "#base";
import type { GraphTarget, TargetState } from "#session";

/** What a target's state is called. */
export function stateWord(state: TargetState): string {
  switch (state) {
    case "waiting":
      return "waiting";
    case "running":
      return "running";
    case "made":
      return "remade";
    case "current":
      return "up to date";
    case "failed":
      return "failed";
    default:
      return assertNever(state);
  }
}

/** One target in a sentence: its state, the place in the order, the reason and the time. */
export function sentence({ name, state, order, reason, seconds }: GraphTarget): string {
  const parts = [`${name}: ${stateWord(state)}`];
  if (order !== undefined) parts.push(`number ${String(order)} in the order of the recipes`);
  if (seconds !== undefined) parts.push(`${seconds.toFixed(2)} s`);
  return `${parts.join(", ")}${reason === undefined ? "." : `: ${reason}.`}`;
}

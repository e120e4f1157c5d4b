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

/** More boxes than this are no picture any more. */
const MOST_DRAWN = 150;

/** Which ones come first where not all can be drawn. */
const WEIGHT: Readonly<Record<TargetState, number>> = { running: 0, failed: 0, made: 2, waiting: 3, current: 4 };

/** What the picture shows: all targets, or of many those that run or failed, the goals, and what was remade. */
export function drawn(targets: readonly GraphTarget[]): readonly GraphTarget[] {
  if (targets.length <= MOST_DRAWN) return targets;
  const weight = ({ state, goal }: GraphTarget): number => (goal ? 1 : WEIGHT[state]);
  const chosen = new Set([...targets].sort((a, b) => weight(a) - weight(b)).slice(0, MOST_DRAWN));
  return targets.filter((one) => chosen.has(one));
}

/** What the line of state says of the last run. */
export function summary(targets: readonly GraphTarget[], running: boolean, status: number | undefined): string {
  if (targets.length === 0) {
    if (running) return "make reads its makefile.";
    return status === undefined || status === 0
      ? "No graph yet: run `make`."
      : "make ended before it had a graph: its message is in the terminal.";
  }
  const count = (state: TargetState): number => targets.filter((one) => one.state === state).length;
  const parts = (["running", "made", "failed", "current"] as const)
    .filter((state) => count(state) > 0)
    .map((state) => `${String(count(state))} ${stateWord(state)}`);
  const end = running ? "Running" : status === undefined ? "Stopped" : status === 0 ? "Done" : "make failed";
  const told = `${end}: ${parts.join(", ") || "nothing ran"}, of ${String(targets.length)} targets.`;
  if (targets.length <= MOST_DRAWN) return told;
  return `${told} The picture shows ${String(MOST_DRAWN)} of them, first those that ran; the table has all.`;
}

/** One target in a sentence: its state, the place in the order, the reason and the time. */
export function sentence({ name, state, order, reason, seconds }: GraphTarget): string {
  const parts = [`${name}: ${stateWord(state)}`];
  if (order !== undefined) parts.push(`number ${String(order)} in the order of the recipes`);
  if (seconds !== undefined) parts.push(`${seconds.toFixed(2)} s`);
  return `${parts.join(", ")}${reason === undefined ? "." : `: ${reason}.`}`;
}

import type { BuildState } from "./build-state.ts";
import type { Builder } from "./builder.ts";
import { declaredGraph } from "./graph.ts";
import { lessons } from "./lessons.ts";
import { MakeError } from "./make-error.ts";
import { allOf, andThen, type Maybe } from "./maybe.ts";
import { parseNames } from "./names.ts";
import type { Target, UpdateStatus } from "./target.ts";

/** The targets that this run is for: those of the command line, or the default goal. Manual: "Arguments to Specify the Goals". */
export async function goalNames(state: BuildState, given: readonly string[]): Promise<string[]> {
  if (given.length > 0) return [...given];
  const text = await state.expander.valueOf(".DEFAULT_GOAL", { scope: state.globals, location: undefined });
  if (state.targets.get(text)?.isTarget === true) return [text];
  const goals = parseNames(text, state);
  if (goals.length > 1) throw new MakeError(".DEFAULT_GOAL contains more than one target", undefined);
  if (goals.length === 0) {
    const read = state.makefiles.some(({ reason }) => reason === undefined) || state.options.makefiles.includes("-");
    throw new MakeError(read ? "No targets" : "No targets specified and no makefile found", undefined, {
      kind: "no-targets",
    });
  }
  return goals;
}

/** Brings the goals up to date, in order, or with `-j` side by side; make's exit status. */
export async function updateGoals(state: BuildState, builder: Builder, names: readonly string[]): Promise<number> {
  const { options } = state;
  if (state.debug.basic) state.say("Updating goal targets....");
  if (state.watched) {
    for (const lesson of lessons(state)) state.events({ type: "note", ...lesson });
    state.events({ type: "graph", goals: names, nodes: declaredGraph(state, names), cwd: state.disk.cwd });
  }
  const seen = { failed: false, question: false };
  const ended = (goal: Target, first: boolean, status: UpdateStatus): void => {
    if (status === "failed") {
      if (!first && goal.dontCare) builder.complain(goal);
      seen.failed = true;
    } else if (status === "question") seen.question = true;
    else if (options.silent || options.question || (first && builder.startedFor.has(goal))) return;
    else sayNothingDone(state, goal);
  };
  const goals = names.map((name) => state.target(name));
  for (const goal of goals) goal.isGoal = true;
  builder.startedFor.clear();
  const waits: Promise<void>[] = [];
  const from = (start: number): Maybe<void> => {
    for (const [index, goal] of goals.entries()) {
      if (index < start) continue;
      if (builder.slots.wanted) return builder.slots.unwanted().then(() => from(index));
      if (builder.stopping) seen.failed = true;
      if (seen.failed && !options.keepGoing) return;
      const first = goal.state === "untouched";
      goal.isHead ||= first;
      const ending = andThen(builder.update(goal, 0), (status) => ended(goal, first, status));
      if (!(ending instanceof Promise)) continue;
      if (!builder.parallel) return ending.then(() => from(index + 1));
      waits.push(ending);
    }
  };
  await allOf(waits, () => from(0));
  return seen.failed ? 2 : seen.question ? 1 : 0;
}

function sayNothingDone(state: BuildState, goal: Target): void {
  const rules = goal.doubleColon ?? [goal];
  const nothing = goal.phony || rules.every((rule) => rule.recipe === undefined);
  const name = state.searchPath.keeps(goal.path) ? goal.path : goal.name;
  state.say(
    nothing
      ? `${state.programName}: Nothing to be done for '${name}'.`
      : `${state.programName}: '${name}' is up to date.`,
  );
}

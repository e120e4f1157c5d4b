import type { BuildState } from "./build-state.ts";
import { MISSING, type Mtime } from "./disk.ts";
import { mtimeOf } from "./file-times.ts";
import type { Prerequisite, Target, UpdateStatus } from "./target.ts";

/** One target while it is considered: what is found out about it on the way. */
export interface Visit {
  readonly target: Target;
  readonly depth: number;
  /** Its time at the beginning. */
  readonly before: Mtime;
  /** Its prerequisites, then those of the targets that are made with it: they too must be there first. */
  readonly all: readonly Prerequisite[];
  /** Its own, without those that close a loop. */
  readonly kept: Prerequisite[];
  /** The times of `kept` before anything was done to them. */
  readonly times: Mtime[];
  reason: string | undefined;
  failed: boolean;
  question: boolean;
}

/**
 * Whether a target is remade, its prerequisites being done: the reason why, or how its update ends without a recipe.
 * `stopping`: make gives up, and says nothing more of its targets.
 */
export function decide(state: BuildState, visit: Visit, stopping: boolean): UpdateStatus | { readonly reason: string } {
  const { target, kept, before, depth } = visit;
  const { options, debug } = state;
  const missing = before === MISSING;
  if (debug.verbose && !stopping) debug.sayInside(depth, `Finished prerequisites of target file '${target.name}'.`);
  if (visit.failed) {
    if (debug.verbose && !stopping) debug.say(depth, `Giving up on target file '${target.name}'.`);
    if (depth === 0 && options.keepGoing && !options.justPrint && !options.question && !target.dontCare) {
      if (!target.isMakefile) state.warn(`Target '${target.name}' not remade because of errors.`);
    }
    return "failed";
  }
  if (visit.question && options.question) return "question";
  const anyChanged = compareAll(state, visit);
  let { reason } = visit;
  const empty = target.recipe === undefined;
  if (target.isEntry && kept.length === 0) {
    reason ??= "a double-colon rule without prerequisites always runs";
    if (debug.basic) debug.say(depth, `Target '${target.name}' is double-colon and has no prerequisites.`);
  }
  if (reason !== undefined && !missing && target.isTarget && empty && !anyChanged && !target.phony) reason = undefined;
  if (reason === undefined && options.alwaysMake && !empty) reason = "--always-make asks for everything";
  if (target.phony && reason === undefined) reason = `'${target.name}' is phony`;
  if (reason !== undefined) return { reason };
  if (debug.verbose) {
    const found = target.path === target.name ? "" : `; using VPATH name '${target.path}'`;
    debug.say(depth, `No need to remake target '${target.name}'${found}.`);
  }
  state.explained(target, "up-to-date", standing(target));
  return "success";
}

/** Marks the prerequisites that are newer than the target; whether any was remade on the way. */
function compareAll(state: BuildState, visit: Visit): boolean {
  const { target, kept, times, before, depth } = visit;
  const { debug } = state;
  let anyChanged = false;
  for (let index = 0; index < kept.length; index += 1) {
    const one = kept[index];
    if (one === undefined || one.orderOnly) continue;
    const now = mtimeOf(state, one.target);
    if (now !== times[index] || (one.target.phony && one.target.ran)) anyChanged = true;
    one.changed = before === MISSING || now > before || one.changed || state.options.alwaysMake;
    if (debug.basic && before !== MISSING) debug.comparison(depth, one.target.name, target.name, now, before);
  }
  return anyChanged;
}

/** Why nothing had to be done. */
function standing(target: Target): string {
  if (target.prerequisites.length > 0) return "it is newer than all its prerequisites";
  return target.recipe === undefined ? "a file that is there and has no rule" : "it exists and has no prerequisites";
}

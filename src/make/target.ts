import type { Location } from "./location.ts";
import type { Mtime } from "./disk.ts";
import type { Scope } from "./variable.ts";

/** The lines that make a target, unexpanded. One `text` per line of the recipe; a line may hold backslash-newlines. */
export interface Recipe {
  readonly lines: readonly string[];
  /** The first line's place; undefined for a built-in rule. */
  readonly location: Location | undefined;
  /** `.RECIPEPREFIX` where it was read. */
  readonly prefix: string;
}

/** A use of one file by a target. */
export interface Prerequisite {
  readonly target: Target;
  /** Only its existence counts, not its time (after `|`). */
  readonly orderOnly: boolean;
  /** It was remade or is newer than the target: part of `$?`. */
  changed: boolean;
  /** Named by the makefile itself, not by an implicit rule. */
  readonly explicit: boolean;
  /** Out of the automatic variables: from `.EXTRA_PREREQS`, or dropped from a loop. */
  ignored?: boolean;
}

/** Prerequisites that are expanded a second time when the target is considered. Manual: "Secondary Expansion". */
export interface LatePrerequisites {
  readonly text: string;
  readonly stem: string | undefined;
  readonly location: Location | undefined;
  /** The target pattern of a static pattern rule. */
  readonly pattern: string | undefined;
}

export type UpdateState = "untouched" | "considering" | "running" | "done";
export type UpdateStatus = "none" | "success" | "question" | "failed";

/** A file or a phony name: what rules are about. */
export class Target {
  readonly name: string;
  /** Where it really is: another name after a search of VPATH. */
  path: string;
  /** As the rules say, in order. */
  declared: (Prerequisite | LatePrerequisites)[] = [];
  /** What the builder works with: `declared` expanded, plus what an implicit rule adds. */
  prerequisites: Prerequisite[] = [];
  recipe: Recipe | undefined;
  /** The makefile names it as a target. */
  isTarget = false;
  /** The line of its first rule. */
  location: Location | undefined;
  phony = false;
  precious = false;
  intermediate = false;
  secondary = false;
  /** A makefile names it: for an implicit rule it ought to exist. */
  mentioned = false;
  stem: string | undefined;
  /** Its recipe came from an implicit rule. */
  implicit = false;
  /** The rules of a double-colon target, each like a target of its own; undefined for single-colon ones. */
  doubleColon: Target[] | undefined;
  /** Made together with this one by the same recipe. */
  madeWith: readonly Target[] = [];
  /** Its own variables, and those of patterns that fit once it is considered. */
  scope: Scope | undefined;
  /** `scope`, or what it inherits when it has none of its own; set when it is first considered. */
  ownScope: Scope | undefined;
  /** The target for whose sake this one was first considered: where variables are inherited from. */
  parent: Target | undefined;
  state: UpdateState = "untouched";
  status: UpdateStatus = "none";
  searched = false;
  lateDone = false;
  /** Undefined until looked at. */
  mtime: Mtime | undefined;
  /** What `-o` and `-W` say of it. */
  pretended: Mtime | undefined;
  /** The update that is going on. */
  progress: Promise<UpdateStatus> | undefined;
  /** The look through this intermediate file at its prerequisites that is going on. */
  checking: Promise<unknown> | undefined;
  /** What the update waits for, to find loops among parallel updates. */
  waitingFor: Set<Target> | undefined;
  /** A recipe of it was started in this run. */
  ran = false;
  /** No complaint when it cannot be made: `-include`. */
  dontCare = false;
  /** The failure was said already. */
  complained = false;
  /** A goal of this run: named on the command line or the default one. */
  isGoal = false;
  /** A goal that no goal before it needs. */
  isHead = false;
  /** A makefile that was read or is to be. */
  isMakefile = false;
  /** Its recipe is that of `.DEFAULT`. */
  byDefault = false;
  /** Its time is known to the second only. Manual: `.LOW_RESOLUTION_TIME`. */
  lowResolution = false;
  /** One rule of a double-colon target. */
  isEntry = false;
  /** Its recipe runs for all targets that are made together. */
  runsForGroup = false;
  /** How it came to be remade, for `--explain`. */
  reason: string | undefined;

  constructor(name: string) {
    this.name = name;
    this.path = name;
  }
}

import { flags } from "./flags.ts";
import type { Location } from "./location.ts";
import { seldom } from "./seldom.ts";
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

/** What most targets have none of; replaced, never added to. */
const NONE: never[] = [];
Object.freeze(NONE);

/** Bits spare a makefile of 50,000 names a fifth of its memory and a tenth of its time, against a field for each. */
const TargetFlags = flags(
  /** The makefile names it as a target. */
  "isTarget",
  "phony",
  "precious",
  "intermediate",
  "secondary",
  /** A makefile names it: for an implicit rule it ought to exist. */
  "mentioned",
  /** Its recipe came from an implicit rule. */
  "implicit",
  "searched",
  "lateDone",
  /** A recipe of it was started in this run. */
  "ran",
  /** No complaint when it cannot be made: `-include`. */
  "dontCare",
  /** The failure was said already. */
  "complained",
  /** A goal of this run: named on the command line or the default one. */
  "isGoal",
  /** A goal that no goal before it needs. */
  "isHead",
  /** A makefile that was read or is to be. */
  "isMakefile",
  /** Its recipe is that of `.DEFAULT`. */
  "byDefault",
  /** Its time is known to the second only. Manual: `.LOW_RESOLUTION_TIME`. */
  "lowResolution",
  /** One rule of a double-colon target. */
  "isEntry",
  /** Its recipe runs for all targets that are made together. */
  "runsForGroup",
);

interface SeldomOfTarget {
  /** Where it really is, when that is not its name. */
  found: string;
  /** The rules of a double-colon target, each like a target of its own; undefined for single-colon ones. */
  doubleColon: Target[];
  /** Those of `madeWith`. */
  group: readonly Target[];
  /** Its own variables, and those of patterns that fit once it is considered. */
  scope: Scope;
  /** What `-o` and `-W` say of it. */
  pretended: Mtime;
  /** The update that is going on. */
  progress: Promise<UpdateStatus>;
  /** The look through this intermediate file at its prerequisites that is going on. */
  checking: Promise<unknown>;
  /** What the update waits for, to find loops among parallel updates. */
  waitingFor: Set<Target>;
  /** How it came to be remade, for `--explain`. */
  reason: string;
}

/** They spare a makefile of 50,000 names a seventh of its memory. */
const TargetParts = seldom<InstanceType<typeof TargetFlags>, SeldomOfTarget>(
  TargetFlags,
  "found",
  "doubleColon",
  "group",
  "scope",
  "pretended",
  "progress",
  "checking",
  "waitingFor",
  "reason",
);

/** A file or a phony name: what rules are about. */
export class Target extends TargetParts {
  readonly name: string;
  /** As the rules say, in order. */
  declared: (Prerequisite | LatePrerequisites)[] = NONE;
  /** What the builder works with: `declared` expanded, plus what an implicit rule adds. */
  prerequisites: Prerequisite[] = NONE;
  recipe: Recipe | undefined;
  /** The line of its first rule. */
  location: Location | undefined;
  stem: string | undefined;
  /** `scope`, or what it inherits when it has none of its own; set when it is first considered. */
  ownScope: Scope | undefined;
  /** The target for whose sake this one was first considered: where variables are inherited from. */
  parent: Target | undefined;
  state: UpdateState = "untouched";
  status: UpdateStatus = "none";
  /** Undefined until looked at. */
  mtime: Mtime | undefined;

  constructor(name: string) {
    super();
    this.name = name;
  }

  /** Where it really is: another name after a search of VPATH. */
  get path(): string {
    return this.found ?? this.name;
  }

  set path(path: string) {
    this.found = path === this.name ? undefined : path;
  }

  /** Made together with this one by the same recipe; the last one of the rule first. */
  get madeWith(): readonly Target[] {
    return this.group ?? NONE;
  }

  set madeWith(targets: readonly Target[]) {
    this.group = targets;
  }
}

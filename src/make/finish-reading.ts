import type { BuildState } from "./build-state.ts";
import { definePatternRules, forgetSuffixRules } from "./builtins.ts";
import { splitDirectories } from "./search-path.ts";
import { targetPattern } from "./pattern-rule.ts";
import { addPatternRule } from "./rules.ts";
import type { Prerequisite, Recipe, Target } from "./target.ts";
import { splitWords } from "./text.ts";

/** What the special targets say once all makefiles are read. Manual: "Special Built-in Target Names". */
export interface SpecialTargets {
  silentAll: boolean;
  ignoreAll: boolean;
  readonly silent: Set<Target>;
  readonly ignore: Set<Target>;
  deleteOnError: boolean;
  notParallel: boolean;
  secondaryAll: boolean;
  /** Patterns of `.PRECIOUS`. */
  readonly preciousPatterns: Set<string>;
  readonly extraPrerequisites: Prerequisite[];
}

function namesOf(state: BuildState, special: string): readonly Target[] | undefined {
  const target = state.targets.get(special);
  if (!target?.isTarget) return undefined;
  const entries = [target, ...(target.doubleColon ?? [])];
  return entries.flatMap((entry) => entry.declared.flatMap((one) => ("target" in one ? [one.target] : [])));
}

/** `forgetRules`: the makefile itself asked for `-r`. */
export function finishReading(state: BuildState, forgetRules = false): SpecialTargets {
  if (forgetRules) forgetSuffixRules(state);
  const special: SpecialTargets = {
    silentAll: state.options.silent,
    ignoreAll: state.options.ignoreErrors,
    silent: new Set(),
    ignore: new Set(),
    deleteOnError: state.targets.get(".DELETE_ON_ERROR")?.isTarget === true,
    notParallel: state.targets.get(".NOTPARALLEL")?.isTarget === true,
    secondaryAll: false,
    preciousPatterns: new Set(),
    extraPrerequisites: [],
  };
  for (const target of namesOf(state, ".PHONY") ?? []) {
    for (const entry of [target, ...(target.doubleColon ?? [])]) {
      entry.phony = true;
      entry.isTarget = true;
    }
  }
  for (const target of namesOf(state, ".PRECIOUS") ?? []) {
    for (const entry of [target, ...(target.doubleColon ?? [])]) entry.precious = true;
    if (target.name.includes("%")) special.preciousPatterns.add(target.name);
  }
  for (const target of namesOf(state, ".INTERMEDIATE") ?? []) target.intermediate = true;
  const secondary = namesOf(state, ".SECONDARY");
  if (secondary?.length === 0) special.secondaryAll = true;
  for (const target of special.secondaryAll ? state.targets.values() : (secondary ?? [])) {
    target.intermediate = true;
    target.secondary = true;
  }
  for (const target of namesOf(state, ".LOW_RESOLUTION_TIME") ?? []) target.lowResolution = true;
  const silent = namesOf(state, ".SILENT");
  if (silent?.length === 0) special.silentAll = true;
  for (const target of silent ?? []) special.silent.add(target);
  const ignore = namesOf(state, ".IGNORE");
  if (ignore?.length === 0) special.ignoreAll = true;
  for (const target of ignore ?? []) special.ignore.add(target);
  if (state.targets.get(".EXPORT_ALL_VARIABLES")?.isTarget === true) state.exportAll = true;

  state.searchPath.general = splitDirectories(state.globalText("VPATH"));
  state.searchPath.kept = splitDirectories(state.globalText("GPATH"));
  for (const name of splitWords(state.globalText(".EXTRA_PREREQS"))) {
    special.extraPrerequisites.push({ target: state.target(name), orderOnly: false, changed: false, explicit: true });
  }
  convertSuffixRules(state);
  if (!state.options.noBuiltinRules) definePatternRules(state);
  return special;
}

/** `.c.o:` as `%.o: %.c`, for the suffixes that are known. Manual: "Old-Fashioned Suffix Rules". */
function convertSuffixRules(state: BuildState): void {
  const declared = state.targets.get(".SUFFIXES")?.declared ?? [];
  const suffixes = declared.flatMap((one) => ("target" in one ? [one.target.name] : []));
  const add = (target: string, source: string | undefined, recipe: Recipe | undefined): void => {
    addPatternRule(
      state,
      {
        targets: [targetPattern(target)],
        prerequisites: source === undefined ? [] : [{ text: source, orderOnly: false }],
        lateText: undefined,
        recipe,
        terminal: false,
        location: recipe?.location,
        busy: false,
      },
      false,
    );
  };
  for (const from of suffixes) {
    // A name of that ending is known to be of its kind: rules that match anything do not apply to it.
    add(`%${from}`, undefined, undefined);
    const single = suffixRule(state, from);
    if (single !== undefined) add("%", `%${from}`, single);
    for (const to of suffixes) {
      const double = suffixRule(state, from + to);
      if (double === undefined) continue;
      if (to === ".a") add("(%.o)", `%${from}`, double);
      add(`%${to}`, `%${from}`, double);
    }
  }
}

function suffixRule(state: BuildState, name: string): Recipe | undefined {
  const target = state.targets.get(name);
  if (target?.recipe === undefined) return undefined;
  if (target.declared.length > 0) {
    if (target.location !== undefined && name !== ".SUFFIXES") {
      state.warn("warning: ignoring prerequisites on suffix rule definition", target.recipe.location);
    }
    if (state.posix) return undefined;
  }
  return target.recipe;
}

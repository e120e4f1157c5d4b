import type { BuildState } from "./build-state.ts";
import type { Location } from "./location.ts";
import { MakeError } from "./make-error.ts";
import { parseNames } from "./names.ts";
import { findPercent, sameRule, targetPattern, unquotePercent, type PatternRule } from "./pattern-rule.ts";
import { fillPattern, isSpace, matchPattern, parsePattern } from "./text.ts";
import { Target, type LatePrerequisites, type Prerequisite, type Recipe } from "./target.ts";

/** A rule whose recipe lines are all read. */
export interface CompleteRule {
  readonly targets: readonly string[];
  readonly doubleColon: boolean;
  readonly grouped: boolean;
  readonly targetPattern: string | undefined;
  readonly prerequisites: string;
  readonly recipe: Recipe | undefined;
  readonly location: Location;
}

/** Puts a rule where the builder finds it. */
export function recordRule(state: BuildState, rule: CompleteRule): void {
  const [first] = rule.targets;
  if (first === undefined) return;
  if (state.building) {
    throw new MakeError("prerequisites cannot be defined in recipes", rule.location, { kind: "late-prerequisites" });
  }
  if (rule.grouped && rule.recipe === undefined) {
    throw new MakeError("grouped targets must provide a recipe", rule.location, { kind: "grouped" });
  }
  if (rule.targetPattern === undefined && findPercent(first) >= 0) recordPatternRule(state, rule);
  else recordExplicitRule(state, rule);
}

/** Prerequisite names before and after the `|`. */
export function splitOrderOnly(text: string): { readonly normal: string; readonly orderOnly: string } {
  if (!text.includes("|")) return { normal: text, orderOnly: "" };
  const first = text.indexOf("|");
  let bar = first;
  while (bar > 0 && !isSpace(text.charCodeAt(bar - 1))) bar = text.indexOf("|", bar + 1);
  if (bar < 0) bar = first;
  return { normal: text.slice(0, bar), orderOnly: text.slice(bar + 1) };
}

function recordPatternRule(state: BuildState, rule: CompleteRule): void {
  for (const name of rule.targets) {
    if (findPercent(name) < 0) {
      throw new MakeError("mixed implicit and normal rules", rule.location, { kind: "mixed-rules" });
    }
  }
  const late = state.secondExpansion && rule.prerequisites.includes("$");
  const { normal, orderOnly } = splitOrderOnly(rule.prerequisites);
  addPatternRule(
    state,
    {
      targets: rule.targets.map(targetPattern),
      prerequisites: late
        ? []
        : [
            ...parseNames(normal, state).map((text) => ({ text, orderOnly: false })),
            ...parseNames(orderOnly, state).map((text) => ({ text, orderOnly: true })),
          ],
      lateText: late ? rule.prerequisites : undefined,
      recipe: rule.recipe,
      terminal: rule.doubleColon,
      location: rule.location,
      busy: false,
    },
    true,
  );
}

/** A later rule with the same targets and prerequisites takes an earlier one's place; without a recipe it cancels it. */
export function addPatternRule(state: BuildState, rule: PatternRule, override: boolean): void {
  const index = state.patternRules.findIndex((known) => sameRule(known, rule));
  if (index >= 0) {
    if (!override) return;
    state.patternRules.splice(index, 1);
  }
  state.patternRules.push(rule);
}

function recordExplicitRule(state: BuildState, rule: CompleteRule): void {
  const pattern = rule.targetPattern === undefined ? undefined : parsePattern(rule.targetPattern);
  if (pattern !== undefined && pattern.suffix === undefined) {
    throw new MakeError("target pattern contains no '%'", rule.location, { kind: "static-pattern" });
  }
  const { normal, orderOnly } = splitOrderOnly(rule.prerequisites);
  const late = state.secondExpansion && rule.prerequisites.includes("$");
  const normalNames = late ? [] : parseNames(normal, state);
  const orderOnlyNames = late || orderOnly === "" ? [] : parseNames(orderOnly, state);
  const made: Target[] = [];
  for (const written of rule.targets) {
    const percent = written.includes("%");
    const name = percent && written.includes("\\%") && findPercent(written) < 0 ? unquotePercent(written) : written;
    if (percent && pattern === undefined && findPercent(written) >= 0 && written !== rule.targets[0]) {
      throwMixed(state, rule);
    }
    let stem: string | undefined;
    if (pattern !== undefined) {
      stem = matchPattern(pattern, name);
      if (stem === undefined) {
        state.warn(`target '${name}' doesn't match the target pattern`, rule.location);
        // It gets the recipe all the same, but no prerequisites.
        targetForRule(state, name, rule).isTarget = true;
        continue;
      }
    }
    const target = targetForRule(state, name, rule);
    const declared: (Prerequisite | LatePrerequisites)[] = late
      ? [{ text: rule.prerequisites, stem, location: rule.location, pattern: rule.targetPattern }]
      : prerequisites(state, normalNames, orderOnlyNames, stem);
    // The prerequisites of the rule with the recipe come first, so that `$<` is one of them.
    if (target.declared.length === 0 || (name === ".SUFFIXES" && declared.length === 0)) target.declared = declared;
    else if (rule.recipe !== undefined) target.declared.unshift(...declared);
    else target.declared.push(...declared);
    if (stem !== undefined) target.stem = stem;
    target.isTarget = true;
    made.push(target);
  }
  if (rule.grouped) group(state, made.reverse(), rule.recipe?.location ?? rule.location);
}

/** `targets`, the last one of the rule first, are made together. */
function group(state: BuildState, targets: readonly Target[], location: Location): void {
  for (const one of targets) {
    if (one.madeWith.length > 0) state.warn(`warning: overriding group membership for target '${one.name}'`, location);
    one.madeWith = targets.filter((other) => other !== one);
  }
}

function throwMixed(state: BuildState, rule: CompleteRule): void {
  state.warn("*** mixed implicit and normal rules: deprecated syntax", rule.location);
}

/** A prerequisite of a static pattern rule, with the stem where its `%` is. */
function filled(text: string, stem: string | undefined): string {
  return stem === undefined || !text.includes("%") ? text : fillPattern(parsePattern(text), stem);
}

/** An array without room to grow: most targets keep theirs to the end. */
function prerequisites(
  state: BuildState,
  normal: readonly string[],
  orderOnly: readonly string[],
  stem: string | undefined,
): Prerequisite[] {
  const all = new Array<Prerequisite>(normal.length + orderOnly.length);
  for (let index = 0; index < all.length; index += 1) {
    const name = index < normal.length ? normal[index] : orderOnly[index - normal.length];
    const target = state.target(filled(name ?? "", stem));
    all[index] = { target, orderOnly: index >= normal.length, changed: false, explicit: true };
  }
  return all;
}

/** The node that a rule adds to: a new one for every double-colon rule. */
function targetForRule(state: BuildState, name: string, rule: CompleteRule): Target {
  const head = state.target(name);
  if (rule.doubleColon) {
    if (head.isTarget && head.doubleColon === undefined) throw bothColons(name, rule.location);
    const entry = new Target(name);
    entry.isEntry = true;
    head.doubleColon = [...(head.doubleColon ?? []), entry];
    head.isTarget = true;
    head.location ??= rule.location;
    entry.recipe = rule.recipe;
    entry.scope = head.scope;
    entry.location = rule.location;
    if (name === ".DEFAULT" && head.doubleColon.length === 1) state.defaultRecipe = rule.recipe;
    return entry;
  }
  if (head.doubleColon !== undefined) throw bothColons(name, rule.location);
  if (rule.recipe !== undefined) {
    if (head.recipe === rule.recipe) {
      state.warn(`target '${name}' given more than once in the same rule`, rule.location);
    } else if (head.recipe !== undefined && head.isTarget && head.recipe.location !== undefined) {
      state.warn(`warning: overriding recipe for target '${name}'`, rule.recipe.location);
      state.warn(`warning: ignoring old recipe for target '${name}'`, head.recipe.location);
    }
    head.recipe = rule.recipe;
    head.stem = undefined;
    if (name === ".DEFAULT") state.defaultRecipe = rule.recipe.lines.length === 0 ? undefined : rule.recipe;
  } else if (name === ".DEFAULT" && rule.prerequisites === "") {
    // Manual: "Defining Last-Resort Default Rules".
    head.recipe = undefined;
    state.defaultRecipe = undefined;
  }
  head.location ??= rule.location;
  return head;
}

function bothColons(name: string, location: Location): MakeError {
  return new MakeError(`target file '${name}' has both : and :: entries`, location, { kind: "both-colons", name });
}

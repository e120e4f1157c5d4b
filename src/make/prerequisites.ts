import { defineAutomaticVariables } from "./automatic-variables.ts";
import type { BuildState } from "./build-state.ts";
import { andThen, mapInOrder, type Maybe } from "./maybe.ts";
import { parseNames } from "./names.ts";
import { splitOrderOnly } from "./rules.ts";
import type { LatePrerequisites, Prerequisite, Target } from "./target.ts";
import { targetScope } from "./target-scope.ts";
import { fillPattern, parsePattern, splitWords } from "./text.ts";
import { Scope } from "./variable.ts";

/** Settles what a target's prerequisites are, once it is considered: as declared, expanded late, and extra ones. */
export function resolvePrerequisites(
  state: BuildState,
  target: Target,
  extra: readonly Prerequisite[],
  scopeOf: (target: Target) => Maybe<Scope>,
): Maybe<void> {
  const known = target.declared.filter((one) => "target" in one);
  const own = target.scope?.variables.get(".EXTRA_PREREQS");
  if (known.length === target.declared.length && extra.length === 0 && own === undefined) {
    target.prerequisites = known;
    return;
  }
  const list: Prerequisite[] = [];
  const expanded = mapInOrder(target.declared, (one): Maybe<number> =>
    "target" in one
      ? list.push(one)
      : andThen(expandLate(state, target, one, list, scopeOf), (more) => list.push(...more)),
  );
  return andThen(expanded, () => {
    const isExtra = extra.some((one) => one.target === target);
    if (target.recipe !== undefined && !isExtra) for (const one of extra) list.push({ ...one, ignored: true });
    for (const name of own === undefined ? [] : splitWords(own.value)) {
      list.push({ target: state.node(name), orderOnly: false, changed: false, explicit: true, ignored: true });
    }
    target.prerequisites = list;
  });
}

/** What `$$` put off is expanded for every target once all makefiles are read. Manual: "Secondary Expansion". */
export async function expandAllLate(state: BuildState): Promise<void> {
  if (!state.secondExpansion) return;
  for (const head of [...state.targets.values()]) {
    for (const target of [head, ...(head.doubleColon ?? [])]) {
      if (target.declared.some((one) => !("target" in one))) await expandDeclared(state, target);
    }
  }
}

async function expandDeclared(state: BuildState, target: Target): Promise<void> {
  const { declared } = target;
  const list: Prerequisite[] = [];
  for (const one of declared) {
    if ("target" in one) list.push(one);
    else list.push(...(await expandLate(state, target, one, list, (of) => targetScope(state, of))));
  }
  declared.splice(0, declared.length, ...list);
  // For whose sake the target will be made is not known yet.
  target.ownScope = undefined;
}

/** Manual: "Secondary Expansion". */
function expandLate(
  state: BuildState,
  target: Target,
  late: LatePrerequisites,
  before: readonly Prerequisite[],
  scopeOf: (target: Target) => Maybe<Scope>,
): Maybe<Prerequisite[]> {
  return andThen(scopeOf(target), (outer) => {
    const scope = new Scope(outer);
    scope.transparent = true;
    target.prerequisites = [...before];
    defineAutomaticVariables(scope, target, late.stem ?? "");
    const { stem } = late;
    const filled =
      stem === undefined
        ? late.text
        : splitWords(late.text)
            .map((word) => (word.includes("%") ? fillPattern(parsePattern(word), stem) : word))
            .join(" ");
    return andThen(state.expander.expand(filled, { scope, location: target.recipe?.location }), (text) => {
      const { normal, orderOnly } = splitOrderOnly(text);
      const make = (names: string[], only: boolean): Prerequisite[] =>
        names.map((name) => ({ target: state.target(name), orderOnly: only, changed: false, explicit: true }));
      return [...make(parseNames(normal, state), false), ...make(parseNames(orderOnly, state), true)];
    });
  });
}

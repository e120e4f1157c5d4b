import type { BuildState } from "./build-state.ts";
import { andThen, mapInOrder, type Maybe } from "./maybe.ts";
import { patternVariablesFor } from "./pattern-variables.ts";
import { assignInScope } from "./target-variables.ts";
import type { Target } from "./target.ts";
import { Scope } from "./variable.ts";

/**
 * The variables that a target's recipe sees, made when the target is first considered: its own, those of patterns that
 * fit, those of the target for whose sake it is made. Manual: "Target-specific Variable Values".
 */
export function targetScope(state: BuildState, target: Target): Maybe<Scope> {
  const base = target.parent?.ownScope ?? state.globals;
  const patterns = patternVariablesFor(target.name, state.patternVariables);
  if (patterns.length === 0) return own(target, base, base === state.globals ? base : undefined);
  const fitting = new Scope(base);
  const done = mapInOrder(patterns, (one) => assignInScope(state, fitting, one.assignment, one.location, "file"));
  return andThen(done, () => {
    if (target.scope !== undefined) target.scope.transparent = true;
    return own(target, fitting, fitting);
  });
}

/** `bare`: what a target without variables of its own sees; a scope of its own when undefined. */
function own(target: Target, around: Scope, bare: Scope | undefined): Scope {
  if (target.scope !== undefined) {
    target.scope.parent = around;
    target.ownScope = target.scope;
  } else target.ownScope = bare ?? new Scope(around);
  return target.ownScope;
}

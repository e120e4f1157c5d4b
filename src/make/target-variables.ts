import type { Assignment } from "./assignment.ts";
import type { BuildState } from "./build-state.ts";
import type { Location } from "./location.ts";
import { andThen, mapInOrder, type Maybe } from "./maybe.ts";
import { findPercent } from "./pattern-rule.ts";
import { expandName, setVariable } from "./set-variable.ts";
import type { Target } from "./target.ts";
import { parsePattern } from "./text.ts";
import { originRank, Scope, type Origin, type Variable } from "./variable.ts";

/** `target … : NAME = VALUE`. Manual: "Target-specific Variable Values". */
export function setTargetVariable(
  state: BuildState,
  targets: readonly string[],
  assignment: Assignment,
  location: Location,
  origin: Origin,
): Maybe<void> {
  const done = mapInOrder(targets, (name): Maybe<void> => {
    if (findPercent(name) < 0) return assignTo(state, state.target(name), assignment, location, origin);
    const around = { scope: state.globals, location };
    return andThen(expandName(state, assignment.name, around), (variableName) => {
      const add = (value: string, operator: Assignment["operator"]): void => {
        state.patternVariables.push({
          text: name,
          pattern: parsePattern(name),
          // Its value is final: dollars in it are quoted again.
          assignment: { ...assignment, name: variableName, value, operator },
          location,
        });
      };
      if (assignment.operator !== ":=") {
        add(assignment.value, assignment.operator);
        return;
      }
      return andThen(state.expander.expand(assignment.value, around), (text) =>
        add(text.replaceAll("$", "$$$$"), ":="),
      );
    });
  });
  return andThen(done, () => undefined);
}

function assignTo(
  state: BuildState,
  target: Target,
  assignment: Assignment,
  location: Location,
  origin: Origin,
): Maybe<void> {
  target.scope ??= new Scope(state.globals);
  for (const entry of target.doubleColon ?? []) entry.scope = target.scope;
  return assignInScope(state, target.scope, assignment, location, origin);
}

/** Sets a target's or a pattern's variable in a set whose parent is what it adds to. */
export function assignInScope(
  state: BuildState,
  scope: Scope,
  assignment: Assignment,
  location: Location,
  origin: Origin,
): Maybe<void> {
  const around = { scope, location };
  return andThen(expandName(state, assignment.name, around), (name) => {
    const own: Origin = assignment.override ? "override" : origin;
    // The command line and `-e` win over a target's own variables, too.
    const global = state.globals.variables.get(name);
    const stronger =
      global !== undefined &&
      originRank(global.origin) > originRank(own) &&
      (global.origin === "command line" || global.origin === "environment override");
    if (stronger) {
      const keep = (): void =>
        markSpecific(scope.define(name, global.value, global.origin, global.flavor, global.location), assignment);
      // What an immediate value says or does happens all the same.
      return assignment.operator === ":=" ? andThen(state.expander.expand(assignment.value, around), keep) : keep();
    }
    return andThen(
      setVariable(name, state, {
        operator: assignment.operator,
        value: assignment.value,
        origin: own,
        scope,
        around,
        specific: true,
      }),
      (variable) => {
        if (variable !== undefined) markSpecific(variable, assignment);
      },
    );
  });
}

/** Each assignment for a target says anew whether it is exported and private; `?=` says so of the one that was there. */
function markSpecific(variable: Variable, assignment: Assignment): void {
  variable.export = assignment.export ? "export" : "default";
  variable.private = assignment.private;
}

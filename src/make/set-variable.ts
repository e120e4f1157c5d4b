import type { Assignment, Operator } from "./assignment.ts";
import type { BuildState } from "./build-state.ts";
import type { Surroundings } from "./expander.ts";
import { shellOutput } from "./functions/shell.ts";
import type { Location } from "./location.ts";
import { MakeError } from "./make-error.ts";
import { andThen, type Maybe } from "./maybe.ts";
import { trim } from "./text.ts";
import { originRank, type Origin, type Scope, type Variable } from "./variable.ts";

/** What `setVariable` is told. */
export interface Setting {
  readonly name: string;
  readonly operator: Operator;
  readonly value: string;
  readonly origin: Origin;
  readonly location: Location | undefined;
  /** The set that gets it. */
  readonly scope: Scope;
  /** What its name and value are expanded in. */
  readonly around: Surroundings;
  /** A variable of a target or of a pattern: its `+=` adds to what is outside. */
  readonly specific?: boolean;
}

/** Does one assignment; answers the variable that has the name then, if there is one. Manual: "Setting Variables". */
export function setVariable(state: BuildState, setting: Setting): Maybe<Variable | undefined> {
  const { operator, value, origin, location, scope, around, name } = setting;
  const { expander } = state;
  const known = scope.variables.get(name);
  // With `-e`, what the environment gave withstands the makefile, and says so from then on.
  if (state.options.environmentOverrides && known?.origin === "environment") known.origin = "environment override";
  switch (operator) {
    case "=":
      return special(state, scope.define(name, value, origin, "recursive", location));
    case ":=":
      return andThen(expander.expandOnce(value, around), (text) =>
        special(state, scope.define(name, text, origin, "simple", location)),
      );
    case "?=": {
      const seen = setting.specific === true ? around.scope.lookup(name) : known;
      if (seen !== undefined) return seen;
      return special(state, scope.define(name, value, origin, "recursive", location));
    }
    case "!=":
      return andThen(expander.expand(value, around), (command) =>
        andThen(shellOutput(state, command, around, false), (text) =>
          special(state, scope.define(name, text, origin, "recursive", location)),
        ),
      );
    case "+=":
      return append(state, setting, known);
  }
}

function append(state: BuildState, setting: Setting, known: Variable | undefined): Maybe<Variable> {
  const { name, value, origin, location, scope, around } = setting;
  const { expander } = state;
  if (known === undefined) {
    if (setting.specific === true) {
      const variable = scope.define(name, value, origin, "recursive", location);
      variable.appends = true;
      return variable;
    }
    return special(state, scope.define(name, value, origin, "recursive", location));
  }
  if (originRank(known.origin) > originRank(origin)) return known;
  const join = (text: string): Variable => {
    const old = known.compute?.() ?? known.value;
    const { appends, flavor } = known;
    const joined = old === "" ? text : text === "" ? old : `${old} ${text}`;
    const variable = scope.define(name, joined, origin, flavor, location);
    variable.appends = appends;
    return special(state, variable);
  };
  return known.flavor === "simple" ? andThen(expander.expand(value, around), join) : join(value);
}

/** Variables that make itself acts on as soon as they are set. */
function special(state: BuildState, variable: Variable): Variable {
  if (variable.name === ".RECIPEPREFIX") {
    state.recipePrefix = variable.value === "" ? "\t" : variable.value.charAt(0);
  }
  return variable;
}

/** The expanded name of an assignment or a define; blank names are refused. */
export function expandName(state: BuildState, text: string, around: Surroundings): Maybe<string> {
  return andThen(state.expander.expandOnce(text, around), (expanded) => {
    const name = trim(expanded);
    if (name === "") throw new MakeError("empty variable name", around.location, { kind: "empty-name" });
    return name;
  });
}

/** A line like `override export CC := gcc` among the globals. */
export function assignGlobal(state: BuildState, line: Assignment, location: Location, origin: Origin): Maybe<void> {
  const around = { scope: state.globals, location };
  return andThen(expandName(state, line.name, around), (name) =>
    andThen(
      setVariable(state, {
        name,
        operator: line.operator,
        value: line.value,
        origin: line.override ? "override" : origin,
        location,
        scope: state.globals,
        around,
      }),
      (variable) => {
        if (variable === undefined) return;
        if (line.export) variable.export = "export";
        if (line.private) variable.private = true;
      },
    ),
  );
}

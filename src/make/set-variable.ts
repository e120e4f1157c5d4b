import type { Assignment, Operator } from "./assignment.ts";
import type { BuildState } from "./build-state.ts";
import type { Surroundings } from "./expander.ts";
import { shellOutput } from "./functions/shell.ts";
import type { Location } from "./location.ts";
import { MakeError } from "./make-error.ts";
import { andThen, thenWith, type Maybe } from "./maybe.ts";
import { trim } from "./text.ts";
import { originRank, type Flavor, type Origin, type Scope, type Variable } from "./variable.ts";

/** What `setVariable` is told besides the name. */
export interface Setting {
  readonly operator: Operator;
  readonly value: string;
  readonly origin: Origin;
  /** The set that gets it. */
  readonly scope: Scope;
  /** What its name and value are expanded in, and where it stands. */
  readonly around: Surroundings;
  /** A variable of a target or of a pattern: its `+=` adds to what is outside. */
  readonly specific?: boolean;
}

/** With `-e`, what the environment gave withstands the makefile, and says so from then on. */
export function withstand(state: BuildState, known: Variable): void {
  if (state.options.environmentOverrides && known.origin === "environment") known.origin = "environment override";
}

/** Does one assignment; answers the variable that has the name then, if there is one. Manual: "Setting Variables". */
export function setVariable(name: string, state: BuildState, setting: Setting): Maybe<Variable | undefined> {
  const { operator, value, scope, around } = setting;
  // Looking a name up is much of what an assignment costs: these two leave it to the definition.
  const plain = !state.options.environmentOverrides;
  if (plain && operator === "=") return define(state, setting, name, value, "recursive");
  if (plain && operator === ":=") return setSimple(state, setting, name);
  const known = scope.variables.get(name);
  if (known !== undefined && operator !== "?=") withstand(state, known);
  switch (operator) {
    case "=":
      return define(state, setting, name, value, "recursive");
    case ":=":
      return setSimple(state, setting, name);
    case "?=": {
      const seen = setting.specific === true ? around.scope.lookup(name) : known;
      return seen ?? define(state, setting, name, value, "recursive");
    }
    case "!=":
      return setToOutput(state, setting, name);
    case "+=":
      return append(state, setting, name, known);
  }
}

function define(state: BuildState, setting: Setting, name: string, value: string, flavor: Flavor): Variable {
  return special(state, setting.scope.define(name, value, setting.origin, flavor, setting.around.location));
}

function setSimple(state: BuildState, setting: Setting, name: string): Maybe<Variable> {
  const text = state.expander.expandOnce(setting.value, setting.around);
  if (typeof text === "string") return define(state, setting, name, text, "simple");
  return text.then((later) => define(state, setting, name, later, "simple"));
}

function setToOutput(state: BuildState, setting: Setting, name: string): Maybe<Variable> {
  const { value, around } = setting;
  return andThen(state.expander.expand(value, around), (command) =>
    andThen(shellOutput(state, command, around, false), (text) => define(state, setting, name, text, "recursive")),
  );
}

function append(state: BuildState, setting: Setting, name: string, known: Variable | undefined): Maybe<Variable> {
  const { value, origin, around } = setting;
  if (known === undefined) {
    const variable = define(state, setting, name, value, "recursive");
    if (setting.specific === true) variable.appends = true;
    return variable;
  }
  if (value === "" || originRank(known.origin) > originRank(origin)) return known;
  const join = (text: string): Variable => {
    const old = known.compute?.() ?? known.value;
    const { appends, flavor } = known;
    const joined = old === "" ? text : text === "" ? old : `${old} ${text}`;
    const variable = define(state, setting, name, joined, flavor);
    variable.appends = appends;
    return variable;
  };
  return known.flavor === "simple" ? andThen(state.expander.expand(value, around), join) : join(value);
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
  const name = state.expander.expandOnce(text, around);
  return typeof name === "string" ? trimName(name, around.location) : thenWith(name, trimName, around.location);
}

function trimName(text: string, location: Location | undefined): string {
  const name = trim(text);
  if (name === "") throw new MakeError("empty variable name", location, { kind: "empty-name" });
  return name;
}

/** A line like `override export CC := gcc` among the globals. */
export function assignGlobal(state: BuildState, line: Assignment, location: Location, origin: Origin): Maybe<void> {
  const scope = state.globals;
  const around = { scope, location };
  const own = line.override ? "override" : origin;
  if (state.watched && /[ \t]$/.test(line.value)) state.blankEnds.add(location);
  const setting = { operator: line.operator, value: line.value, origin: own, scope, around };
  const name = expandName(state, line.name, around);
  const variable =
    typeof name === "string" ? setVariable(name, state, setting) : thenWith(name, setVariable, state, setting);
  if (line.export || line.private || variable instanceof Promise) return thenWith(variable, mark, line);
}

/** What the words before an assignment say of its variable. */
export function mark(variable: Variable | undefined, words: Pick<Assignment, "export" | "private">): void {
  if (variable === undefined) return;
  if (words.export) variable.export = "export";
  if (words.private) variable.private = true;
}

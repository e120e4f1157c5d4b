import type { BuildState } from "./build-state.ts";
import { andThen, mapInOrder, type Maybe } from "./maybe.ts";
import type { Scope, Variable } from "./variable.ts";

const SHELL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `said`: what `export` and `unexport` said of its name. */
function isExported(state: BuildState, variable: Variable, said: Variable["export"]): boolean {
  if (said !== "default") return said === "export";
  if (!SHELL_NAME.test(variable.name)) return false;
  if (variable.name === "SHELL") return false;
  if (variable.name in state.host.env && variable.origin !== "automatic") return true;
  if (variable.name === "MAKEFLAGS" || variable.name === "MFLAGS" || variable.name === "MAKEOVERRIDES") return true;
  if (variable.origin === "command line" || variable.origin === "environment override") return true;
  return state.exportAll && variable.origin !== "default" && variable.origin !== "automatic";
}

function isEnvironment({ origin, appends }: Variable): boolean {
  return (origin === "environment" || origin === "environment override") && !appends;
}

/** The exported variables of the makefile's own scope, found once for all recipes as long as nothing changes. */
interface ExportedGlobals {
  readonly changes: number;
  readonly all: boolean;
  readonly variables: readonly Variable[];
}

const exportedGlobals = new WeakMap<Scope, ExportedGlobals>();

function exportedFrom(state: BuildState): readonly Variable[] {
  const { globals, exportAll } = state;
  const known = exportedGlobals.get(globals);
  if (known?.changes === globals.changes && known.all === exportAll) return known.variables;
  const variables = [...globals.variables.values()].filter((one) => isExported(state, one, one.export));
  exportedGlobals.set(globals, { changes: globals.changes, all: exportAll, variables });
  return variables;
}

/** The variables of the scopes inside the makefile's own that `scope` sees, the innermost of each name. */
function innerVariables(state: BuildState, scope: Scope): Map<string, Variable> {
  const seen = new Map<string, Variable>();
  for (let at: Scope | undefined = scope; at !== undefined && at !== state.globals; at = at.parent) {
    for (const [name, variable] of at.variables) {
      if (!seen.has(name) && (at === scope || scope.lookup(name) === variable)) seen.set(name, variable);
    }
  }
  return seen;
}

/** What `export` and `unexport` said of a name: its innermost variable that they spoke of decides. */
function exportState(name: string, scope: Scope): Variable["export"] {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const said = at.variables.get(name)?.export ?? "default";
    if (said !== "default") return said;
  }
  return "default";
}

/** What a recipe's commands find in their environment. Manual: "Communicating Variables to a Sub-make". */
export function childEnvironment(state: BuildState, recipe: boolean, scope: Scope): Maybe<Record<string, string>> {
  const wanted: Variable[] = [];
  const want = (variable: Variable): void => {
    if (variable.name !== "MAKELEVEL" && (variable.name !== "MAKEFLAGS" || recipe)) wanted.push(variable);
  };
  const inner = innerVariables(state, scope);
  for (const [name, variable] of inner) {
    if (isExported(state, variable, exportState(name, scope))) want(variable);
  }
  for (const variable of exportedFrom(state)) {
    if (inner.has(variable.name) || (variable.private && scope.lookup(variable.name) !== variable)) continue;
    want(variable);
  }
  const around = { scope, location: undefined };
  return andThen(
    // What came from the environment goes on as it came.
    mapInOrder(wanted, (one) => (isEnvironment(one) ? one.value : state.expander.expandVariable(one, around))),
    (values) => {
      const env: Record<string, string> = {};
      if (state.host.env.SHELL !== undefined) env.SHELL = state.host.env.SHELL;
      wanted.forEach((variable, index) => (env[variable.name] = values[index] ?? ""));
      if (recipe && exportState("MAKELEVEL", scope) !== "unexport") env.MAKELEVEL = String(state.level + 1);
      return env;
    },
  );
}

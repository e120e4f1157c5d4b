import type { BuildState } from "./build-state.ts";
import { andThen, mapInOrder, type Maybe } from "./maybe.ts";
import type { Scope, Variable } from "./variable.ts";

const SHELL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `said`: what the variable itself, or the global one of its name, was told. */
function isExported(state: BuildState, variable: Variable, said: Variable["export"]): boolean {
  if (said !== "default") return said === "export";
  if (!SHELL_NAME.test(variable.name)) return false;
  if (variable.name === "SHELL") return false;
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

/** What a recipe's commands find in their environment. Manual: "Communicating Variables to a Sub-make". */
export function childEnvironment(state: BuildState, recipe: boolean, scope: Scope): Maybe<Record<string, string>> {
  // The innermost that is exported counts, private or not. Whether it is may be said of the global variable.
  const wanted = new Map<string, Variable>();
  const want = (variable: Variable): void => {
    const { name } = variable;
    if (name !== "MAKELEVEL" && (name !== "MAKEFLAGS" || recipe) && !wanted.has(name)) wanted.set(name, variable);
  };
  for (let at: Scope | undefined = scope; at !== undefined && at !== state.globals; at = at.parent) {
    for (const [name, variable] of at.variables) {
      const own = variable.export;
      const said = own === "default" ? (state.globals.variables.get(name)?.export ?? own) : own;
      if (isExported(state, variable, said)) want(variable);
    }
  }
  for (const variable of exportedFrom(state)) want(variable);
  const exported = [...wanted.values()];
  const around = { scope, location: undefined };
  return andThen(
    // What came from the environment goes on as it came.
    mapInOrder(exported, (one) => (isEnvironment(one) ? one.value : state.expander.expandVariable(one, around))),
    (values) => {
      const env: Record<string, string> = {};
      if (state.host.env.SHELL !== undefined) env.SHELL = state.host.env.SHELL;
      exported.forEach((variable, index) => (env[variable.name] = values[index] ?? ""));
      if (recipe) env.MAKELEVEL = String(state.level + 1);
      return env;
    },
  );
}

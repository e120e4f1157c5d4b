import type { BuildState } from "./build-state.ts";
import { andThen, mapInOrder, type Maybe } from "./maybe.ts";
import type { Scope, Variable } from "./variable.ts";

const SHELL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

function isExported(state: BuildState, variable: Variable): boolean {
  if (variable.export !== "default") return variable.export === "export";
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

/** What a recipe's commands find in their environment. Manual: "Communicating Variables to a Sub-make". */
export function childEnvironment(state: BuildState, recipe: boolean, scope: Scope): Maybe<Record<string, string>> {
  const seen = new Map<string, Variable>();
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    for (const [name, variable] of at.variables) {
      const known = seen.get(name);
      if (known === undefined) {
        if (at === scope || scope.lookup(name) === variable) seen.set(name, variable);
      } else if (known.export === "default" && variable.export !== "default") {
        seen.set(name, { ...known, export: variable.export });
      }
    }
  }
  const wanted = [...seen.values()].filter(
    (variable) =>
      isExported(state, variable) && (variable.name !== "MAKEFLAGS" || recipe) && variable.name !== "MAKELEVEL",
  );
  return andThen(
    mapInOrder(wanted, (variable) =>
      // What came from the environment goes on as it came.
      isEnvironment(variable) ? variable.value : state.expander.valueOf(variable.name, { scope, location: undefined }),
    ),
    (values) => {
      const env: Record<string, string> = {};
      if (state.host.env.SHELL !== undefined) env.SHELL = state.host.env.SHELL;
      wanted.forEach((variable, index) => (env[variable.name] = values[index] ?? ""));
      if (recipe) {
        if (seen.get("MAKELEVEL")?.export !== "unexport") env.MAKELEVEL = String(state.level + 1);
      }
      return env;
    },
  );
}

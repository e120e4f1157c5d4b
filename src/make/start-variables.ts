import { parseDefinition } from "./assignment.ts";
import type { BuildState } from "./build-state.ts";
import { defineBuiltinVariables, defineSuffixRules } from "./builtins.ts";
import { DEFAULT_VARIABLES } from "./builtin-tables.ts";
import { MakeError } from "./make-error.ts";
import { renderAssignment, renderEvals, renderFlags } from "./makeflags.ts";
import type { Options } from "./options.ts";
import { setVariable, withstand } from "./set-variable.ts";
import { originRank, type Variable } from "./variable.ts";

/** What the command line and the make above say besides options. */
export interface StartWords {
  /** The whole command line. */
  readonly arguments: readonly string[];
  readonly goals: readonly string[];
  /** `NAME=VALUE`, those of MAKEFLAGS first. */
  readonly assignments: readonly string[];
  /** The `-j` of MAKEFLAGS. */
  readonly jobsAbove: number | undefined;
}

const COMMAND_VARIABLES = "-*-command-variables-*-";
/** Defined once the `--eval` texts were read, so that they do not see themselves. */
const EVAL_FLAGS = "-*-eval-flags-*-";

function evalsReference({ evals }: Options): string {
  return evals.length === 0 ? "" : ` $(${EVAL_FLAGS})`;
}

export function defineEvalFlags({ globals, options }: BuildState): void {
  if (options.evals.length > 0) globals.define(EVAL_FLAGS, renderEvals(options), "automatic", "simple");
}

/** Defines all that is there before the first makefile is read. */
export async function defineStartVariables(state: BuildState, words: StartWords, restarts: number): Promise<void> {
  const { globals, options, host } = state;
  defineBuiltinVariables(state);
  const environment = options.environmentOverrides ? "environment override" : "environment";
  for (const [name, value] of Object.entries(host.env)) {
    if (name === "SHELL" || name === "MAKEFLAGS" || name === "MAKELEVEL" || name === "MAKE_RESTARTS") continue;
    globals.define(name, value, "environment", "recursive").export = "export";
  }
  for (const name of ["CURDIR", ".DEFAULT_GOAL", "MAKEFILE_LIST"]) {
    const known = globals.variables.get(name);
    if (known !== undefined) withstand(state, known);
  }
  globals.define("MAKEFILE_LIST", "", "file", "simple");
  globals.define("CURDIR", state.disk.cwd, "file", "simple");
  globals.define("MAKELEVEL", String(state.level), environment, "simple");
  globals.define("GNUMAKEFLAGS", "", environment, "simple");
  if (words.goals.length > 0) globals.define("MAKECMDGOALS", words.goals.join(" "), "default", "simple");
  const before = Number.parseInt(host.env.MAKE_RESTARTS ?? "", 10) || 0;
  if (before + restarts > 0) {
    globals.define("MAKE_RESTARTS", String(before + restarts), "environment", "simple").export = "unexport";
  }
  globals.define(".DEFAULT_GOAL", "", "file", "simple");
  let given: Variable[] = [];
  for (const word of words.assignments) {
    const variable = await setOnCommandLine(state, word);
    if (variable !== undefined) given = [variable, ...given.filter((one) => one !== variable)];
  }
  if (given.length > 0) {
    globals.define(COMMAND_VARIABLES, given.map(renderAssignment).join(" "), "automatic", "simple");
    globals.define("MAKEOVERRIDES", `\${${COMMAND_VARIABLES}}`, "environment", "recursive");
  }
  defineFlags(state, renderFlags(options, true, undefined), evalsReference(options));
  if (!options.noBuiltinRules) defineSuffixRules(state);
}

/** One `NAME=VALUE` of the command line or of MAKEFLAGS. */
export async function setOnCommandLine(state: BuildState, word: string): Promise<Variable | undefined> {
  const definition = parseDefinition(word);
  if (definition === undefined) return undefined;
  const { globals } = state;
  const around = { scope: globals, location: undefined };
  const name = (await state.expander.expand(definition.name, around)).trim();
  if (name === "") throw new MakeError("empty variable name");
  // Nothing of the makefile is there yet that `+=` could add to.
  const known = globals.variables.get(name)?.origin;
  const adds = known === "command line" || known === "environment" || known === "environment override";
  const operator = definition.operator === "+=" && !adds ? "=" : definition.operator;
  return setVariable(name, state, {
    operator,
    value: definition.value,
    origin: "command line",
    scope: globals,
    around,
  });
}

/** MAKEFLAGS as recipes see it: with the options that have arguments and with the command line's variables. */
export function settleMakeflags(state: BuildState, auth: readonly number[]): void {
  const { options } = state;
  const { jobs } = options;
  const shared = jobs !== undefined && jobs > 1 && jobs !== Infinity && state.host.createJobserver !== undefined;
  const flags = renderFlags(options, false, shared ? auth.join(",") : undefined);
  const overrides = state.globals.variables.get("MAKEOVERRIDES");
  const given = overrides === undefined || overrides.value === "" ? "" : " -- $(MAKEOVERRIDES)";
  defineFlags(state, flags, evalsReference(options) + given);
}

function defineFlags(state: BuildState, flags: string, rest: string): void {
  const { globals, options } = state;
  // What the makefile said of it is worked in by now, unless it is stronger than the makefile.
  const known = globals.variables.get("MAKEFLAGS");
  if (known !== undefined && originRank(known.origin) <= originRank("environment override")) {
    globals.variables.delete("MAKEFLAGS");
  }
  globals.define(
    "MAKEFLAGS",
    flags + rest,
    options.environmentOverrides ? "environment override" : "file",
    "recursive",
  );
  const flagsVariable = globals.variables.get("MAKEFLAGS");
  if (known !== undefined && flagsVariable !== undefined) flagsVariable.export = known.export;
  const dashed = flags === "" || flags.startsWith(" ") ? flags.trimStart() : `-${flags}`;
  globals.define("MFLAGS", dashed, options.environmentOverrides ? "environment override" : "environment", "recursive");
}

/** `-R` that a makefile asked for in MAKEFLAGS. */
export function forgetBuiltins(state: BuildState): void {
  for (const name of Object.keys(DEFAULT_VARIABLES)) {
    if (state.globals.variables.get(name)?.origin === "default") state.globals.variables.delete(name);
  }
}

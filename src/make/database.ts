import type { BuildState } from "./build-state.ts";
import { MAKE_HOST, MAKE_VERSION } from "./builtins.ts";
import type { Recipe, Target } from "./target.ts";
import type { Variable } from "./variable.ts";

/** What `-p` prints: variables with their origins, pattern rules, search paths and files. Manual: "Options Summary". */
export function printDatabase(state: BuildState): void {
  const printed = dateLine(state.host.now());
  const lines = [
    `# GNU Make ${MAKE_VERSION} (compatible; MLOps Companion)`,
    `# Built for ${MAKE_HOST}`,
    "",
    `# Make data base, printed on ${printed}`,
    "",
    "# Variables",
    "",
    ...[...state.globals.variables.values()].flatMap(variableLines),
    "",
    "# Pattern-specific Variable Values",
    "",
    ...patternVariables(state),
    "# Implicit Rules",
    "",
    ...implicitRules(state),
    "# VPATH Search Paths",
    "",
    ...searchPaths(state),
    "# Files",
    "",
    ...[...state.targets.values()].flatMap((target) =>
      (target.doubleColon ?? [target]).flatMap((entry) => fileLines(state, entry)),
    ),
    `# Finished Make data base on ${printed}`,
    "",
  ];
  state.say(lines.join("\n"));
}

/** As ctime(3) writes it, in UTC: "Tue Nov 24 00:33:53 2026". */
function dateLine(milliseconds: number): string {
  const [week = "", day = "", month = "", year = "", time = ""] = new Date(milliseconds).toUTCString().split(/,? /);
  return `${week} ${month} ${day.replace(/^0/, " ")} ${time} ${year}`;
}

function originWord(variable: Variable): string {
  const { origin, location } = variable;
  const word =
    origin === "file"
      ? "makefile"
      : origin === "override"
        ? "'override' directive"
        : origin === "environment override"
          ? "environment under -e"
          : origin;
  return location === undefined ? word : `${word} (from '${location.file}', line ${location.line})`;
}

function variableLines(variable: Variable): string[] {
  const { name, flavor } = variable;
  const value = variable.compute?.() ?? variable.value;
  const text =
    flavor === "recursive" && value.includes("\n")
      ? `define ${name}\n${value}\nendef`
      : `${name} ${flavor === "simple" ? ":=" : "="} ${flavor === "simple" ? value.replaceAll("$", "$$$$") : value}`;
  return [`# ${originWord(variable)}`, text];
}

function patternVariables(state: BuildState): string[] {
  if (state.patternVariables.length === 0) return ["# No pattern-specific variable values.", ""];
  const lines = state.patternVariables.map(
    ({ text, assignment }) => `${text}: ${assignment.name} ${assignment.operator} ${assignment.value}`,
  );
  return [...lines, "", `# ${state.patternVariables.length} pattern-specific variable values`, ""];
}

function recipeLines(recipe: Recipe | undefined): string[] {
  if (recipe === undefined) return [];
  const { location, lines } = recipe;
  const where = location === undefined ? "built-in" : `from '${location.file}', line ${location.line}`;
  return [`#  recipe to execute (${where}):`, ...lines.map((line) => `\t${line}`)];
}

function implicitRules(state: BuildState): string[] {
  if (state.patternRules.length === 0) return ["# No implicit rules.", ""];
  const lines = state.patternRules.flatMap((rule) => {
    const part = (orderOnly: boolean): string[] =>
      rule.prerequisites.filter((one) => one.orderOnly === orderOnly).map(({ text }) => text);
    const needs = rule.lateText ?? [...part(false), ...(part(true).length > 0 ? ["|", ...part(true)] : [])].join(" ");
    const head = `${rule.targets.map(({ text }) => text).join(" ")}:${rule.terminal ? ":" : ""} ${needs}`;
    return [head.trimEnd(), ...recipeLines(rule.recipe), ""];
  });
  const terminal = state.patternRules.filter((rule) => rule.terminal).length;
  return [...lines, `# ${state.patternRules.length} implicit rules, ${terminal} terminal.`, ""];
}

function searchPaths(state: BuildState): string[] {
  const { selective, general } = state.searchPath;
  const lines = selective.map(({ text, directories }) => `vpath ${text} ${directories.join(":")}`);
  if (lines.length === 0) lines.push("# No 'vpath' search paths.");
  return [
    ...lines,
    "",
    general.length === 0
      ? "# No general ('VPATH' variable) search path."
      : `# General ('VPATH' variable) search path:\n# ${general.join(":")}`,
    "",
  ];
}

function fileLines(state: BuildState, target: Target): string[] {
  const names = (orderOnly: boolean): string[] =>
    target.declared.flatMap((one) => ("target" in one && one.orderOnly === orderOnly ? [one.target.name] : []));
  const late = target.declared.flatMap((one) => ("text" in one ? [one.text] : []));
  const needs = [...names(false), ...late, ...(names(true).length > 0 ? ["|", ...names(true)] : [])];
  const notes = [
    ...(target.phony ? ["#  Phony target (prerequisite of .PHONY)."] : []),
    ...(target.precious ? ["#  Precious file (prerequisite of .PRECIOUS)."] : []),
    ...(target.intermediate ? ["#  File is an intermediate prerequisite."] : []),
    ...(target.stem === undefined ? [] : [`#  Implicit/static pattern stem: '${target.stem}'`]),
    state.disk.mtime(target.path) < 0 ? "#  File does not exist." : "#  File is there.",
    target.state === "done" ? "#  File has been updated." : "#  File has not been updated.",
  ];
  const own = [...(target.scope?.variables.values() ?? [])].map(
    ({ name, value, flavor }) => `${target.name}: ${name} ${flavor === "simple" ? ":=" : "="} ${value}`,
  );
  const head = `${target.name}:${target.isEntry ? ":" : ""} ${needs.join(" ")}`.trimEnd();
  return [...(target.isTarget ? [] : ["# Not a target:"]), ...own, head, ...notes, ...recipeLines(target.recipe), ""];
}

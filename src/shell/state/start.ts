import { Parser } from "../syntax/parser.ts";
import { SyntaxError } from "../syntax/syntax-error.ts";
import { bindDynamic } from "./dynamic.ts";
import type { Shell } from "./shell.ts";
import { IndexedArray, newVariable } from "./variable.ts";

/** The variables a shell begins with: its environment's, and those it makes itself (POSIX 2.5.3; bash's own list). */
export function startVariables(shell: Shell): void {
  const { variables, process } = shell;
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^[A-Za-z_]\w*$/.test(name)) continue;
    variables.put(name, { ...newVariable(value), exported: true });
  }
  const give = (name: string, value: string): void => {
    if (variables.own(name) === undefined) variables.set(name, value);
  };
  variables.put("IFS", newVariable(" \t\n"));
  variables.put("PPID", { ...newVariable(String(process.parent)), readonly: shell.bash, integer: shell.bash });
  variables.put("OPTIND", { ...newVariable("1"), integer: shell.bash });
  const pwd = variables.get("PWD");
  if (pwd !== process.cwd) variables.put("PWD", { ...newVariable(process.cwd), exported: true });
  give(
    "PATH",
    shell.bash
      ? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
      : "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  );
  give("PS4", "+ ");
  if (shell.bash) startBash(shell, give);
  else {
    give("PS1", "$ ");
    give("PS2", "> ");
    give("OPTARG", "");
  }
}

function startBash(shell: Shell, give: (name: string, value: string) => void): void {
  const { variables, process } = shell;
  give("BASH", "/usr/bin/bash");
  give("BASH_VERSION", "5.2.15(1)-release");
  const versions = newVariable();
  versions.indexed = IndexedArray.of(["5", "2", "15", "1", "release", "x86_64-pc-linux-gnu"]);
  variables.put("BASH_VERSINFO", { ...versions, readonly: true });
  give("HOSTNAME", "localhost");
  give("HOSTTYPE", "x86_64");
  give("MACHTYPE", "x86_64-pc-linux-gnu");
  give("OSTYPE", "linux-gnu");
  give("OPTERR", "1");
  give("TERM", "dumb");
  shell.lastArgument = "/usr/bin/bash";
  const level = Number(variables.get("SHLVL") ?? 0);
  variables.put("SHLVL", { ...newVariable(String(Number.isInteger(level) ? level + 1 : 1)), exported: true });
  if (variables.own("OLDPWD") === undefined) variables.put("OLDPWD", { ...newVariable(), exported: true });
  for (const name of ["UID", "EUID"])
    variables.put(name, { ...newVariable(String(process.uid)), readonly: true, integer: true });
  const options = variables.get("SHELLOPTS");
  bindDynamic(shell);
  for (const name of options?.split(":") ?? []) if (shell.options.names().includes(name)) shell.options.set(name, true);
  importFunctions(shell);
}

/** Functions that a parent shell exported (`export -f`). */
function importFunctions(shell: Shell): void {
  for (const [key, value] of Object.entries(shell.process.env)) {
    const name = /^BASH_FUNC_(.+)%%$/.exec(key)?.[1];
    if (name === undefined || !value.startsWith("() ")) continue;
    try {
      const [statement] = new Parser(`${name} ${value}`, { dialect: "bash" }).next() ?? [];
      if (statement?.node.kind !== "function") continue;
      shell.functions.set(name, { ...statement.node, file: "environment" });
      shell.exportedFunctions.add(name);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
}

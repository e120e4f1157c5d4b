import { IndexedArray, newVariable, type Variable } from "./variable.ts";
import type { Shell } from "./shell.ts";

function dynamic(get: () => string, set?: (value: string) => void): Variable {
  return { ...newVariable(), dynamic: { get, set } };
}

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
  variables.put("PPID", { ...newVariable(String(process.parent)), readonly: shell.bash });
  variables.put("OPTIND", newVariable("1"));
  const pwd = variables.get("PWD");
  if (pwd !== process.cwd) variables.put("PWD", { ...newVariable(process.cwd), exported: shell.bash });
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
  variables.put(
    "LINENO",
    dynamic(() => String(shell.line)),
  );
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
  variables.put(
    "_",
    dynamic(() => shell.lastArgument),
  );
  const level = Number(variables.get("SHLVL") ?? 0);
  variables.put("SHLVL", { ...newVariable(String(Number.isInteger(level) ? level + 1 : 1)), exported: true });
  for (const name of ["UID", "EUID"])
    variables.put(name, { ...newVariable(String(process.uid)), readonly: true, integer: true });
  variables.put(
    "RANDOM",
    dynamic(
      () => String(nextRandom(shell)),
      (value) => (shell.random = Number(value) || 1),
    ),
  );
  variables.put(
    "SECONDS",
    dynamic(
      () => String(Math.floor((Date.now() - shell.startedMs) / 1000)),
      (value) => (shell.startedMs = Date.now() - (Number(value) || 0) * 1000),
    ),
  );
  variables.put(
    "EPOCHSECONDS",
    dynamic(() => String(Math.floor(Date.now() / 1000))),
  );
  variables.put(
    "EPOCHREALTIME",
    dynamic(() => (Date.now() / 1000).toFixed(6)),
  );
  variables.put(
    "BASHPID",
    dynamic(() => String(shell.process.pid)),
  );
  variables.put(
    "BASH_SUBSHELL",
    dynamic(() => String(shell.depth)),
  );
  variables.put(
    "BASHOPTS",
    dynamic(() =>
      shell.options
        .shopts()
        .filter((name) => shell.options.shopt(name))
        .join(":"),
    ),
  );
  variables.put(
    "SHELLOPTS",
    dynamic(() =>
      shell.options
        .names()
        .filter((name) => shell.options.has(name))
        .join(":"),
    ),
  );
  const list = (name: string, values: () => readonly string[]): void => {
    const variable = newVariable();
    Object.defineProperty(variable, "indexed", {
      get: () => IndexedArray.of(values()),
      set: () => undefined,
      enumerable: true,
    });
    variables.put(name, variable);
  };
  const main = (): string => shell.name;
  list("PIPESTATUS", () => shell.pipeStatus.map(String));
  list("FUNCNAME", () => (shell.calls.length === 0 ? [] : frames(shell)));
  list("BASH_SOURCE", () => [...shell.calls.map((call) => call.source).reverse(), shell.sources.at(-1) ?? main()]);
  list("BASH_LINENO", () => [...shell.calls.map((call) => String(call.line)).reverse(), "0"]);
  list("DIRSTACK", () => [shell.process.cwd, ...shell.directories]);
}

/** The functions at work, innermost first; a script's file counts as "main", a `-c` string does not. */
function frames(shell: Shell): string[] {
  const names = shell.calls.map((call) => call.name).reverse();
  return shell.fromFile ? [...names, "main"] : names;
}

/** A value of RANDOM: 0 to 32767, the same sequence for the same seed. */
function nextRandom(shell: Shell): number {
  if (shell.random === 0) shell.random = (Date.now() ^ (shell.process.pid << 8)) >>> 0 || 1;
  shell.random = (Math.imul(shell.random, 1103515245) + 12345) >>> 0;
  return (shell.random >>> 16) & 0x7fff;
}

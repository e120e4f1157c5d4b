import { printHead, printNode } from "../syntax/print.ts";
import type { Shell } from "./shell.ts";
import { IndexedArray, newVariable, type Variable } from "./variable.ts";

/** bash's variables whose values are made when they are read: how they are read, and what assigning does. */
interface Dynamic {
  readonly get: (shell: Shell) => string | undefined;
  readonly set?: (shell: Shell, value: string) => void;
}

const SCALARS: Readonly<Record<string, Dynamic>> = {
  LINENO: { get: (shell) => String(shell.line), set: (shell, value) => (shell.line = Number(value) || 0) },
  _: { get: (shell) => shell.lastArgument },
  RANDOM: { get: (shell) => String(nextRandom(shell)), set: (shell, value) => (shell.random = Number(value) || 1) },
  SRANDOM: { get: () => String(Math.floor(Math.random() * 0x100000000)) },
  SECONDS: {
    get: (shell) => String(Math.floor((Date.now() - shell.startedMs) / 1000)),
    set: (shell, value) => (shell.startedMs = Date.now() - (Number(value) || 0) * 1000),
  },
  EPOCHSECONDS: { get: () => String(Math.floor(Date.now() / 1000)) },
  EPOCHREALTIME: { get: () => (Date.now() / 1000).toFixed(6) },
  BASHPID: { get: (shell) => String(shell.process.pid) },
  BASH_SUBSHELL: {
    get: (shell) => String(shell.depth - shell.uncounted),
    set: (shell, value) => (shell.uncounted = shell.depth - (Number(value) || 0)),
  },
  BASH_ARGV0: { get: (shell) => shell.name, set: (shell, value) => (shell.name = value) },
  BASH_COMMAND: { get: commandText },
  BASHOPTS: {
    get: ({ options }) =>
      options
        .shopts()
        .filter((name) => options.shopt(name))
        .join(":"),
  },
  SHELLOPTS: {
    get: ({ options }) =>
      options
        .names()
        .filter((name) => options.has(name))
        .join(":"),
  },
};

const ARRAYS: Readonly<Record<string, (shell: Shell) => readonly string[]>> = {
  PIPESTATUS: (shell) => shell.pipeStatus.map(String),
  FUNCNAME: (shell) =>
    shell.calls.length === 0
      ? []
      : [...shell.frames.map(({ name }) => name).reverse(), ...(shell.fromFile ? ["main"] : [])],
  BASH_SOURCE: (shell) => [
    ...shell.frames.map(({ source }) => source).reverse(),
    ...(shell.fromFile ? [shell.name] : []),
  ],
  BASH_LINENO: (shell) => [...shell.frames.map(({ line }) => String(line)).reverse(), ...(shell.fromFile ? ["0"] : [])],
  BASH_ARGC: (shell) => [...shell.frames.flatMap(({ args }) => args?.length ?? []).reverse(), 0].map(String),
  BASH_ARGV: (shell) => shell.frames.flatMap(({ args }) => args ?? []).reverse(),
  GROUPS: (shell) => [String(shell.process.uid)],
  DIRSTACK: (shell) => [shell.process.cwd, ...shell.directories],
};

const INTEGERS = new Set(["RANDOM", "SECONDS", "SRANDOM", "BASHPID"]);
const READONLY = new Set(["BASHOPTS", "SHELLOPTS"]);

function commandText(shell: Shell): string | undefined {
  const { command } = shell;
  if (command === undefined) return undefined;
  return command.kind === "and-or" || command.kind === "pipeline" ? printNode(command) : printHead(command);
}

/** Makes them this shell's own: at its start, and in a fork whose copies still read from the parent. */
export function bindDynamic(shell: Shell): void {
  if (!shell.bash) return;
  const { variables } = shell;
  const bind = (name: string, fill: (variable: Variable) => void): void => {
    const old = variables.own(name);
    if (shell.depth > 0 && old?.bound !== true) return;
    const variable: Variable = { ...newVariable(), bound: true, exported: old?.exported === true };
    if (READONLY.has(name)) variable.readonly = true;
    if (INTEGERS.has(name)) variable.integer = true;
    fill(variable);
    variables.put(name, variable);
  };
  for (const [name, { get, set }] of Object.entries(SCALARS)) {
    bind(name, (variable) => {
      variable.dynamic = {
        get: () => get(shell),
        set: set === undefined ? undefined : (value) => set(shell, value),
      };
    });
  }
  bind("BASH_ALIASES", (variable) => {
    variable.associative = shell.aliases;
  });
  for (const [name, values] of Object.entries(ARRAYS)) {
    bind(name, (variable) => {
      Object.defineProperty(variable, "indexed", {
        get: () => IndexedArray.of(values(shell)),
        set: () => undefined,
        enumerable: true,
      });
    });
  }
}

/** A value of RANDOM: 0 to 32767, the same sequence for the same seed. */
function nextRandom(shell: Shell): number {
  if (shell.random === 0) shell.random = (Date.now() ^ (shell.process.pid << 8)) >>> 0 || 1;
  // The minimal standard generator of Park and Miller, by Schrage's method.
  const next = 16807 * (shell.random % 127773) - 2836 * Math.trunc(shell.random / 127773);
  shell.random = next < 0 ? next + 0x7fffffff : next;
  return ((shell.random >>> 16) ^ (shell.random & 0xffff)) & 0x7fff;
}

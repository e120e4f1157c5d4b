import { laterBuiltin } from "../parts.ts";
import type { Shell } from "../state/shell.ts";
import type { Builtin } from "./builtin.ts";
import { breakBuiltin, continueBuiltin, evalBuiltin, exec, exit, returnBuiltin, shift } from "./control.ts";
import { cd, pwd } from "./directory.ts";
import { set } from "./options.ts";
import { echo } from "./output.ts";
import { printf } from "./printf.ts";
import { dot } from "./source.ts";
import { test } from "./test.ts";
import { exportBuiltin, readonlyBuiltin, unset } from "./variables.ts";

export type { Builtin };

const colon: Builtin = { special: true, run: () => 0 };
const yes: Builtin = { run: () => 0 };
const no: Builtin = { run: () => 1 };

const BOTH: Readonly<Record<string, Builtin>> = {
  ".": dot,
  ":": colon,
  "[": test,
  alias: laterBuiltin("alias"),
  bg: laterBuiltin("bg"),
  break: breakBuiltin,
  cd,
  command: laterBuiltin("command"),
  continue: continueBuiltin,
  echo,
  eval: evalBuiltin,
  exec,
  exit,
  export: exportBuiltin,
  false: no,
  fg: laterBuiltin("fg"),
  getopts: laterBuiltin("getopts"),
  hash: laterBuiltin("hash"),
  jobs: laterBuiltin("jobs"),
  kill: laterBuiltin("kill"),
  local: laterBuiltin("local"),
  printf,
  pwd,
  read: laterBuiltin("read"),
  readonly: readonlyBuiltin,
  return: returnBuiltin,
  set,
  shift,
  test,
  times: laterBuiltin("times", true),
  trap: laterBuiltin("trap", true),
  true: yes,
  type: laterBuiltin("type"),
  ulimit: laterBuiltin("ulimit"),
  umask: laterBuiltin("umask"),
  unalias: laterBuiltin("unalias"),
  unset,
  wait: laterBuiltin("wait"),
};

const BASH: Readonly<Record<string, Builtin>> = {
  ...BOTH,
  bind: laterBuiltin("bind"),
  builtin: laterBuiltin("builtin"),
  caller: laterBuiltin("caller"),
  compgen: laterBuiltin("compgen"),
  complete: laterBuiltin("complete"),
  compopt: laterBuiltin("compopt"),
  declare: laterBuiltin("declare"),
  dirs: laterBuiltin("dirs"),
  disown: laterBuiltin("disown"),
  enable: laterBuiltin("enable"),
  fc: laterBuiltin("fc"),
  help: laterBuiltin("help"),
  history: laterBuiltin("history"),
  let: laterBuiltin("let"),
  logout: laterBuiltin("logout"),
  mapfile: laterBuiltin("mapfile"),
  popd: laterBuiltin("popd"),
  pushd: laterBuiltin("pushd"),
  readarray: laterBuiltin("mapfile"),
  shopt: laterBuiltin("shopt"),
  source: { ...dot, special: false },
  suspend: laterBuiltin("suspend"),
  typeset: laterBuiltin("declare"),
};

/** The builtin of that name in this shell's dialect. */
export function builtinFor(shell: Shell, name: string): Builtin | undefined {
  const table = shell.bash ? BASH : BOTH;
  if (!Object.hasOwn(table, name) || shell.disabled.has(name)) return undefined;
  return table[name];
}

export function builtinNames(shell: Shell): string[] {
  return Object.keys(shell.bash ? BASH : BOTH);
}

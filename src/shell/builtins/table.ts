import type { Shell } from "../state/shell.ts";
import type { Builtin } from "./builtin.ts";
import { alias, hash, unalias } from "./alias.ts";
import { breakBuiltin, continueBuiltin, evalBuiltin, exec, exit, letBuiltin, returnBuiltin, shift } from "./control.ts";
import { declare, local } from "./declare.ts";
import { cd, pwd } from "./directory.ts";
import { dirs, popd, pushd } from "./directory-stack.ts";
import { getopts } from "./getopts.ts";
import { caller, compgenAmong, complete, disown, enableAmong, help, history, logout, suspend } from "./inspect.ts";
import { kill } from "./kill.ts";
import { BASH_KEYWORDS, builtinBuiltin, command, knowBuiltins, type } from "./lookup.ts";
import { mapfile } from "./mapfile.ts";
import { set, shopt } from "./options.ts";
import { echo } from "./output.ts";
import { printf } from "./printf.ts";
import { bg, fg, jobs, times, umask, wait } from "./processes.ts";
import { read } from "./read-line.ts";
import { dot } from "./source.ts";
import { test } from "./test.ts";
import { trap } from "./trap.ts";
import { ulimit } from "./ulimit.ts";
import { exportBuiltin, readonlyBuiltin, unset } from "./variables.ts";

export type { Builtin };

const colon: Builtin = { special: true, run: () => 0 };
const yes: Builtin = { run: () => 0 };
const no: Builtin = { run: () => 1 };

const BOTH: Readonly<Record<string, Builtin>> = {
  ".": dot,
  ":": colon,
  "[": test,
  alias,
  bg,
  break: breakBuiltin,
  cd,
  command,
  continue: continueBuiltin,
  echo,
  eval: evalBuiltin,
  exec,
  exit,
  export: exportBuiltin,
  false: no,
  fg,
  getopts,
  hash,
  jobs,
  kill,
  local,
  printf,
  pwd,
  read,
  readonly: readonlyBuiltin,
  return: returnBuiltin,
  set,
  shift,
  test,
  times,
  trap,
  true: yes,
  type,
  ulimit,
  umask,
  unalias,
  unset,
  wait,
};

const BASH: Readonly<Record<string, Builtin>> = {
  ...BOTH,
  bind: yes,
  builtin: builtinBuiltin,
  caller,
  compgen: compgenAmong(builtinNames, BASH_KEYWORDS),
  complete,
  compopt: yes,
  declare,
  dirs,
  disown,
  enable: enableAmong(builtinNames),
  fc: yes,
  help,
  history,
  let: letBuiltin,
  logout,
  mapfile,
  popd,
  pushd,
  readarray: mapfile,
  shopt,
  source: { ...dot, special: false },
  suspend,
  typeset: declare,
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

knowBuiltins((shell, name) => builtinFor(shell, name) !== undefined);

import type { Shell } from "../state/shell.ts";
import type { Builtin } from "./builtin.ts";
import {
  breakBuiltin,
  builtinBuiltin,
  command,
  continueBuiltin,
  dot,
  evalBuiltin,
  exec,
  exit,
  knowBuiltins,
  letBuiltin,
  returnBuiltin,
  shift,
  trap,
  type,
} from "./control.ts";
import { cd, dirs, popd, pushd, pwd } from "./directory.ts";
import { echo, printf } from "./output.ts";
import { alias, bg, fg, hash, jobs, kill, times, ulimit, umask, unalias, wait } from "./processes.ts";
import { mapfile, read } from "./read-line.ts";
import { test } from "./test.ts";
import { declare, exportBuiltin, getopts, local, readonlyBuiltin, set, shopt, unset } from "./variables.ts";

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
  builtin: builtinBuiltin,
  declare,
  dirs,
  let: letBuiltin,
  mapfile,
  popd,
  pushd,
  readarray: mapfile,
  shopt,
  source: { ...dot, special: false },
  typeset: declare,
};

/** The builtin of that name in this shell's dialect. */
export function builtinFor(shell: Shell, name: string): Builtin | undefined {
  const table = shell.bash ? BASH : BOTH;
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

export function builtinNames(shell: Shell): string[] {
  return Object.keys(shell.bash ? BASH : BOTH);
}

knowBuiltins((shell, name) => builtinFor(shell, name) !== undefined);

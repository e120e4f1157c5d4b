import type { Shell } from "../state/shell.ts";

/** How bash says its builtins are called (bash manual, 4.1 to 4.3). */
const USAGE: Readonly<Record<string, string>> = {
  alias: "[-p] [name[=value] ... ]",
  cd: "[-L|[-P [-e]] [-@]] [dir]",
  command: "[-pVv] command [arg ...]",
  declare: "[-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]",
  export: "[-fn] [name[=value] ...] or export -p",
  getopts: "optstring name [arg ...]",
  hash: "[-lr] [-p pathname] [-dt] [name ...]",
  jobs: "[-lnprs] [jobspec ...] or jobs -x command [args]",
  mapfile: "[-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]",
  printf: "[-v var] format [arguments]",
  pwd: "[-LP]",
  read: "[-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]",
  readonly: "[-aAf] [name[=value] ...] or readonly -p",
  set: "[-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]",
  shopt: "[-pqsu] [-o] [optname ...]",
  trap: "[-lp] [[arg] signal_spec ...]",
  type: "[-afptP] name [name ...]",
  umask: "[-p] [-S] [mode]",
  unalias: "[-a] name [name ...]",
  unset: "[-f] [-v] [-n] [name ...]",
  wait: "[-fn] [-p var] [id ...]",
};

/** Writes bash's usage line of the builtin at work: the status of a wrong call. */
export function showUsage(shell: Shell): number {
  const usage = USAGE[shell.builtin];
  if (usage !== undefined) shell.warn(`${shell.builtin}: usage: ${shell.builtin} ${usage}\n`);
  return 2;
}

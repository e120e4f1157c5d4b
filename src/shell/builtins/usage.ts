import type { Shell } from "../state/shell.ts";

/** How bash says its builtins are called (bash manual, 4.1 to 4.3). */
const USAGE: Readonly<Record<string, string>> = {
  ".": "filename [arguments]",
  alias: "[-p] [name[=value] ... ]",
  bg: "[job_spec ...]",
  break: "[n]",
  builtin: "[shell-builtin [arg ...]]",
  caller: "[expr]",
  cd: "[-L|[-P [-e]] [-@]] [dir]",
  command: "[-pVv] command [arg ...]",
  compgen:
    "[-abcdefgjksuv] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [word]",
  complete:
    "[-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]",
  compopt: "[-o|+o option] [-DEI] [name ...]",
  continue: "[n]",
  declare: "[-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]",
  dirs: "[-clpv] [+N] [-N]",
  disown: "[-h] [-ar] [jobspec ... | pid ...]",
  enable: "[-a] [-dnps] [-f filename] [name ...]",
  eval: "[arg ...]",
  exec: "[-cl] [-a name] [command [argument ...]] [redirection ...]",
  exit: "[n]",
  export: "[-fn] [name[=value] ...] or export -p",
  fc: "[-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]",
  fg: "[job_spec]",
  getopts: "optstring name [arg ...]",
  hash: "[-lr] [-p pathname] [-dt] [name ...]",
  help: "[-dms] [pattern ...]",
  history: "[-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]",
  jobs: "[-lnprs] [jobspec ...] or jobs -x command [args]",
  kill: "[-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]",
  let: "arg [arg ...]",
  local: "[option] name[=value] ...",
  logout: "[n]",
  mapfile: "[-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]",
  popd: "[-n] [+N | -N]",
  printf: "[-v var] format [arguments]",
  pushd: "[-n] [+N | -N | dir]",
  pwd: "[-LP]",
  read: "[-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]",
  readarray: "[-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]",
  readonly: "[-aAf] [name[=value] ...] or readonly -p",
  return: "[n]",
  set: "[-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]",
  shift: "[n]",
  shopt: "[-pqsu] [-o] [optname ...]",
  source: "filename [arguments]",
  suspend: "[-f]",
  times: "",
  trap: "[-lp] [[arg] signal_spec ...]",
  type: "[-afptP] name [name ...]",
  typeset: "[-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]",
  ulimit: "[-SHabcdefiklmnpqrstuvxPRT] [limit]",
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

/** How a builtin is called; undefined for what is none. */
export function builtinHelp(name: string): string | undefined {
  return Object.hasOwn(USAGE, name) ? USAGE[name] : undefined;
}

/** What each lazily loaded group holds. A host bundles `groups/<name>.ts`, whose export `group` has these programs. */
export const GROUPS = {
  /** Pages of ours for `man` and `--help`; "usage" prints what a program answers to --help and --version. */
  manual: ["man"],
  /** Text beyond the basics. */
  text: ["column", "comm", "expand", "expr", "fold", "join", "nl", "paste", "rev", "shuf", "split", "tac", "unexpand"],
  awk: ["awk", "gawk"],
  /** Numbers and orders. */
  numbers: ["bc", "factor", "tsort"],
  paths: ["df", "du", "file", "mktemp", "readlink", "realpath", "stat", "tree", "truncate"],
  sums: ["base32", "base64", "cksum", "md5sum", "sha1sum", "sha224sum", "sha256sum", "sha384sum", "sha512sum", "sum"],
  /** Bytes as numbers. */
  bytes: ["hd", "hexdump", "od", "xxd"],
  /** The rest of the shell (`#shell/later`). */
  shell: [],
  /** What shells have as builtins, and what few commands need. */
  small: [
    "[",
    "basename",
    "date",
    "dirname",
    "echo",
    "false",
    "ln",
    "printf",
    "pwd",
    "seq",
    "sleep",
    "test",
    "true",
    "which",
    "yes",
  ],
  system: ["clear", "hostname", "id", "kill", "nproc", "printenv", "ps", "time", "timeout", "uname", "watch", "whoami"],
  jq: ["jq"],
  /** grep again, with -P. */
  perl: [],
  /** Files copied, linked and checked in the old ways. */
  filing: ["dd", "install", "link", "pathchk", "sync", "unlink"],
  /** Text and numbers brought into another form. */
  layout: ["csplit", "envsubst", "numfmt", "strings"],
  /** Processes found by name, commands started in another way, users and what the system is. */
  people: [
    "arch",
    "getconf",
    "groups",
    "killall",
    "locale",
    "logname",
    "nice",
    "nohup",
    "pgrep",
    "pidof",
    "pkill",
    "stdbuf",
    "tty",
  ],
  /** find and touch again, with what they do seldom. */
  whole: [],
  pager: ["less", "more"],
  compare: ["cmp", "diff", "patch"],
  archive: ["gunzip", "gzip", "tar", "unzip", "zcat", "zip", "zipinfo"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type GroupName = keyof typeof GROUPS;

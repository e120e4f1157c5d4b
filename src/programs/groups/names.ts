/** What each lazily loaded group holds. A host bundles `groups/<name>.ts`, whose export `group` has these programs. */
export const GROUPS = {
  /** Pages of ours for `man` and `--help`; "usage" prints what a program answers to --help and --version. */
  manual: ["man"],
  /** Text beyond the basics. */
  text: ["comm", "fold", "nl", "paste", "rev", "shuf", "split", "tac"],
  awk: ["awk"],
  paths: ["mktemp", "realpath", "stat", "tree", "truncate"],
  sums: ["base64", "md5sum", "sha1sum", "sha256sum"],
  system: ["clear", "hostname", "id", "nproc", "ps", "timeout", "uname", "whoami"],
  compare: ["cmp", "diff"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type GroupName = keyof typeof GROUPS;

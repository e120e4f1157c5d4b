/** What each lazily loaded group holds. A host bundles `groups/<name>.ts`, whose export `group` has these programs. */
export const GROUPS = {
  /** Pages of ours for `man` and `--help`; "usage" prints what a program answers to --help and --version. */
  manual: ["man"],
  /** Text beyond the basics. */
  text: ["comm", "fold", "nl", "paste", "rev", "shuf", "split", "tac"],
  awk: ["awk"],
  compare: ["cmp", "diff"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type GroupName = keyof typeof GROUPS;

import { Pattern } from "../tool/regex/pattern.ts";
import { Refusal, type Run } from "../tool/tool.ts";

/** What -regextype may be. */
const DIALECTS: readonly string[] = [
  "emacs",
  "gnu-awk",
  "grep",
  "posix-awk",
  "awk",
  "posix-basic",
  "posix-egrep",
  "egrep",
  "posix-extended",
  "posix-minimal-basic",
  "sed",
  "ed",
];

export function requireDialect(run: Run, name: string): void {
  if (DIALECTS.includes(name)) return;
  const known = DIALECTS.map((one) => run.locale.quote(one)).join(", ");
  throw new Refusal(`Unknown regular expression type ${run.locale.quote(name)}; valid types are ${known}.`);
}

/** Whether a regular expression of a dialect matches a whole path. */
export function pathPattern(run: Run, text: string, dialect: string, ignoreCase: boolean): (path: string) => boolean {
  const extended = /extended|egrep|awk/.test(dialect);
  // Emacs' own expressions are basic ones whose + and ? need no backslash.
  const emacs = (mark: string): string => (mark.length > 1 ? mark : `\\${mark}`);
  const source = dialect === "emacs" ? text.replace(/\\.|[+?]/g, emacs) : text;
  const pattern = new Pattern(run.locale.argument(source), { extended, ignoreCase, unicode: run.locale.utf8 });
  return (path) => {
    const name = run.locale.argument(path);
    const match = pattern.exec(name);
    return match?.index === 0 && match.end === name.length;
  };
}

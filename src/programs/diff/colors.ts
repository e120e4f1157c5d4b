/** --color: the kinds of line in diff's own colours. */
const HEADER = "1";
const HUNK = "36";
const REMOVED = "31";
const ADDED = "32";

const paint = (line: string, code: string): string => (code === "" ? line : `\x1b[${code}m${line}\x1b[0m`);

/** Colours a finished text; `style` says how its lines are told apart. */
export function colored(text: string, style: "normal" | "unified" | "context", headed: boolean): string {
  const lines = text.split("\n");
  const tail = lines.pop() ?? "";
  let half = "";
  return `${lines
    .map((line, at) => {
      if (headed && at < 2) return paint(line, HEADER);
      if (style === "normal") {
        if (/^\d/.test(line)) return paint(line, HUNK);
        return paint(line, line.startsWith("<") ? REMOVED : line.startsWith(">") ? ADDED : "");
      }
      if (style === "unified") {
        const hunk = /^@@ .*? @@/.exec(line)?.[0];
        if (hunk !== undefined) return paint(hunk, HUNK) + line.slice(hunk.length);
        return paint(line, line.startsWith("-") ? REMOVED : line.startsWith("+") ? ADDED : "");
      }
      if (line.startsWith("*****")) return line;
      if (/^\*\*\* [\d,]+ \*\*\*\*$/.test(line)) {
        half = REMOVED;
        return paint(line, HUNK);
      }
      if (/^--- [\d,]+ ----$/.test(line)) {
        half = ADDED;
        return paint(line, HUNK);
      }
      return line.startsWith("\\") ? line : paint(line, half);
    })
    .map((line) => `${line}\n`)
    .join("")}${tail}`;
}

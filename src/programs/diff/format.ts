import type { Change } from "./edits.ts";

/** A file's lines; `cut` when the last one has no newline. */
export interface Side {
  readonly lines: readonly string[];
  readonly cut: boolean;
}

const NO_NEWLINE = "\\ No newline at end of file\n";

function shown(side: Side, from: number, to: number, mark: string): string {
  let text = "";
  for (let at = from; at < to; at += 1) {
    text += `${mark}${side.lines[at] ?? ""}\n`;
    if (side.cut && at === side.lines.length - 1) text += NO_NEWLINE;
  }
  return text;
}

/** "3" or "3,5"; a range of no lines is the line before it. */
function range(from: number, to: number): string {
  if (to - from <= 1) return String(to);
  return `${String(from + 1)},${String(to)}`;
}

/** diff's own format: 2c2, < old, ---, > new. */
export function normalFormat(old: Side, recent: Side, changes: readonly Change[]): string {
  return changes
    .map(({ from, fromEnd, to, toEnd }) => {
      const letter = from === fromEnd ? "a" : to === toEnd ? "d" : "c";
      const removed = shown(old, from, fromEnd, "< ");
      const added = shown(recent, to, toEnd, "> ");
      return `${range(from, fromEnd)}${letter}${range(to, toEnd)}\n${removed}${letter === "c" ? "---\n" : ""}${added}`;
    })
    .join("");
}

/** Changes whose surroundings of `context` lines touch are shown together. */
function hunks(changes: readonly Change[], context: number): Change[][] {
  const found: Change[][] = [];
  for (const change of changes) {
    const last = found.at(-1)?.at(-1);
    if (last !== undefined && change.from - last.fromEnd <= 2 * context) found.at(-1)?.push(change);
    else found.push([change]);
  }
  return found;
}

function unifiedRange(from: number, to: number): string {
  if (to - from === 1) return String(to);
  return `${String(to === from ? from : from + 1)},${String(to - from)}`;
}

/** -u: hunks headed by @@, lines marked by "-", "+" and a space. */
export function unifiedFormat(old: Side, recent: Side, changes: readonly Change[], context: number): string {
  return hunks(changes, context)
    .map((hunk) => {
      const [first] = hunk;
      const last = hunk.at(-1);
      if (first === undefined || last === undefined) return "";
      const start = Math.max(0, first.from - context);
      const end = Math.min(old.lines.length, last.fromEnd + context);
      const newStart = first.to - (first.from - start);
      const newEnd = last.toEnd + (end - last.fromEnd);
      let text = `@@ -${unifiedRange(start, end)} +${unifiedRange(newStart, newEnd)} @@\n`;
      let at = start;
      for (const { from, fromEnd, to, toEnd } of hunk) {
        text += shown(old, at, from, " ") + shown(old, from, fromEnd, "-") + shown(recent, to, toEnd, "+");
        at = fromEnd;
      }
      return text + shown(old, at, end, " ");
    })
    .join("");
}

import type { Change } from "./edits.ts";

/** A file's lines; `cut` when the last one has no newline. */
export interface Side {
  readonly lines: readonly string[];
  readonly cut: boolean;
}

/** How lines are written, whatever the format. */
export interface Writing {
  /** -T: a tab instead of a space before each line's text. */
  readonly initialTab: boolean;
  /** --suppress-blank-empty: no space before an empty line. */
  readonly bareEmpty: boolean;
  /** What heads a hunk that begins at a line of the old side (-p, -F); "" for none. */
  readonly heading: (line: number) => string;
}

export const PLAIN: Writing = { initialTab: false, bareEmpty: false, heading: () => "" };

const NO_NEWLINE = "\\ No newline at end of file\n";

/** Lines from..to behind a mark that ends in the space (or with -T the tab) before the text. */
export function markedLines(side: Side, from: number, to: number, mark: string, writing: Writing = PLAIN): string {
  let text = "";
  const wide = writing.initialTab ? (mark === " " ? "\t" : `${mark.slice(0, 1)}\t`) : mark;
  for (let at = from; at < to; at += 1) {
    const line = side.lines[at] ?? "";
    text += `${writing.bareEmpty && line === "" ? wide.trimEnd() : wide}${line}\n`;
    if (side.cut && at === side.lines.length - 1) text += NO_NEWLINE;
  }
  return text;
}

/** "3" or "3,5"; a range of no lines is the line before it. */
export function range(from: number, to: number): string {
  if (to - from <= 1) return String(to);
  return `${String(from + 1)},${String(to)}`;
}

/** The letter of ed(1) for a change. */
export function letterOf({ from, fromEnd, to, toEnd }: Change): "a" | "c" | "d" {
  return from === fromEnd ? "a" : to === toEnd ? "d" : "c";
}

/** diff's own format: 2c2, < old, ---, > new. */
export function normalFormat(old: Side, recent: Side, changes: readonly Change[], writing: Writing): string {
  return changes
    .map((change) => {
      const { from, fromEnd, to, toEnd } = change;
      const letter = letterOf(change);
      const removed = markedLines(old, from, fromEnd, "< ", writing);
      const added = markedLines(recent, to, toEnd, "> ", writing);
      return `${range(from, fromEnd)}${letter}${range(to, toEnd)}\n${removed}${letter === "c" ? "---\n" : ""}${added}`;
    })
    .join("");
}

/** Changes that are shown together, with the lines around them. */
export interface Hunk {
  readonly changes: readonly Change[];
  readonly from: number;
  readonly fromEnd: number;
  readonly to: number;
  readonly toEnd: number;
}

/** Changes whose surroundings of `context` lines touch are one hunk. */
export function hunksOf(old: Side, changes: readonly Change[], context: number): Hunk[] {
  const found: Change[][] = [];
  for (const change of changes) {
    const last = found.at(-1)?.at(-1);
    if (last !== undefined && change.from - last.fromEnd <= 2 * context) found.at(-1)?.push(change);
    else found.push([change]);
  }
  return found.flatMap((hunk) => {
    const [first] = hunk;
    const last = hunk.at(-1);
    if (first === undefined || last === undefined) return [];
    const from = Math.max(0, first.from - context);
    const fromEnd = Math.min(old.lines.length, last.fromEnd + context);
    const to = first.to - (first.from - from);
    return [{ changes: hunk, from, fromEnd, to, toEnd: last.toEnd + (fromEnd - last.fromEnd) }];
  });
}

function unifiedRange(from: number, to: number): string {
  if (to - from === 1) return String(to);
  return `${String(to === from ? from : from + 1)},${String(to - from)}`;
}

/** -u: hunks headed by @@, lines marked by "-", "+" and a space. */
export function unifiedFormat(
  old: Side,
  recent: Side,
  changes: readonly Change[],
  context: number,
  writing: Writing = PLAIN,
): string {
  return hunksOf(old, changes, context)
    .map((hunk) => {
      const ranges = `-${unifiedRange(hunk.from, hunk.fromEnd)} +${unifiedRange(hunk.to, hunk.toEnd)}`;
      let text = `@@ ${ranges} @@${writing.heading(hunk.from)}\n`;
      let at = hunk.from;
      for (const { from, fromEnd, to, toEnd } of hunk.changes) {
        text += markedLines(old, at, from, " ", writing);
        text += markedLines(old, from, fromEnd, "-", writing) + markedLines(recent, to, toEnd, "+", writing);
        at = fromEnd;
      }
      return text + markedLines(old, at, hunk.fromEnd, " ", writing);
    })
    .join("");
}

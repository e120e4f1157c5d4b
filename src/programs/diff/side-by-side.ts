import type { Change } from "./edits.ts";
import type { Side } from "./format.ts";

export interface Columns {
  /** -W: columns of the whole, 130 unless told. */
  readonly width: number;
  readonly tab: number;
  /** -t: spaces instead of tabs. */
  readonly expand: boolean;
  readonly leftColumn: boolean;
  readonly suppressCommon: boolean;
}

/** The columns between the halves, at least. */
const GUTTER = 3;

/** -y: both files side by side; "|" changed, "<" only left, ">" only right, "(" the same with --left-column. */
export function sideBySide(old: Side, recent: Side, changes: readonly Change[], columns: Columns): string {
  const { width, tab, expand } = columns;
  const step = expand ? 1 : tab;
  const offset = Math.floor((width + step + GUTTER) / (2 * step)) * step;
  const half = Math.max(0, Math.min(offset - GUTTER, width - offset));
  const second = half > 0 ? offset : width;
  const middle = Math.floor((half + second - 1) / 2);

  const pad = (from: number, to: number): string => {
    if (expand) return " ".repeat(Math.max(0, to - from));
    let text = "";
    let at = from;
    for (let next = at - (at % tab) + tab; next <= to; next += tab) {
      text += "\t";
      at = next;
    }
    return text + " ".repeat(Math.max(0, to - at));
  };
  /** A line cut to a half's columns, and the column where it ends. */
  const fit = (line: string): { text: string; end: number } => {
    let text = "";
    let at = 0;
    for (const character of line) {
      if (character === "\t") {
        const next = at - (at % tab) + tab;
        if (next > half) break;
        text += expand ? " ".repeat(next - at) : "\t";
        at = next;
      } else {
        if (at >= half) break;
        text += character;
        at += 1;
      }
    }
    return { text, end: at };
  };
  const unended = (side: Side, at: number): boolean => side.cut && at === side.lines.length - 1;

  let output = "";
  const put = (left: number | undefined, mark: string, right: number | undefined): void => {
    const shown = left === undefined ? { text: "", end: 0 } : fit(old.lines[left] ?? "");
    let text = shown.text;
    let at = shown.end;
    let sign = mark;
    if (mark === "|" && left !== undefined && right !== undefined && unended(old, left) !== unended(recent, right))
      sign = unended(old, left) ? "\\" : "/";
    if (sign !== " ") {
      text += pad(at, middle) + sign;
      at = middle + 1;
    }
    const line = right === undefined ? "" : (recent.lines[right] ?? "");
    if (line !== "" && sign !== "(") text += pad(at, second) + fit(line).text;
    const ended = (left !== undefined && !unended(old, left)) || (right !== undefined && !unended(recent, right));
    output += ended ? `${text}\n` : text;
  };

  let at = 0;
  let to = 0;
  const same = (end: number): void => {
    for (; at < end; at += 1, to += 1) if (!columns.suppressCommon) put(at, columns.leftColumn ? "(" : " ", to);
  };
  for (const change of changes) {
    same(change.from);
    const both = Math.min(change.fromEnd - change.from, change.toEnd - change.to);
    for (let step = 0; step < both; step += 1) put(at + step, "|", to + step);
    for (let line = at + both; line < change.fromEnd; line += 1) put(line, "<", undefined);
    for (let line = to + both; line < change.toEnd; line += 1) put(undefined, ">", line);
    at = change.fromEnd;
    to = change.toEnd;
  }
  same(old.lines.length);
  return output;
}

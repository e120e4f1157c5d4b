/** The formats that are scripts: ed's (-e), ed's forwards (-f) and RCS's (-n). */
import type { Change } from "./edits.ts";
import { letterOf, range, type Side } from "./format.ts";

const linesOf = (side: Side, from: number, to: number): readonly string[] => side.lines.slice(from, to);

/** -e: from the last change to the first. A line of one dot is written as two and cut back. */
export function edScript(_old: Side, recent: Side, changes: readonly Change[]): string {
  return changes
    .toReversed()
    .map((change) => {
      const { from, fromEnd, to, toEnd } = change;
      const letter = letterOf(change);
      let text = `${range(from, fromEnd)}${letter}\n`;
      if (letter === "d") return text;
      let open = true;
      for (const line of linesOf(recent, to, toEnd)) {
        if (!open) text += "a\n";
        text += line === "." ? "..\n.\ns/.//\n" : `${line}\n`;
        open = line !== ".";
      }
      return open ? `${text}.\n` : text;
    })
    .join("");
}

/** -f: like ed's, but from the first change on, so that no program reads it. */
export function forwardScript(_old: Side, recent: Side, changes: readonly Change[]): string {
  return changes
    .map((change) => {
      const letter = letterOf(change);
      const head = `${letter}${range(change.from, change.fromEnd).replace(",", " ")}\n`;
      if (letter === "d") return head;
      return `${head}${linesOf(recent, change.to, change.toEnd)
        .map((line) => `${line}\n`)
        .join("")}.\n`;
    })
    .join("");
}

/** -n: RCS's, with the number of lines; a last line without newline stays so. */
export function rcsScript(_old: Side, recent: Side, changes: readonly Change[]): string {
  return changes
    .map(({ from, fromEnd, to, toEnd }) => {
      let text = from === fromEnd ? "" : `d${from + 1} ${fromEnd - from}\n`;
      if (to === toEnd) return text;
      text += `a${fromEnd} ${toEnd - to}\n${linesOf(recent, to, toEnd).join("\n")}`;
      return recent.cut && toEnd === recent.lines.length ? text : `${text}\n`;
    })
    .join("");
}

import type { Change } from "./edits.ts";
import { hunksOf, markedLines, range, type Side, type Writing } from "./format.ts";

/** -c: each hunk's old lines, then its new ones, changed lines marked by "!", "-" and "+". */
export function contextFormat(
  old: Side,
  recent: Side,
  changes: readonly Change[],
  context: number,
  writing: Writing,
): string {
  return hunksOf(old, changes, context)
    .map((hunk) => {
      const half = (side: Side, start: number, end: number, sideOf: (change: Change) => [number, number]): string => {
        let text = "";
        let at = start;
        for (const change of hunk.changes) {
          const [from, to] = sideOf(change);
          const both = change.from !== change.fromEnd && change.to !== change.toEnd;
          text += markedLines(side, at, from, "  ", writing);
          text += markedLines(side, from, to, both ? "! " : side === old ? "- " : "+ ", writing);
          at = to;
        }
        return text + markedLines(side, at, end, "  ", writing);
      };
      let text = `***************${writing.heading(hunk.from)}\n*** ${range(hunk.from, hunk.fromEnd)} ****\n`;
      if (hunk.changes.some(({ from, fromEnd }) => from !== fromEnd))
        text += half(old, hunk.from, hunk.fromEnd, ({ from, fromEnd }) => [from, fromEnd]);
      text += `--- ${range(hunk.to, hunk.toEnd)} ----\n`;
      if (hunk.changes.some(({ to, toEnd }) => to !== toEnd))
        text += half(recent, hunk.to, hunk.toEnd, ({ to, toEnd }) => [to, toEnd]);
      return text;
    })
    .join("");
}

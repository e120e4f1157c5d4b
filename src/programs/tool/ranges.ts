/** Lists of positions as cut -f, -b and -c take them: "1", "2-4", "3-", "-5", joined by commas or spaces. */
import { Refusal, type Run } from "./tool.ts";

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Sorted and merged; "positions" or "fields" only serve the messages. */
export function parseRanges(run: Run, text: string, what: "field" | "byte/character", complement: boolean): Range[] {
  const quote = (word: string): string => run.locale.quote(word);
  const ranges: Range[] = [];
  for (const part of text.split(/[, \t]/)) {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    if (match === null) {
      const bad = /[^\d-].*/.exec(part)?.[0];
      throw new Refusal(
        bad === undefined || part.split("-").length > 2
          ? `invalid ${what === "field" ? "field" : "byte or character"} range`
          : what === "field"
            ? `invalid field value ${quote(bad)}`
            : `invalid byte/character position ${quote(bad)}`,
        { usage: true },
      );
    }
    const [, first = "", dash, last = ""] = match;
    if (first === "" && last === "") {
      throw new Refusal(
        dash === "-"
          ? "invalid range with no endpoint: -"
          : what === "field"
            ? "fields are numbered from 1"
            : "byte/character positions are numbered from 1",
        { usage: true },
      );
    }
    if (first === "0" || /^0+$/.test(first) || (dash === "" && Number(first) === 0)) {
      throw new Refusal(`${what === "field" ? "fields" : "byte/character positions"} are numbered from 1`, {
        usage: true,
      });
    }
    const from = first === "" ? 1 : Number(first);
    const to = dash === "" ? from : last === "" ? Infinity : Number(last);
    if (to < from) throw new Refusal("invalid decreasing range", { usage: true });
    ranges.push({ from, to });
  }
  ranges.sort((a, b) => a.from - b.from);
  const merged: Range[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (last !== undefined && range.from <= last.to)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else merged.push(range);
  }
  if (!complement) return merged;
  const others: Range[] = [];
  let next = 1;
  for (const { from, to } of merged) {
    if (from > next) others.push({ from: next, to: from - 1 });
    next = to + 1;
  }
  if (next !== Infinity) others.push({ from: next, to: Infinity });
  return others;
}

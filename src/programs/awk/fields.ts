/** The ways to cut a record that gawk adds: FIELDWIDTHS and FPAT. */
import type { Pattern } from "../tool/regex/pattern.ts";

/** FIELDWIDTHS: "3 2:5 *" takes three characters, skips two and takes five, then takes the rest. */
export function cutByWidths(text: string, widths: string): string[] {
  const fields: string[] = [];
  const characters = Array.from(text);
  let at = 0;
  for (const word of widths.trim().split(/\s+/)) {
    const [skip, width] = word.includes(":") ? word.split(":", 2) : ["0", word];
    at += Number(skip);
    if (at >= characters.length) break;
    const end = width === "*" ? characters.length : at + Number(width);
    fields.push(characters.slice(at, end).join(""));
    at = end;
  }
  return fields;
}

/** FPAT: what matches is a field; `between` is what stands before, between and behind them. */
export function cutByPattern(text: string, pattern: Pattern): { fields: string[]; between: string[] } {
  const fields: string[] = [];
  const between: string[] = [];
  let at = 0;
  let from = 0;
  while (from <= text.length) {
    const match = pattern.exec(text, from);
    if (match === undefined) break;
    if (match.end === match.index && match.index === at && fields.length > 0) {
      from = match.end + 1;
      continue;
    }
    between.push(text.slice(at, match.index));
    fields.push(text.slice(match.index, match.end));
    at = match.end;
    from = match.end > match.index ? match.end : match.end + 1;
  }
  between.push(text.slice(at));
  return { fields, between };
}

import type { Piece } from "./command.ts";
import { controlOf } from "./escapes.ts";

/** Reads the right side of s. */
export function readReplacement(text: string): Piece[] {
  const pieces: Piece[] = [];
  const literal = (part: string): void => void pieces.push({ kind: "text", text: part });
  for (const [unit] of text.matchAll(/\\(?:x[\dA-Fa-f]{2}|o[0-7]{3}|d\d{3}|c(?:\\\\|[^])|c$|[^])|&|[^\\&]+|\\/g)) {
    if (unit === "&") pieces.push({ kind: "group", index: 0 });
    else if (/^\\\d$/.test(unit)) pieces.push({ kind: "group", index: Number(unit[1]) });
    else if (/^\\[LUElu]$/.test(unit)) pieces.push({ kind: "case", letter: unit[1] ?? "" });
    else if (unit.startsWith("\\c")) literal(unit === "\\c" ? "\\" : controlOf(unit.slice(2)));
    else if (/^\\[xod]./.test(unit))
      literal(String.fromCharCode(parseInt(unit.slice(2), unit[1] === "x" ? 16 : unit[1] === "o" ? 8 : 10)));
    else if (unit.startsWith("\\") && unit.length > 1)
      literal({ n: "\n", t: "\t", f: "\f", v: "\v", r: "\r", a: "\x07" }[unit[1] ?? ""] ?? unit.slice(1));
    else literal(unit);
  }
  return pieces;
}

const UNITS: Readonly<Record<string, string>> = { "\\n": "\n", "\\t": "\t" };

/** The characters of one side of y. */
export function readUnits(text: string | undefined): string[] | undefined {
  return text === undefined
    ? undefined
    : (text.match(/\\[^]|[^]/gu) ?? []).map(
        (unit) => UNITS[unit] ?? (unit.length > 1 && unit.startsWith("\\") ? unit.slice(1) : unit),
      );
}

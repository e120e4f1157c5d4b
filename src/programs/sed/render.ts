import { CONTROL_ESCAPES } from "../tool/escapes.ts";
import type { Locale } from "../tool/locale.ts";
import type { Piece } from "./command.ts";

/** The replacement of s with its groups and its changes of case filled in. */
export function renderReplacement(pieces: readonly Piece[], groups: readonly (string | undefined)[]): string {
  let result = "";
  let mode = "";
  let once = "";
  for (const piece of pieces) {
    if (piece.kind === "case") {
      once = /[lu]/.test(piece.letter) ? piece.letter : "";
      if (once === "") mode = piece.letter === "E" ? "" : piece.letter;
      continue;
    }
    let text = piece.kind === "text" ? piece.text : (groups[piece.index] ?? "");
    if (mode === "U") text = text.toUpperCase();
    else if (mode === "L") text = text.toLowerCase();
    if (once !== "" && text !== "") {
      const [first = ""] = text;
      text = (once === "u" ? first.toUpperCase() : first.toLowerCase()) + text.slice(first.length);
      once = "";
    }
    result += text;
  }
  return result;
}

/** What l prints, but for the end of the line: nothing invisible, long lines folded. */
export function renderUnambiguous(locale: Locale, space: string, width: number): string {
  const units = Array.from(space, (character) => {
    const named = character === "\\" ? "\\\\" : CONTROL_ESCAPES[character];
    if (named !== undefined) return named;
    if (/^[ -~]$/.test(character)) return character;
    if (locale.utf8 && character > "\u009f" && !/^[\udc80-\udcff]$/.test(character)) return character;
    return Array.from(locale.encode(character), (byte) => `\\${byte.charCodeAt(0).toString(8).padStart(3, "0")}`).join(
      "",
    );
  });
  let result = "";
  let column = 0;
  for (const unit of units) {
    if (width > 0 && column + unit.length > width - 1) {
      result += "\\\n";
      column = 0;
    }
    result += unit;
    column += unit.length;
  }
  return `${result}$`;
}

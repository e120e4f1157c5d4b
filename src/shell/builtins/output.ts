import { byteCharacter, joinEscapedBytes, SIMPLE_ESCAPES } from "../syntax/quote-reader.ts";
import type { Builtin } from "./builtin.ts";

interface Unescaped {
  readonly text: string;
  /** `\c` was met: nothing more is written. */
  readonly ended: boolean;
}

/** Backslash escapes: "echo" wants `\0nnn`, "format" `\nnn`, "%b" both. */
export function unescape(text: string, manner: "echo" | "format" | "b", bash: boolean): Unescaped {
  let result = "";
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? "";
    if (letter !== "\\" || at + 1 === text.length) {
      result += letter;
      continue;
    }
    const next = text[at + 1] ?? "";
    const rest = text.slice(at + 1);
    const octal = (
      manner === "format"
        ? /^[0-7]{1,3}/
        : manner === "b" || !bash
          ? /^(?:0[0-7]{0,3}|[1-7][0-7]{0,2})/
          : /^0[0-7]{0,3}/
    ).exec(rest)?.[0];
    const hex = bash ? /^x([0-9A-Fa-f]{1,2})/.exec(rest) : null;
    const unicode = bash ? /^(?:u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8}))/.exec(rest) : null;
    if (next === "c" && manner !== "format") return { text: joinEscapedBytes(result), ended: true };
    if (octal !== undefined) {
      result += byteCharacter(parseInt(octal, 8) & 255);
      at += octal.length;
    } else if (hex !== null) {
      result += byteCharacter(parseInt(hex[1] ?? "0", 16));
      at += hex[0].length;
    } else if (unicode !== null) {
      result += String.fromCodePoint(parseInt(unicode[1] ?? unicode[2] ?? "0", 16));
      at += unicode[0].length;
    } else if (
      next in SIMPLE_ESCAPES &&
      (bash ? manner === "format" || !"\"'".includes(next) : !"E\"'".includes(next))
    ) {
      result += SIMPLE_ESCAPES[next] ?? "";
      at += 1;
    } else {
      result += `\\${next}`;
      at += 1;
    }
  }
  return { text: joinEscapedBytes(result), ended: false };
}

export const echo: Builtin = {
  run(shell, args) {
    let at = 0;
    let newline = true;
    let escapes = !shell.bash || shell.options.shopt("xpg_echo");
    if (shell.bash) {
      for (; /^-[neE]+$/.test(args[at] ?? ""); at += 1)
        for (const letter of (args[at] ?? "").slice(1)) {
          if (letter === "n") newline = false;
          else escapes = letter === "e";
        }
    } else if (args[0] === "-n") {
      newline = false;
      at = 1;
    }
    const line = (at === 0 ? args : args.slice(at)).join(" ");
    if (!escapes || !line.includes("\\")) return shell.print(newline ? `${line}\n` : line);
    const { text, ended } = unescape(line, "echo", shell.bash);
    return shell.print(newline && !ended ? `${text}\n` : text);
  },
};

import { ESCAPE_LETTERS } from "./tool/escapes.ts";
import { tool } from "./tool/tool.ts";

/** `echo -e`: the text, and whether "\c" ended it. */
function unescape(text: string): { text: string; ended: boolean } {
  let ended = false;
  const end = /^(?:[^\\]|\\[^c])*?\\c/.exec(text);
  const cut = end === null ? text : text.slice(0, end[0].length - 2);
  if (end !== null) ended = true;
  const unescaped = cut.replace(
    /\\(?:0([0-7]{0,3})|x([\dA-Fa-f]{1,2})|([\\abefnrtv])|([1-7][0-7]{0,2}))/g,
    (whole, octal?: string, hex?: string, letter?: string, plain?: string) => {
      if (octal !== undefined) return String.fromCharCode(parseInt(octal || "0", 8) & 255);
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      if (letter !== undefined) return ESCAPE_LETTERS[letter] ?? whole;
      return String.fromCharCode(parseInt(plain ?? "0", 8) & 255);
    },
  );
  return { text: unescaped, ended };
}

/** GNU's /bin/echo (the shells have their own). */
export const echo = tool({ plain: true }, (run) => {
  let words = [...run.operands];
  let newline = true;
  let escapes = false;
  while (words[0] !== undefined && /^-[neE]+$/.test(words[0])) {
    for (const letter of words[0].slice(1)) {
      if (letter === "n") newline = false;
      else escapes = letter === "e";
    }
    words = words.slice(1);
  }
  let line = words.join(" ");
  if (escapes) {
    const { text, ended } = unescape(line);
    line = text;
    if (ended) newline = false;
  }
  void run.out.text(newline ? `${line}\n` : line);
  return 0;
});

/** A POSIX extended regular expression as the source of a JavaScript one (flag u). Throws what `RegExp` will not take. */
export function regexSource(source: string): string {
  let result = "";
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at] ?? "";
    if (character === "\\") {
      at += 1;
      result += escape(source[at] ?? "");
    } else if (character === "[") {
      const set = readSet(source, at);
      if (set === undefined) throw new Error("Unmatched [");
      result += set.source;
      at = set.end - 1;
    } else if (character === "{" && !/^\{\d*(?:,\d*)?\}/.test(source.slice(at))) result += "\\{";
    else if (character === "}" && !/\{\d*(?:,\d*)?$/.test(source.slice(0, at))) result += "\\}";
    else if (character === "]" || character === "/") result += `\\${character}`;
    else if (character === "{" && source[at + 1] === ",") result += "{0";
    else result += character;
  }
  return result;
}

function escape(character: string): string {
  if (character === "") throw new Error("Trailing backslash");
  if (character === "w") return "[A-Za-z0-9_]";
  if (character === "W") return "[^A-Za-z0-9_]";
  if ("sSbB".includes(character)) return `\\${character}`;
  if (character === "<") return "\\b(?=\\w)";
  if (character === ">") return "\\b(?<=\\w)";
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

const CLASSES: Readonly<Record<string, string>> = {
  alnum: "\\p{L}\\p{N}",
  alpha: "\\p{L}",
  blank: " \\t",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "\\x21-\\x7e\\u{a1}-\\u{10ffff}",
  lower: "\\p{Ll}",
  print: "\\x20-\\x7e\\u{a0}-\\u{10ffff}",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\s",
  upper: "\\p{Lu}",
  xdigit: "0-9A-Fa-f",
};

function readSet(source: string, start: number): { source: string; end: number } | undefined {
  let at = start + 1;
  let body = source[at] === "^" ? "^" : "";
  at += body.length;
  for (let first = true; at < source.length; first = false) {
    const character = source[at] ?? "";
    if (character === "]" && !first) return { source: body === "^" ? "[\\s\\S]" : `[${body}]`, end: at + 1 };
    const named = /^\[([:.=])(.*?)\1\]/s.exec(source.slice(at));
    if (named !== null) {
      body += named[1] === ":" ? (CLASSES[named[2] ?? ""] ?? "") : (named[2] ?? "").replace(/[\\\]^-]/g, "\\$&");
      at += named[0].length;
      continue;
    }
    if (character === "\\" && /[\\\][^-]/.test(source[at + 1] ?? "") && source[at + 1] !== "]") {
      // A quoted character: expansion put the backslash there.
      body += `\\${source[at + 1] ?? ""}`;
      at += 2;
      continue;
    }
    body +=
      /[\\[\]^(){}|/&!#$%*+,.:;<=>?@`~]/.test(character) && character !== "-"
        ? `\\u{${character.charCodeAt(0).toString(16)}}`
        : character;
    at += 1;
  }
  return undefined;
}

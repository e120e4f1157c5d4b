/** Output by formats: --line-format and its like, --changed-group-format and its like, and -D's #ifdef. */
import { Refusal } from "../tool/tool.ts";
import type { Change } from "./edits.ts";
import type { Side } from "./format.ts";

export interface LineFormats {
  readonly line: Readonly<Record<"old" | "new" | "unchanged", string>>;
  readonly group: Readonly<Record<"old" | "new" | "unchanged" | "changed", string>>;
}

function character(text: string): string {
  if (text.startsWith("\\")) return String.fromCharCode(parseInt(text.slice(1), 8));
  return text;
}

function lineText(format: string, line: string, ended: boolean, number: number): string {
  return format.replace(
    /%(?:(%)|([lL])|c'(\\[0-7]{1,3}|[^])'|([-'0]*)(\d*)(?:\.(\d+))?([doxX])n|([^]?))/g,
    (whole, percent, kind, code, flags, width, precision, base) => {
      if (percent !== undefined) return "%";
      if (kind === "l") return line;
      if (kind === "L") return ended ? `${line}\n` : line;
      if (code !== undefined) return character(String(code));
      if (base === undefined) throw new Refusal(`invalid line format '${whole}'`);
      let digits = number.toString(base === "d" ? 10 : base === "o" ? 8 : 16).padStart(Number(precision ?? 0), "0");
      if (base === "X") digits = digits.toUpperCase();
      const size = Number(width);
      if (String(flags).includes("-")) return digits.padEnd(size);
      return digits.padStart(size, String(flags).includes("0") ? "0" : " ");
    },
  );
}

export function writeByFormats(old: Side, recent: Side, changes: readonly Change[], formats: LineFormats): string {
  const lines = (side: Side, from: number, to: number, format: string): string =>
    side.lines
      .slice(from, to)
      .map((line, at) => lineText(format, line, !(side.cut && from + at === side.lines.length - 1), from + at + 1))
      .join("");
  const group = (format: string, change: Change): string =>
    format.replace(
      /%(?:([%<>=])|c'(\\[0-7]{1,3}|[^])'|([dxoX])([efmlnEFLMN])|([^]?))/g,
      (whole, mark?: string, code?: string, _base?: string, letter?: string) => {
        const { from, fromEnd, to, toEnd } = change;
        if (mark === "%") return "%";
        if (mark === "<") return lines(old, from, fromEnd, formats.line.old);
        if (mark === ">") return lines(recent, to, toEnd, formats.line.new);
        if (mark === "=") return lines(old, from, fromEnd, formats.line.unchanged);
        if (code !== undefined) return character(code);
        if (letter === undefined) throw new Refusal(`invalid group format '${whole}'`);
        const [start, end] = letter === letter.toLowerCase() ? [from, fromEnd] : [to, toEnd];
        const values = { e: start, f: start + 1, l: end, m: end + 1, n: end - start };
        return String(values[letter.toLowerCase() as keyof typeof values]);
      },
    );
  let output = "";
  let at = 0;
  let to = 0;
  const same = (end: number): void => {
    if (end > at) {
      const length = end - at;
      output += group(formats.group.unchanged, { from: at, fromEnd: end, to, toEnd: to + length });
    }
  };
  for (const change of changes) {
    same(change.from);
    const kind = change.from === change.fromEnd ? "new" : change.to === change.toEnd ? "old" : "changed";
    output += group(formats.group[kind], change);
    at = change.fromEnd;
    to = change.toEnd;
  }
  same(old.lines.length);
  return output;
}

/** -D NAME: one file that is the old one without NAME and the new one with it. */
export function ifdefFormats(name: string): LineFormats {
  return {
    line: { old: "%L", new: "%L", unchanged: "%L" },
    group: {
      unchanged: "%=",
      old: `#ifndef ${name}\n%<#endif /* ! ${name} */\n`,
      new: `#ifdef ${name}\n%>#endif /* ${name} */\n`,
      changed: `#ifndef ${name}\n%<#else /* ${name} */\n%>#endif /* ${name} */\n`,
    },
  };
}

import { isArray, type Json } from "./json.ts";
import { described, JqError } from "./value.ts";

/** Oniguruma's spellings that JavaScript writes otherwise. */
function translate(pattern: string): string {
  return pattern
    .replace(/\[:(\w+):\]/g, (whole, name: string) => {
      const classes: Readonly<Record<string, string>> = {
        alpha: "A-Za-z",
        digit: "0-9",
        alnum: "A-Za-z0-9",
        space: "\\s",
        upper: "A-Z",
        lower: "a-z",
        punct: "!-\\/:-@\\[-`{-~",
        xdigit: "0-9A-Fa-f",
      };
      return classes[name] ?? whole;
    })
    .replace(/\\h/g, "[0-9a-fA-F]")
    .replace(/\\A/g, "(?<![^])")
    .replace(/\\[zZ]/g, "(?![^])");
}

function compile(pattern: string, flags: string): { expression: RegExp; global: boolean; empty: boolean } {
  let own = "du";
  let global = false;
  let empty = true;
  for (const flag of flags) {
    if (flag === "g") global = true;
    else if (flag === "i") own += "i";
    else if (flag === "s" || flag === "p") own += "s";
    else if (flag === "n") empty = false;
    else if (flag !== "l" && flag !== "x") throw new JqError(`${flags} is not a valid modifier string`);
  }
  const source = flags.includes("x") ? pattern.replace(/\s+|#.*/g, "") : pattern;
  // A dot does not match a newline, and lines have beginnings and ends, as Oniguruma's Perl syntax has it.
  try {
    return { expression: new RegExp(translate(source), `${own}g`), global, empty };
  } catch {
    try {
      return { expression: new RegExp(translate(source), `${own.replace("u", "")}g`), global, empty };
    } catch (error) {
      const reason = error instanceof Error ? error.message.replace(/^.*\/: /, "") : "";
      throw new JqError(`${pattern} (at offset 0) is not a valid regex: ${reason.toLowerCase()}`);
    }
  }
}

/** What `match` answers, as a list; `pattern` may be [regex, flags]. Offsets and lengths are in code points. */
export function matches(value: Json, pattern: Json, flagsGiven: Json): Json {
  const [source, flags] = isArray(pattern) ? [pattern[0] ?? null, pattern[1] ?? null] : [pattern, flagsGiven];
  if (typeof value !== "string") throw new JqError(`${described(value)} cannot be matched, as it is not a string`);
  if (typeof source !== "string") throw new JqError(`${described(source)} cannot be matched, as it is not a string`);
  if (flags !== null && typeof flags !== "string") throw new JqError(`${described(flags)} is not a string`);
  const { expression, global, empty } = compile(source, flags ?? "");
  const points = (units: number): number => Array.from(value.slice(0, units)).length;
  const found: Json[] = [];
  for (const match of value.matchAll(expression)) {
    if (match[0] === "" && !empty) continue;
    const names = new Map<number, string>();
    const groups = [...source.matchAll(/\\.|\((?!\?)|\(\?<([A-Za-z_]\w*)>/g)].filter(
      ([text]) => !text.startsWith("\\"),
    );
    for (const [at, group] of groups.entries()) if (group[1] !== undefined) names.set(at + 1, group[1]);
    const captures = match.slice(1).map((text: string | undefined, at) => {
      const range = match.indices?.[at + 1];
      return new Map<string, Json>([
        ["offset", range === undefined ? -1 : points(range[0])],
        ["length", text === undefined ? 0 : Array.from(text).length],
        ["string", text ?? null],
        ["name", names.get(at + 1) ?? null],
      ]);
    });
    found.push(
      new Map<string, Json>([
        ["offset", points(match.index)],
        ["length", Array.from(match[0]).length],
        ["string", match[0]],
        ["captures", captures],
      ]),
    );
    if (!global) break;
  }
  return found;
}

import type { Recipe } from "./target.ts";

/** One command of a recipe and its prefixes. Manual: "Recipe Echoing", "Errors in Recipes", "How the MAKE Variable Works". */
export interface RecipeLine {
  readonly text: string;
  readonly silent: boolean;
  readonly ignoreErrors: boolean;
  readonly always: boolean;
  /** Its place in the recipe, counted from 0. */
  readonly index: number;
}

export interface Prefixes {
  silent: boolean;
  ignoreErrors: boolean;
  always: boolean;
}

/** Takes blanks and `@`, `-`, `+` off the front; they are noted in `prefixes`. */
export function takePrefixes(text: string, prefixes: Prefixes): string {
  let at = 0;
  for (; at < text.length; at += 1) {
    const character = text[at];
    if (character === "@") prefixes.silent = true;
    else if (character === "-") prefixes.ignoreErrors = true;
    else if (character === "+") prefixes.always = true;
    else if (character !== " " && character !== "\t") break;
  }
  return text.slice(at);
}

/** The unexpanded lines; each may become several when it is expanded. */
export function unexpandedLines(recipe: Recipe): readonly string[] {
  return recipe.lines.map((line) => {
    if (!line.includes("\\")) return line;
    const whole = line.endsWith("\\") ? withoutContinuation(line) : line;
    return whole.includes("\\\n") ? continued(whole, recipe.prefix) : whole;
  });
}

/** Where the text ends in the middle of a line, one backslash of an odd number has nothing to go on with. */
function withoutContinuation(line: string): string {
  const slashes = /\\*$/.exec(line)?.[0].length ?? 0;
  return slashes % 2 === 1 ? line.slice(0, -1) : line;
}

/** Backslash-newlines stay, without the next line's prefix; inside `$(…)` they are blanks. */
function continued(line: string, prefix: string): string {
  let result = "";
  let depth = 0;
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (character === "\\" && line[at + 1] === "\n") {
      at += 1;
      if (depth === 0) {
        result += "\\\n";
        if (line[at + 1] === prefix) at += 1;
        continue;
      }
      result = `${result.trimEnd()} `;
      while (line[at + 1] === " " || line[at + 1] === "\t") at += 1;
      continue;
    }
    if (character === "\\" && depth === 0) {
      result += character + (line[at + 1] ?? "");
      at += 1;
      continue;
    }
    if ((character === "(" || character === "{") && (depth > 0 || line[at - 1] === "$")) depth += 1;
    else if ((character === ")" || character === "}") && depth > 0) depth -= 1;
    result += character;
  }
  return result;
}

/** An expanded line at its newlines that no backslash continues. */
export function splitExpanded(text: string): string[] {
  if (!text.includes("\n")) return [text];
  const lines: string[] = [];
  let start = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    let slashes = 0;
    while (at - slashes > start && text[at - slashes - 1] === "\\") slashes += 1;
    if (slashes % 2 === 1) continue;
    lines.push(text.slice(start, at));
    start = at + 1;
  }
  lines.push(text.slice(start));
  return lines;
}

export function mentionsMake(line: string): boolean {
  return line.includes("$(MAKE)") || line.includes("${MAKE}");
}

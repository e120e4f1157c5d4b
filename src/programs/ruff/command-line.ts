/** The words of `ruff check` and `ruff format`, read as its own reader (clap) does. */

// prettier-ignore
const LISTS = new Set([
  "select", "ignore", "extend-select", "extend-ignore", "fixable", "unfixable", "extend-fixable", "per-file-ignores",
  "exclude", "extend-exclude",
]);
const VALUES = new Set(["output-format", "config", "line-length", "target-version", "stdin-filename", "output-file"]);
const NUMBERED = new Set(["config"]);
// prettier-ignore
const FLAGS: Readonly<Record<"both" | "check" | "format", readonly string[]>> = {
  both: [
    "diff", "isolated", "no-cache", "force-exclude", "no-force-exclude", "respect-gitignore", "no-respect-gitignore",
    "preview", "no-preview", "quiet", "silent", "verbose", "help",
  ],
  check: [
    "fix", "no-fix", "fix-only", "no-fix-only", "unsafe-fixes", "no-unsafe-fixes", "show-fixes", "no-show-fixes",
    "exit-zero", "exit-non-zero-on-fix", "statistics", "ignore-noqa",
  ],
  format: ["check", "exit-non-zero-on-format"],
};
// prettier-ignore
const SHORT: Readonly<Record<string, string>> = {
  e: "exit-zero", n: "no-cache", q: "quiet", s: "silent", v: "verbose", h: "help",
};

export interface CommandLine {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly words: readonly string[];
}

/** A word that the command does not know; what clap says of it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export function parseWords(verb: "check" | "format", words: readonly string[]): CommandLine {
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const operands: string[] = [];
  const known = new Set([...FLAGS.both, ...FLAGS[verb]]);
  const usage = `Usage: ruff ${verb} [OPTIONS] [FILES]...\n\nFor more information, try '--help'.\n`;
  const refuse = (message: string): never => {
    throw new UsageError(`error: ${message}\n\n${usage}`);
  };
  const add = (name: string, value: string): void => {
    const parts = LISTS.has(name) ? value.split(",").map((part) => part.trim()) : [value];
    if (values.has(name) && !LISTS.has(name) && !NUMBERED.has(name))
      refuse(`the argument '--${name} <${name.toUpperCase().replaceAll("-", "_")}>' cannot be used multiple times`);
    values.set(name, [...(values.get(name) ?? []), ...parts.filter((part) => part !== "")]);
  };
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === "--") {
      operands.push(...queue);
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      operands.push(word);
      continue;
    }
    const [name, value] = word.startsWith("--") ? split(word.slice(2)) : [SHORT[word.slice(1)] ?? "", undefined];
    if (LISTS.has(name) || VALUES.has(name)) {
      const given = value ?? queue.shift();
      add(name, given ?? refuse(`a value is required for '--${name}' but none was supplied`));
    } else if (known.has(name)) flags.add(name);
    else {
      const told = word.startsWith("--") ? `--${name}` : word;
      refuse(`unexpected argument '${told}' found\n\n  tip: to pass '${told}' as a value, use '-- ${told}'`);
    }
  }
  return { flags, values, words: operands };
}

function split(word: string): [string, string | undefined] {
  const at = word.indexOf("=");
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

import { fullName, LETTERS, OPTIONS } from "./option-table.ts";

const ESCAPES: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", v: "\v" };

/**
 * The words that a configuration file (-K) stands for: one option a line, with or without dashes, its value behind
 * blanks, "=" or ":". Undefined when it names an option that there is not.
 */
export function configWords(text: string): string[] | undefined {
  const words: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, name, rest = ""] = /^\s*([^\s=:#][^\s=:]*)[\s=:]*(.*)$/s.exec(line) ?? [];
    if (name === undefined) continue;
    const word = name.startsWith("-") ? name : `--${name}`;
    const letter = /^-[^-]$/.test(word) ? LETTERS.get(word.slice(1)) : undefined;
    const long = letter ?? fullName(word.slice(2));
    const option = long === undefined ? undefined : OPTIONS[long.replace(/^no-(?!buffer|progress)/, "")];
    if (option === undefined) return undefined;
    words.push(word, ...(option.value ? [configValue(rest)] : []));
  }
  return words;
}

function configValue(text: string): string {
  const [, quoted] = /^"((?:[^"\\]|\\.)*)"?/.exec(text) ?? [];
  if (quoted !== undefined) return quoted.replaceAll(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter);
  return text.replace(/\s.*$/, "");
}

/**
 * Options as GNU getopt_long(3) reads them: clustered letters, `--name=value`, unique abbreviations, operands in any
 * place, "--" to end them; with getopt's own words for what is wrong.
 */
export interface ParsedOption {
  /** The first name in the option's declaration, without dashes: "all" is reported as "a" when declared "a,all". */
  readonly key: string;
  /** Undefined for an option without an argument, or whose optional one was left out. */
  readonly value: string | undefined;
  /** How many operands stood before it. */
  readonly operandsBefore: number;
}

export interface ParsedArguments {
  readonly options: readonly ParsedOption[];
  readonly operands: readonly string[];
}

/** An option that cannot be what was meant. The message is getopt's, without the program's name. */
export class OptionError extends Error {
  override readonly name = "OptionError";
}

interface Declaration {
  readonly key: string;
  readonly argument: "" | "=" | "?";
}

interface Declarations {
  readonly short: ReadonlyMap<string, Declaration>;
  readonly long: ReadonlyMap<string, Declaration>;
}

const parsedDeclarations = new Map<string, Declarations>();

/** "a,all w,width= color?" declares -a/--all, -w/--width with an argument, --color with an optional one. */
function readDeclarations(text: string): Declarations {
  const known = parsedDeclarations.get(text);
  if (known !== undefined) return known;
  const short = new Map<string, Declaration>();
  const long = new Map<string, Declaration>();
  for (const word of text.split(/\s+/)) {
    if (word === "") continue;
    const argument = word.endsWith("=") ? "=" : word.endsWith("?") ? "?" : "";
    const names = (argument === "" ? word : word.slice(0, -1)).split(",");
    const declaration: Declaration = { key: names[0] ?? "", argument };
    for (const name of names) (name.length === 1 ? short : long).set(name, declaration);
  }
  const declarations = { short, long };
  parsedDeclarations.set(text, declarations);
  return declarations;
}

function findLong(name: string, long: ReadonlyMap<string, Declaration>, word: string): readonly [string, Declaration] {
  const exact = long.get(name);
  if (exact !== undefined) return [name, exact];
  const candidates = [...long].filter(([full]) => full.startsWith(name));
  const [first] = candidates;
  if (first === undefined) throw new OptionError(`unrecognized option '${word}'`);
  if (candidates.some(([, declaration]) => declaration.key !== first[1].key)) {
    const names = candidates.map(([full]) => `'--${full}'`).join(" ");
    throw new OptionError(`option '${word}' is ambiguous; possibilities: ${names}`);
  }
  return first;
}

/**
 * `permute: false` stops at the first operand (env, xargs, timeout: the rest is another command's).
 */
export function parseOptions(
  words: readonly string[],
  declared: string,
  { permute = true }: { readonly permute?: boolean } = {},
): ParsedArguments {
  const { short, long } = readDeclarations(declared);
  const options: ParsedOption[] = [];
  const operands: string[] = [];
  let at = 0;
  const nextWord = (complaint: string): string => {
    const value = words[at];
    if (value === undefined) throw new OptionError(complaint);
    at += 1;
    return value;
  };
  while (at < words.length) {
    const word = words[at] ?? "";
    at += 1;
    if (word === "--") break;
    if (word === "-" || !word.startsWith("-")) {
      operands.push(word);
      if (!permute) break;
    } else if (word.startsWith("--")) {
      const cut = word.indexOf("=");
      const [name, { key, argument }] = findLong(word.slice(2, cut < 0 ? undefined : cut), long, word);
      const given = cut < 0 ? undefined : word.slice(cut + 1);
      if (given !== undefined && argument === "") throw new OptionError(`option '--${name}' doesn't allow an argument`);
      const value = given ?? (argument === "=" ? nextWord(`option '--${name}' requires an argument`) : undefined);
      options.push({ key, value, operandsBefore: operands.length });
    } else {
      const letters = Array.from(word.slice(1));
      for (let index = 0; index < letters.length; index += 1) {
        const letter = letters[index] ?? "";
        const declaration = short.get(letter);
        if (declaration === undefined) throw new OptionError(`invalid option -- '${letter}'`);
        if (declaration.argument === "") {
          options.push({ key: declaration.key, value: undefined, operandsBefore: operands.length });
          continue;
        }
        const rest = letters.slice(index + 1).join("");
        const value =
          rest !== ""
            ? rest
            : declaration.argument === "="
              ? nextWord(`option requires an argument -- '${letter}'`)
              : undefined;
        options.push({ key: declaration.key, value, operandsBefore: operands.length });
        break;
      }
    }
  }
  operands.push(...words.slice(at));
  return { options, operands };
}

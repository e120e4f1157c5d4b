import { encodeUtf8 } from "#base";
import { ESCAPE_LETTERS } from "./tool/escapes.ts";
import { formatFloat, type FloatKind, formatInteger, padText, readConversion } from "./tool/format.ts";
import { bytesToByteText, textToByteText } from "./tool/byte-text.ts";
import { quoteAlways, quoteWhenNeeded } from "./tool/quote.ts";
import { Refusal, type Run, tool } from "./tool/tool.ts";

const LETTERS: Readonly<Record<string, string>> = { ...ESCAPE_LETTERS, '"': '"' };

/** Thrown by "\c": the output ends there. */
class OutputEnd extends Error {
  readonly text: string;
  constructor(text: string) {
    super("\\c");
    this.text = text;
  }
}

const ESCAPE = /\\(?:(0?[0-7]{1,3})|x([\dA-Fa-f]{1,2})|u([\dA-Fa-f]{1,4})|U([\dA-Fa-f]{1,8})|([^]?))/y;

/** Reads the escape at `at`; in a `%b` argument octal ones may begin with a zero of their own. */
function readEscape(text: string, at: number, argument: boolean): { value: string; length: number } {
  ESCAPE.lastIndex = at;
  const [whole = "\\", octal, hex, short, long, letter = ""] = ESCAPE.exec(text) ?? [];
  if (octal !== undefined) {
    const digits = octal.startsWith("0") && argument ? octal : octal.slice(0, 3);
    return { value: String.fromCharCode(parseInt(digits, 8) & 255), length: digits.length + 1 };
  }
  if (hex !== undefined) return { value: String.fromCharCode(parseInt(hex, 16)), length: whole.length };
  const point = short ?? long;
  if (point !== undefined) {
    return { value: bytesToByteText(encodeUtf8(String.fromCodePoint(parseInt(point, 16)))), length: whole.length };
  }
  if (letter === "c") throw new OutputEnd("");
  if (letter === "x") throw new Refusal("missing hexadecimal number in escape");
  return { value: LETTERS[letter] ?? `\\${letter}`, length: 1 + letter.length };
}

function unescapeArgument(text: string): string {
  let result = "";
  for (let at = 0; at < text.length;) {
    if (text[at] !== "\\") {
      result += text[at] ?? "";
      at += 1;
      continue;
    }
    try {
      const { value, length } = readEscape(text, at, true);
      result += value;
      at += length;
    } catch (error) {
      if (error instanceof OutputEnd) throw new OutputEnd(result);
      throw error;
    }
  }
  return result;
}

async function readInteger(run: Run, word: string): Promise<bigint> {
  const quote = run.locale.quote(word);
  const character = /^["'](.)/su.exec(word);
  if (character?.[1] !== undefined) {
    const rest = word.slice(1 + character[1].length);
    if (rest !== "") {
      await run.warn(`warning: ${rest}: character(s) following character constant have been ignored`);
    }
    return BigInt(character[1].codePointAt(0) ?? 0);
  }
  const match = /^\s*([-+]?)(0[xX][\dA-Fa-f]+|0[0-7]*|[1-9]\d*)/.exec(word);
  const [read = "", sign = "", digits = "0"] = match ?? [];
  if (match === null) await run.error(`${quote}: expected a numeric value`);
  else if (read !== word) await run.error(`${quote}: value not completely converted`);
  const magnitude = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const value = sign === "-" ? -magnitude : magnitude;
  if (value > 0xffff_ffff_ffff_ffffn || value < -0x8000_0000_0000_0000n) {
    await run.error(`${quote}: Numerical result out of range`);
    return value < 0n ? -0x8000_0000_0000_0000n : 0xffff_ffff_ffff_ffffn;
  }
  return value;
}

async function readFloat(run: Run, word: string): Promise<number> {
  if (/^["']./su.test(word) || /^\s*[-+]?0[xX]/.test(word)) return Number(await readInteger(run, word));
  const match = /^\s*[-+]?(?:inf(?:inity)?|nan|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)/i.exec(word);
  if (match === null) {
    await run.error(`${run.locale.quote(word)}: expected a numeric value`);
    return 0;
  }
  if (match[0] !== word) await run.error(`${run.locale.quote(word)}: value not completely converted`);
  const text = match[0].trim().toLowerCase();
  if (text.includes("inf")) return text.startsWith("-") ? -Infinity : Infinity;
  return Number(text);
}

/** Clamps to what a signed 64-bit conversion can show, as strtoimax does. */
const SIGNED_MAX = 0x7fff_ffff_ffff_ffffn;

async function formatOnce(run: Run, format: string, words: string[]): Promise<string> {
  let result = "";
  const take = (): string | undefined => words.shift();
  for (let at = 0; at < format.length;) {
    const character = format[at] ?? "";
    if (character === "\\") {
      try {
        const { value, length } = readEscape(format, at, false);
        result += value;
        at += length;
      } catch (error) {
        if (error instanceof OutputEnd) throw new OutputEnd(result);
        throw error;
      }
      continue;
    }
    if (character !== "%") {
      result += character;
      at += 1;
      continue;
    }
    const match = /^%([-+ #0']*)(\*|\d*)(?:\.(\*|-?\d*))?[hlLjzt]*([^]?)/.exec(format.slice(at));
    const [whole = "%", flags = "", width = "", precision, letter = ""] = match ?? [];
    at += whole.length;
    if (letter === "%" && whole === "%%") {
      result += "%";
      continue;
    }
    if (letter === "" || !"diouxXeEfFgGaAcsbq".includes(letter)) {
      await run.out.raw(result);
      throw new Refusal(`${whole}: invalid conversion specification`);
    }
    const star = async (part: string): Promise<string> =>
      part === "*" ? String(await readInteger(run, take() ?? "0")) : part;
    const actualWidth = await star(width);
    const left = actualWidth.startsWith("-");
    const conversion = readConversion(
      `${flags}${left ? "-" : ""}${left ? actualWidth.slice(1) : actualWidth}${precision === undefined ? "" : `.${await star(precision)}`}`,
    );
    const word = take();
    const cut = (text: string): string =>
      padText(conversion.precision === undefined ? text : text.slice(0, conversion.precision), conversion);
    if (letter === "c") result += padText(textToByteText(word ?? "").slice(0, 1), conversion);
    else if (letter === "s") result += cut(textToByteText(word ?? ""));
    else if (letter === "q")
      result += textToByteText(
        word === undefined || word === "" ? "''" : word.includes("\n") ? quoteAlways(word) : quoteWhenNeeded(word),
      );
    else if (letter === "b") {
      try {
        result += cut(unescapeArgument(textToByteText(word ?? "")));
      } catch (error) {
        if (error instanceof OutputEnd) throw new OutputEnd(result + error.text);
        throw error;
      }
    } else if ("diouxX".includes(letter)) {
      let value = word === undefined ? 0n : await readInteger(run, word);
      if ((letter === "d" || letter === "i") && value > SIGNED_MAX) {
        // What is beyond 64 bits was told when it was read.
        if (value < 2n ** 64n - 1n) await run.error(`${run.locale.quote(word ?? "")}: Numerical result out of range`);
        else run.status = 1;
        value = SIGNED_MAX;
      }
      result += formatInteger(value, letter as "d", conversion);
    } else result += formatFloat(word === undefined ? 0 : await readFloat(run, word), letter as FloatKind, conversion);
  }
  return result;
}

/** GNU's /usr/bin/printf (the shells have their own). */
export const printf = tool({ plain: true }, async (run) => {
  const words = [...run.operands];
  if (words[0] === "--") words.shift();
  const format = words.shift();
  if (format === undefined) throw new Refusal("missing operand", { usage: true });
  const bytes = textToByteText(format);
  try {
    do {
      const left = words.length;
      await run.out.raw(await formatOnce(run, bytes, words));
      if (words.length === left) {
        const [excess] = words;
        if (excess !== undefined) {
          await run.warn(`warning: ignoring excess arguments, starting with ${run.locale.quote(excess)}`);
        }
        break;
      }
    } while (words.length > 0);
  } catch (error) {
    if (!(error instanceof OutputEnd)) throw error;
    await run.out.raw(error.text);
  }
  return undefined;
});

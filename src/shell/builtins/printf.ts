import { loadParts, timeText } from "../parts.ts";
import { quoteBackslash } from "../expand/quote.ts";
import { writeElement } from "../expand/element.ts";
import type { Shell } from "../state/shell.ts";
import { byteText, decodeText, encodeText } from "../text.ts";
import { fail, NAME, type Builtin } from "./builtin.ts";
import { unescape } from "./output.ts";
import { showUsage } from "./usage.ts";

/** A conversion of printf's format. */
const CONVERSION =
  /%(?:%|[-+ #0']*\d*%|([-+ #0']*)(\*|\d*)(?:(\.)(\*|-?\d*))?([hlqjzt]*)(?:([diouxXeEfFgGaAcsbqQn])|\((.*?)\)T))/g;

class PrintfState {
  readonly shell: Shell;
  readonly args: readonly string[];
  at = 0;
  status = 0;
  ended = false;

  constructor(shell: Shell, args: readonly string[]) {
    this.shell = shell;
    this.args = args;
  }

  next(): string | undefined {
    return this.args[this.at++];
  }

  complain(message: string): void {
    this.shell.complain(`printf: ${message}`);
    this.status = 1;
  }

  /** A number as C's strtol has it; `'a` is the character's code. */
  integer(signed = true): bigint {
    const text = this.next();
    if (text === undefined || text === "") return 0n;
    if (/^["']/.test(text)) return BigInt((this.shell.bytewise ? encodeText(text)[1] : text.codePointAt(1)) ?? 0);
    const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text);
    if (match?.[0].length !== text.length) {
      const base = /^\s*[-+]?0[xX]/.test(text) ? "hex " : /^\s*[-+]?0\d/.test(text) ? "octal " : "";
      if (this.shell.bash) this.complain(`${text}: invalid ${base}number`);
      else this.complain(match === null ? `${text}: expected numeric value` : `${text}: not completely converted`);
    }
    if (match === null) return 0n;
    const digits = match[2] ?? "0";
    const found = /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
    const value = match[1] === "-" ? -found : found;
    const top = signed ? 0x7fffffffffffffffn : 0xffffffffffffffffn;
    if (value <= top && value >= (signed ? -0x8000000000000000n : -top)) return value;
    if (this.shell.bash) this.shell.complain(`printf: warning: ${text}: Numerical result out of range`);
    else this.complain(`${text}: Numerical result out of range`);
    return value > 0n ? top : signed ? -0x8000000000000000n : top;
  }

  float(): number {
    const text = this.next();
    if (text === undefined || text === "") return 0;
    if (/^["']/.test(text)) return text.codePointAt(1) ?? 0;
    const match = /^\s*[-+]?(?:inf(?:inity)?|nan|0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/i.exec(text);
    if (match?.[0].length !== text.length)
      this.complain(
        this.shell.bash
          ? `${text}: invalid number`
          : match === null
            ? `${text}: expected numeric value`
            : `${text}: not completely converted`,
      );
    const found = match?.[0].trim().toLowerCase() ?? "0";
    if (found.includes("inf")) return found.startsWith("-") ? -Infinity : Infinity;
    return Number(found);
  }
}

function pad(text: string, flags: string, width: number, zero: boolean): string {
  // Both shells count bytes.
  const { length } = encodeText(text);
  if (width > 1 << 28) throw new RangeError(`a field of ${String(width)} columns`);
  const missing = width - length;
  if (missing <= 0) return text;
  if (flags.includes("-")) return text + " ".repeat(missing);
  if (!zero) return " ".repeat(missing) + text;
  const sign = /^(?:[-+ ]|0[xX])*/.exec(text)?.[0] ?? "";
  return sign + "0".repeat(missing) + text.slice(sign.length);
}

function formatInteger(value: bigint, letter: string, flags: string, precision: number | undefined): string {
  const unsigned = BigInt.asUintN(64, value);
  let digits: string;
  let prefix = "";
  if (letter === "d" || letter === "i") {
    const signed =
      value > 0x7fffffffffffffffn ? 0x7fffffffffffffffn : value < -0x8000000000000000n ? -0x8000000000000000n : value;
    digits = (signed < 0n ? -signed : signed).toString();
    prefix = signed < 0n ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  } else {
    digits = unsigned.toString(letter === "o" ? 8 : letter === "u" ? 10 : 16);
    if (letter === "X") digits = digits.toUpperCase();
    if (flags.includes("#") && unsigned !== 0n) prefix = letter === "o" ? "0" : letter === "u" ? "" : `0${letter}`;
  }
  if (precision === 0 && value === 0n) digits = "";
  return prefix + digits.padStart(precision ?? 0, "0");
}

/** A decimal fraction as C rounds it: what lies in the middle goes to the even digit. */
function toFixed(value: number, places: number): string {
  if (value >= 1e21) return BigInt(value).toString() + (places > 0 ? `.${"0".repeat(places)}` : "");
  const text = value.toFixed(places);
  const exact = value.toFixed(Math.min(places + 30, 100));
  const cut = exact.indexOf(".") + 1 + places;
  if (places > 70 || !/^50*$/.test(exact.slice(cut)) || !/[13579]$/.test(text)) return text;
  return exact.slice(0, places === 0 ? cut - 1 : cut);
}

function formatFloat(
  value: number,
  letter: string,
  flags: string,
  precision: number | undefined,
  long: boolean,
): string {
  const lower = letter.toLowerCase();
  let text: string;
  const magnitude = Math.abs(value);
  if (!Number.isFinite(magnitude)) text = Number.isNaN(magnitude) ? "nan" : "inf";
  else if (lower === "a") text = formatHex(magnitude, precision, long);
  else if (lower === "f") text = toFixed(magnitude, Math.min(precision ?? 6, 100));
  else if (lower === "e")
    text = magnitude.toExponential(Math.min(precision ?? 6, 100)).replace(/e([-+])(\d)$/, "e$10$2");
  else {
    const digits = Math.max(precision ?? 6, 1);
    const exponent = magnitude === 0 ? 0 : Number(magnitude.toExponential(digits - 1).split("e")[1]);
    text =
      exponent < -4 || exponent >= digits
        ? magnitude.toExponential(digits - 1).replace(/e([-+])(\d)$/, "e$10$2")
        : magnitude.toFixed(Math.max(digits - 1 - exponent, 0));
    if (!flags.includes("#")) text = text.replace(/(\.\d*?)0+(e|$)/, "$1$2").replace(/\.(e|$)/, "$1");
  }
  const sign = value < 0 || Object.is(value, -0) ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const whole = sign + text;
  return letter === lower ? whole : whole.toUpperCase();
}

/** `%a`: a hexadecimal fraction; `long` with the leading digit of x86's long double, which bash computes in. */
function formatHex(value: number, precision: number | undefined, long: boolean): string {
  if (value === 0) return `0x0${precision === undefined || precision === 0 ? "" : `.${"0".repeat(precision)}`}p+0`;
  let exponent = Math.floor(Math.log2(value));
  if (value / 2 ** exponent >= 2) exponent += 1;
  if (value / 2 ** exponent < 1) exponent -= 1;
  const shift = long ? 3 : 0;
  let digits = BigInt(Math.round((value / 2 ** exponent) * 2 ** 52)) << BigInt(shift);
  let places = 13;
  if (precision !== undefined && precision < places) {
    const cut = BigInt((places - precision) * 4);
    digits = (digits + (1n << (cut - 1n))) >> cut;
    places = precision;
  }
  const text = digits.toString(16).padStart(places + 1, "0");
  let fraction = text.slice(text.length - places);
  fraction = precision === undefined ? fraction.replace(/0+$/, "") : fraction.padEnd(precision, "0");
  const power = exponent - shift;
  return `0x${text.slice(0, text.length - places)}${fraction === "" ? "" : `.${fraction}`}p${power < 0 ? "-" : "+"}${String(Math.abs(power))}`;
}

/** One conversion of the format with its arguments. */
function convert(state: PrintfState, match: RegExpMatchArray): string {
  const [, flagText = "", widthText = "", dot, precisionText = "", , letter = "T"] = match;
  let flags = flagText;
  let width = widthText === "*" ? Number(state.integer()) : Number(widthText);
  if (width < 0) {
    flags += "-";
    width = -width;
  }
  let precision =
    dot === undefined ? undefined : precisionText === "*" ? Number(state.integer()) : Number(precisionText);
  if (precision !== undefined && precision < 0) precision = undefined;
  const zero = flags.includes("0");
  switch (letter) {
    case "s":
    case "b":
    case "q":
    case "Q": {
      let text = state.next() ?? "";
      if (letter === "Q" && precision !== undefined) text = [...text].slice(0, precision).join("");
      if (letter === "b") {
        const unescaped = unescape(text, "b", state.shell.bash);
        text = unescaped.text;
        state.ended = unescaped.ended;
      } else if (letter !== "s") text = quoteBackslash(state.shell.bytewise ? byteText(text) : text);
      return pad(
        precision === undefined || letter === "Q" ? text : decodeText(encodeText(text).subarray(0, precision)),
        flags,
        width,
        false,
      );
    }
    case "c":
      // Both shells take the first byte.
      return pad(firstByte(state.next() ?? ""), flags, width, false);
    case "d":
    case "i":
    case "o":
    case "u":
    case "x":
    case "X":
      return pad(
        formatInteger(state.integer(letter === "d" || letter === "i"), letter, flags, precision),
        flags,
        width,
        zero && precision === undefined,
      );
    case "T": {
      const moment = state.args[state.at] === undefined ? -1 : Number(state.integer());
      const ms = moment === -1 ? Date.now() : moment === -2 ? state.shell.startedMs : moment * 1000;
      return pad(
        timeText(match[7] === "" ? "%X" : (match[7] ?? "%X"), ms, state.shell.variables.get("TZ")),
        flags,
        width,
        false,
      );
    }
    default:
      return pad(formatFloat(state.float(), letter, flags, precision, state.shell.bash), flags, width, zero);
  }
}

function firstByte(text: string): string {
  return text === "" ? "\0" : decodeText(encodeText(text.slice(0, 2)).subarray(0, 1));
}

/** The format once over the arguments; again while any are left. */
function format(state: PrintfState, text: string): string {
  let output = "";
  do {
    const from = state.at;
    let at = 0;
    for (const match of text.matchAll(CONVERSION)) {
      const before = unescape(text.slice(at, match.index), "format", state.shell.bash);
      output += before.text;
      at = match.index + match[0].length;
      if (match[0].endsWith("%")) {
        if (match[0] !== "%%") {
          state.complain(state.shell.bash ? "`%': invalid format character" : `${match[0]}: invalid directive`);
          if (!state.shell.bash) state.status = 2;
          return output;
        }
        output += "%";
        continue;
      }
      if (!state.shell.bash && /[qQT]/.test(match[6] ?? "T")) {
        state.complain(`${match[0]}: invalid directive`);
        state.status = 2;
        return output;
      }
      if (match[6] === "n") {
        const name = state.next();
        if (name !== undefined) state.shell.assign(name, String(encodeText(output).length));
        continue;
      }
      output += convert(state, match);
      if (state.ended) return output;
    }
    const tail = text.slice(at);
    const bad = state.shell.bash
      ? /%[-+ #0']*\d*(?:\.\d*)?[hlqjztL]*([\s\S]?)/.exec(tail)
      : /%[-+ #0]*\d*(?:\.\d*)?([\s\S]?)/.exec(tail);
    if (bad !== null) {
      output += unescape(tail.slice(0, bad.index), "format", state.shell.bash).text;
      if (state.shell.bash)
        state.complain(
          bad[1] === "" ? `\`${bad[0]}': missing format character` : `\`${bad[1] ?? ""}': invalid format character`,
        );
      else {
        state.complain(bad[1] === "" ? "missing format character" : `${bad[0]}: invalid directive`);
        state.status = 2;
      }
      return output;
    }
    const end = unescape(tail, state.shell.bash ? "format" : "format", state.shell.bash);
    output += end.text;
    if (state.at === from) break;
  } while (state.at < state.args.length);
  return output;
}

export const printf: Builtin = {
  run(shell, args) {
    let words = args;
    let variable: string | undefined;
    if (shell.bash && words[0] === "-v") {
      variable = words[1];
      words = words.slice(2);
      if (variable === undefined) {
        fail(shell, "-v: option requires an argument", 2);
        return showUsage(shell);
      }
      if (!NAME.test(variable.replace(/\[.*\]$/, ""))) return fail(shell, `\`${variable}': not a valid identifier`, 2);
    }
    if (words[0] === "--") words = words.slice(1);
    else if (/^-./.test(words[0] ?? "")) {
      const option = (words[0] ?? "").slice(0, 2);
      if (!shell.bash) return fail(shell, `Illegal option ${option}`);
      shell.complain(`printf: ${option}: invalid option`);
      return showUsage(shell);
    }
    const [text, ...rest] = words;
    if (text === undefined) {
      shell.warn(
        shell.bash
          ? "printf: usage: printf [-v var] format [arguments]\n"
          : `${shell.prefix}printf: usage: printf format [arg ...]\n`,
      );
      return 2;
    }
    return shell.bash && /%[^%]*\(/.test(text)
      ? loadParts(shell).then(() => write(shell, text, rest, variable))
      : write(shell, text, rest, variable);
  },
};

/** Writes it out, or into a variable. */
function write(
  shell: Shell,
  text: string,
  args: readonly string[],
  variable: string | undefined,
): number | Promise<number> {
  const state = new PrintfState(shell, args);
  const output = format(state, text);
  if (variable !== undefined) {
    const element = /^(\w+)\[(.*)\]$/s.exec(variable);
    if (element === null) shell.assign(variable, output);
    else writeElement(shell, element[1] ?? "", element[2] ?? "", output);
    return state.status;
  }
  const printed = shell.print(output, "printf");
  return typeof printed === "number" ? printed || state.status : printed.then((status) => status || state.status);
}

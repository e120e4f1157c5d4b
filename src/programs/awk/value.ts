import { formatFloat, formatInteger, padText, readConversion, type FloatKind } from "../tool/format.ts";

/** A string from input that looks like a number compares as one. */
export class InputString {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Undefined is the value of what was never set: "" and 0. */
export type Value = number | string | InputString | undefined;

const NUMBER = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/;
const WHOLE = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;

export function toNumber(value: Value): number {
  if (typeof value === "number") return value;
  if (value === undefined) return 0;
  const text = typeof value === "string" ? value : value.text;
  const match = NUMBER.exec(text);
  return match === null ? 0 : Number(match[0]);
}

/** A function's result that is no number is the negative one, as on the processors that gawk runs on. */
const notFinite = (value: number): string => (Number.isNaN(value) ? "-nan" : value < 0 ? "-inf" : "+inf");

/** What compares as a number. */
export function looksNumeric(value: Value): boolean {
  return typeof value === "number" || value === undefined || (value instanceof InputString && WHOLE.test(value.text));
}

export function toText(value: Value, format: string): string {
  if (typeof value === "string") return value;
  if (value === undefined) return "";
  if (typeof value !== "number") return value.text;
  if (Number.isInteger(value)) return String(BigInt(value));
  if (!Number.isFinite(value)) return notFinite(value);
  return formatAwk(format, [value], format);
}

export function isTrue(value: Value): boolean {
  if (typeof value === "number") return value !== 0;
  if (typeof value === "string") return value !== "";
  if (value === undefined) return false;
  return WHOLE.test(value.text) ? Number(value.text) !== 0 : value.text !== "";
}

export function compare(a: Value, b: Value, format: string, ignoreCase = false): number {
  if (looksNumeric(a) && looksNumeric(b)) return toNumber(a) - toNumber(b);
  let [x, y] = [toText(a, format), toText(b, format)];
  if (ignoreCase) [x, y] = [x.toLowerCase(), y.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** awk's printf. A value too few is fatal: `short` hears where in the format. */
export function formatAwk(
  format: string,
  values: readonly Value[],
  convert: string,
  short: (at: number) => void = () => undefined,
  bytes = false,
): string {
  let next = 0;
  return format.replace(
    /%(?:(\d+)\$)?([-+ #0']*)(\*|\d*)(?:\.(\*|\d*))?[hlLqjzt]*([^])|%/g,
    (whole, position: string | undefined, flags = "", width = "", precision?: unknown, letter = "", at = 0) => {
      if (letter === "%") return "%";
      if (letter === "" || !"diouxXeEfFgGaAcs".includes(String(letter))) return whole;
      const take = (): Value => {
        const index = position === undefined ? next++ : Number(position) - 1;
        if (index >= values.length) short(Number(at) + whole.length - 1);
        return values[index];
      };
      const size = width === "*" ? String(toNumber(take())) : String(width);
      const exact = precision === "*" ? String(toNumber(take())) : (precision as string | undefined);
      const plain = String(flags).replaceAll("'", "");
      const conversion = readConversion(
        `${plain}${size.startsWith("-") ? `-${size.slice(1)}` : size}${exact === undefined ? "" : `.${exact}`}`,
      );
      if ("diouxX".includes(String(letter))) {
        const value = toNumber(take());
        if (!Number.isFinite(value)) return padText(notFinite(value), { ...conversion, precision: undefined });
        return formatInteger(BigInt(Math.trunc(value)), (letter === "i" ? "d" : letter) as "d", conversion);
      }
      if ("eEfFgGaA".includes(String(letter))) {
        const value = toNumber(take());
        if (!Number.isFinite(value)) return padText(notFinite(value), { ...conversion, precision: undefined });
        return formatFloat(value, letter as FloatKind, conversion);
      }
      const value = take();
      if (letter === "c") {
        const text = typeof value === "number" ? codeText(value, bytes) : toText(value, convert);
        return padText(Array.from(text)[0] ?? "\0", { ...conversion, precision: undefined });
      }
      const text = toText(value, convert);
      return padText(conversion.precision === undefined ? text : text.slice(0, conversion.precision), conversion);
    },
  );
}

/** %c of a number: the character, in a locale of bytes the byte. */
function codeText(value: number, bytes: boolean): string {
  const code = Math.trunc(value);
  if (bytes || code < 0 || code > 0x10ffff) return String.fromCharCode(code & 255);
  return String.fromCodePoint(code);
}

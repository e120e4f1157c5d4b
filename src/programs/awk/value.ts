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

export function toText(value: Value, format: string): string {
  if (typeof value === "string") return value;
  if (value === undefined) return "";
  if (typeof value !== "number") return value.text;
  if (Number.isInteger(value)) return String(BigInt(value));
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
  return formatAwk(format, [value], format);
}

export function isTrue(value: Value): boolean {
  if (typeof value === "number") return value !== 0;
  if (typeof value === "string") return value !== "";
  if (value === undefined) return false;
  return WHOLE.test(value.text) ? Number(value.text) !== 0 : value.text !== "";
}

export function compare(a: Value, b: Value, format: string): number {
  const numeric = (value: Value): boolean =>
    typeof value === "number" || value === undefined || (value instanceof InputString && WHOLE.test(value.text));
  if (numeric(a) && numeric(b)) return toNumber(a) - toNumber(b);
  const [x, y] = [toText(a, format), toText(b, format)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** awk's printf. */
export function formatAwk(format: string, values: readonly Value[], convert: string): string {
  let next = 0;
  return format.replace(
    /%([-+ #0]*)(\*|\d*)(?:\.(\*|\d*))?[hlLqjzt]*([^])|%/g,
    (whole, flags = "", width = "", precision?: string, letter = "") => {
      if (letter === "%") return "%";
      const take = (): Value => values[next++];
      const size = width === "*" ? String(toNumber(take())) : String(width);
      const exact = precision === "*" ? String(toNumber(take())) : precision;
      const conversion = readConversion(
        `${String(flags)}${size.startsWith("-") ? `-${size.slice(1)}` : size}${exact === undefined ? "" : `.${exact}`}`,
      );
      if ("diouxX".includes(String(letter)) && letter !== "") {
        const value = toNumber(take());
        if (!Number.isFinite(value))
          return padText(Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf", conversion);
        return formatInteger(BigInt(Math.trunc(value)), (letter === "i" ? "d" : letter) as "d", conversion);
      }
      if ("eEfFgGaA".includes(String(letter)) && letter !== "")
        return formatFloat(toNumber(take()), letter as FloatKind, conversion);
      if (letter === "c") {
        const value = take();
        return padText(
          typeof value === "number"
            ? String.fromCodePoint(Math.trunc(value) & 0x10ffff)
            : (Array.from(toText(value, convert))[0] ?? ""),
          conversion,
        );
      }
      if (letter === "s") {
        const text = toText(take(), convert);
        return padText(conversion.precision === undefined ? text : text.slice(0, conversion.precision), conversion);
      }
      return whole;
    },
  );
}

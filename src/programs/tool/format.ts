/** One conversion of printf(3), for printf, seq, awk, stat and find alike. */
import { assertNever } from "#base";

export interface Conversion {
  readonly minus?: boolean;
  readonly plus?: boolean;
  readonly space?: boolean;
  readonly alternate?: boolean;
  readonly zero?: boolean;
  /** "'": groups of three, which the C locale has none of. */
  readonly width?: number;
  readonly precision?: number | undefined;
}

/** Reads flags, width and precision as written between "%" and the conversion's letter; stars must be gone. */
export function readConversion(text: string): Conversion {
  const match = /^([-+ #0']*)(\d*)(?:\.(-?\d*))?$/.exec(text);
  const [, flags = "", width = "", precision] = match ?? [];
  return {
    minus: flags.includes("-"),
    plus: flags.includes("+"),
    space: flags.includes(" "),
    alternate: flags.includes("#"),
    zero: flags.includes("0"),
    width: Number(width),
    precision: precision === undefined || precision.startsWith("-") ? undefined : Number(precision),
  };
}

export function padText(text: string, { minus = false, width = 0 }: Conversion): string {
  return minus ? text.padEnd(width) : text.padStart(width);
}

function signed(negative: boolean, { plus = false, space = false }: Conversion): string {
  return negative ? "-" : plus ? "+" : space ? " " : "";
}

function padNumber(prefix: string, digits: string, conversion: Conversion, zero: boolean): string {
  const { minus = false, width = 0 } = conversion;
  if (zero && !minus) return prefix + digits.padStart(width - prefix.length, "0");
  return padText(prefix + digits, conversion);
}

/** %d %i %u %o %x %X. Unsigned kinds take the value modulo 2^64. */
export function formatInteger(value: bigint, kind: "d" | "i" | "u" | "o" | "x" | "X", conversion: Conversion): string {
  const { precision, zero = false, alternate = false } = conversion;
  const isSigned = kind === "d" || kind === "i";
  const magnitude = isSigned ? (value < 0n ? -value : value) : BigInt.asUintN(64, value);
  let digits = magnitude.toString(kind === "o" ? 8 : kind === "x" || kind === "X" ? 16 : 10);
  if (precision !== undefined) digits = precision === 0 && magnitude === 0n ? "" : digits.padStart(precision, "0");
  let prefix = isSigned ? signed(value < 0n, conversion) : "";
  if (alternate && magnitude !== 0n) {
    if (kind === "o" && !digits.startsWith("0")) digits = `0${digits}`;
    if (kind === "x" || kind === "X") prefix = "0x";
  }
  const text = padNumber(prefix, digits, conversion, zero && precision === undefined);
  return kind === "X" ? text.toUpperCase() : text;
}

/** toFixed without its limits of 1e21 and of 100 digits. */
function fixed(value: number, precision: number): string {
  const kept = Math.min(precision, 100);
  const text = value < 1e21 ? value.toFixed(kept) : BigInt(value).toString() + (kept > 0 ? `.${"0".repeat(kept)}` : "");
  return text + "0".repeat(precision - kept);
}

function exponential(value: number, precision: number): string {
  const kept = Math.min(precision, 100);
  const [mantissa = "", exponent = "0"] = value.toExponential(kept).split("e");
  const size = Math.abs(Number(exponent)).toString().padStart(2, "0");
  return `${mantissa}${"0".repeat(precision - kept)}e${exponent.startsWith("-") ? "-" : "+"}${size}`;
}

function general(value: number, precision: number, alternate: boolean): string {
  const digits = precision === 0 ? 1 : precision;
  const exponent = value === 0 ? 0 : Number(value.toExponential(Math.min(digits - 1, 100)).split("e")[1]);
  const text =
    exponent < -4 || exponent >= digits ? exponential(value, digits - 1) : fixed(value, digits - 1 - exponent);
  if (alternate || !text.includes(".")) return text;
  return text.replace(/\.?0+(?=e|$)/, "");
}

function hexadecimal(value: number, precision: number | undefined): string {
  if (value === 0) return `0x0${precision ? `.${"0".repeat(precision)}` : ""}p+0`;
  let exponent = Math.floor(Math.log2(value));
  let mantissa = value / 2 ** exponent;
  if (mantissa >= 2) {
    mantissa /= 2;
    exponent += 1;
  }
  const scaled = BigInt(Math.round((mantissa - 1) * 2 ** 52));
  let digits = scaled.toString(16).padStart(13, "0");
  digits = precision === undefined ? digits.replace(/0+$/, "") : digits.slice(0, precision).padEnd(precision, "0");
  return `0x1${digits === "" ? "" : `.${digits}`}p${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`;
}

export type FloatKind = "e" | "E" | "f" | "F" | "g" | "G" | "a" | "A";

export function formatFloat(value: number, kind: FloatKind, conversion: Conversion): string {
  const { precision, zero = false, alternate = false } = conversion;
  const prefix = signed(value < 0 || Object.is(value, -0), conversion);
  const magnitude = Math.abs(value);
  const upper = kind === "E" || kind === "F" || kind === "G" || kind === "A";
  if (!Number.isFinite(magnitude)) {
    const name = Number.isNaN(magnitude) ? "nan" : "inf";
    return padNumber(prefix, upper ? name.toUpperCase() : name, conversion, false);
  }
  let digits: string;
  switch (kind) {
    case "e":
    case "E":
      digits = exponential(magnitude, precision ?? 6);
      break;
    case "f":
    case "F":
      digits = fixed(magnitude, precision ?? 6);
      if (alternate && precision === 0) digits += ".";
      break;
    case "g":
    case "G":
      digits = general(magnitude, precision ?? 6, alternate);
      break;
    case "a":
    case "A":
      digits = hexadecimal(magnitude, precision);
      break;
    default:
      return assertNever(kind);
  }
  const text = padNumber(prefix, digits, conversion, zero);
  return upper ? text.toUpperCase() : text;
}

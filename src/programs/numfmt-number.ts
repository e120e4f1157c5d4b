/** numfmt's reading and writing of one number. */
import { choose } from "./tool/choice.ts";
import { Refusal, type Run } from "./tool/tool.ts";

export type Scale = "none" | "auto" | "si" | "iec" | "iec-i";

export interface Style {
  readonly prefix: string;
  readonly end: string;
  readonly padding: number;
  readonly zero: boolean;
  /** Digits behind the point; undefined: as many as are needed. */
  readonly precision: number | undefined;
  readonly round: (value: number) => number;
}

const LETTERS = "KMGTPEZY";

const ROUNDINGS: Readonly<Record<string, (value: number) => number>> = {
  up: Math.ceil,
  down: Math.floor,
  "from-zero": (value) => (value < 0 ? Math.floor(value) : Math.ceil(value)),
  "towards-zero": Math.trunc,
  nearest: (value) => (value < 0 ? -Math.round(-value) : Math.round(value)),
};

/** --format, --round: "%[0]['][-][N][.N]f" with text about it. */
export function readFormat(run: Run): Style {
  const word = choose(run, "--round", run.value("round") ?? "from-zero", "up down from-zero towards-zero nearest");
  const round = ROUNDINGS[word] ?? Math.ceil;
  const format = run.value("format");
  if (format === undefined) return { prefix: "", end: "", padding: 0, zero: false, precision: undefined, round };
  const quoted = run.locale.quote(format);
  const at = /^(?:[^%]|%%)*/.exec(format)?.[0].length ?? 0;
  if (at === format.length) throw new Refusal(`format ${quoted} has no % directive`);
  const match = /^%([0'\- ]*)(\d*)(?:\.(\d*))?(.?)([^]*)$/.exec(format.slice(at));
  const [, flags = "", width = "", precision, letter = "", rest = ""] = match ?? [];
  if (letter === "") throw new Refusal(`format ${quoted} ends in %`);
  if (letter !== "f") {
    throw new Refusal(`invalid format ${quoted}, directive must be %[0]['][-][N][.][N]f`);
  }
  if (/%(?!%)/.test(rest.replace(/%%/g, ""))) throw new Refusal(`format ${quoted} has too many % directives`);
  return {
    prefix: format.slice(0, at).replace(/%%/g, "%"),
    end: rest.replace(/%%/g, "%"),
    padding: width === "" ? 0 : Number(width) * (flags.includes("-") ? -1 : 1),
    zero: flags.includes("0"),
    precision: precision === undefined ? undefined : Number(precision),
    round,
  };
}

/** A number with its unit, and how many digits stood behind its point. */
export function readNumber(run: Run, text: string, from: Scale): { value: number; digits: number } {
  const quoted = run.locale.quote(text);
  const match = /^([-]?)(\d*)(?:\.(\d*))?([^]*)$/.exec(text);
  const [, sign = "", whole = "", fraction, rest = ""] = match ?? [];
  if (match === null || (whole === "" && (fraction ?? "") === "")) throw new Refusal(`invalid number: ${quoted}`);
  if (fraction === "") throw new Refusal(`invalid number: ${quoted}`);
  const digits = fraction?.length ?? 0;
  const base = Number(`${sign}${whole === "" ? "0" : whole}.${fraction ?? "0"}`);
  if (rest === "") return { value: base, digits };
  const letter = rest.charAt(0);
  const power = LETTERS.indexOf(letter) + 1;
  if (power === 0) throw new Refusal(`invalid suffix in input: ${quoted}`);
  if (from === "none") throw new Refusal(`rejecting suffix in input: ${quoted} (consider using --from)`);
  let after = rest.slice(1);
  const binary = after.startsWith("i") && (from === "auto" || from === "iec-i");
  if (binary) after = after.slice(1);
  else if (from === "iec-i") throw new Refusal(`missing 'i' suffix in input: ${quoted} (e.g Ki/Mi/Gi)`);
  if (after !== "") throw new Refusal(`invalid suffix in input ${quoted}: ${run.locale.quote(after)}`);
  const factor = from === "si" || (from === "auto" && !binary) ? 1000 : 1024;
  return { value: base * factor ** power, digits: 0 };
}

function roundTo(value: number, digits: number, round: (value: number) => number): number {
  const factor = 10 ** digits;
  const scaled = value * factor;
  const nearest = Math.round(scaled);
  // What binary fractions make of decimal ones is no reason to round up.
  return (Math.abs(scaled - nearest) < 1e-6 * Math.max(1, Math.abs(scaled)) * 1e-3 ? nearest : round(scaled)) / factor;
}

function zeroFilled(text: string, style: Style): string {
  if (!style.zero || style.padding <= 0) return text;
  const sign = text.startsWith("-") ? "-" : "";
  return sign + text.slice(sign.length).padStart(style.padding - sign.length, "0");
}

export function formatNumber(value: number, to: Scale, style: Style, digits: number, text: string): string {
  if (to === "none" || to === "auto") {
    const places = style.precision ?? digits;
    const plain = /^-?\d+$/.test(text) && digits === 0 && places === 0 && Math.abs(value) === Math.abs(Number(text));
    return zeroFilled(
      plain ? text.replace(/^(-?)0+(?=\d)/, "$1") : roundTo(value, places, style.round).toFixed(places),
      style,
    );
  }
  const base = to === "si" ? 1000 : 1024;
  let scaled = value;
  let power = 0;
  while (Math.abs(scaled) >= base && power < LETTERS.length) {
    scaled /= base;
    power += 1;
  }
  const places = (at: number): number => style.precision ?? (power > 0 && Math.abs(at) < 10 ? 1 : 0);
  let shown = roundTo(scaled, places(scaled), style.round);
  if (Math.abs(shown) >= base && power < LETTERS.length) {
    shown /= base;
    power += 1;
  }
  const letter = power === 0 ? "" : `${LETTERS[power - 1] ?? ""}${to === "iec-i" ? "i" : ""}`;
  return zeroFilled(`${shown.toFixed(places(shown))}${letter}`, style);
}

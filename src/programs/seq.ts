import { formatFloat, type FloatKind, readConversion } from "./tool/format.ts";
import { Refusal, type Run, tool } from "./tool/tool.ts";

interface Operand {
  readonly value: number;
  /** Digits behind the point as written. */
  readonly precision: number;
  readonly text: string;
}

function readOperand(run: Run, word: string): Operand {
  const match = /^\s*[-+]?(?:(?:\d+\.?(\d*)|\.(\d+))(?:[eE]([-+]?\d+))?|0[xX][\dA-Fa-f]+|inf(?:inity)?)$/i.exec(word);
  if (match === null) {
    if (/^\s*[-+]?nan$/i.test(word))
      throw new Refusal(`invalid 'not-a-number' argument: ${run.locale.quote(word)}`, { usage: true });
    throw new Refusal(`invalid floating point argument: ${run.locale.quote(word)}`, { usage: true });
  }
  const value = /inf/i.test(word) ? (word.includes("-") ? -Infinity : Infinity) : Number(word.replace(/^\s*\+/, ""));
  const precision = Math.max(0, (match[1] ?? match[2] ?? "").length - Number(match[3] ?? 0));
  return { value, precision, text: word.trim() };
}

/** `seq -1 3`: a negative number is no option. */
function prepare(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => /^-[.\d]/.test(word) || /^-inf/i.test(word));
  const earlier = words.findIndex((word) => !word.startsWith("-"));
  const takesValue = at > 0 && /^-[fs]$/.test(words[at - 1] ?? "");
  if (at < 0 || takesValue || (earlier >= 0 && earlier < at && !/^-[fs]$/.test(words[earlier - 1] ?? ""))) return words;
  return [...words.slice(0, at), "--", ...words.slice(at)];
}

export const seq = tool({ options: "f,format= s,separator= w,equal-width", permute: false, prepare }, async (run) => {
  run.expectOperands(1, 3);
  const read = run.operands.map((word) => readOperand(run, word));
  const one: Operand = { value: 1, precision: 0, text: "1" };
  const [first, step, last] =
    read.length === 1
      ? [one, one, read[0] ?? one]
      : read.length === 2
        ? [read[0] ?? one, one, read[1] ?? one]
        : [read[0] ?? one, read[1] ?? one, read[2] ?? one];
  if (step.value === 0)
    throw new Refusal(`invalid Zero increment value: ${run.locale.quote(step.text)}`, { usage: true });
  const format = run.value("f");
  if (format !== undefined && run.has("w"))
    throw new Refusal("format string may not be specified when printing equal width strings", { usage: true });
  const precision = Math.max(first.precision, step.precision);
  let show = (value: number): string => (value === 0 ? 0 : value).toFixed(Math.min(precision, 100));
  if (format !== undefined) {
    const match = /^((?:[^%]|%%)*)%([-+ #0']*\d*(?:\.\d*)?)([^]?)((?:[^%]|%%)*)$/.exec(format);
    const quoted = run.locale.quote(format);
    if (match === null) {
      const count = format.replaceAll("%%", "").split("%").length - 1;
      throw new Refusal(
        count === 0 ? `format ${quoted} has no % directive` : `format ${quoted} has too many % directives`,
      );
    }
    const [, before = "", flags = "", letter = "", after = ""] = match;
    if (letter === "") throw new Refusal(`format ${quoted} ends in %`);
    if (!"aAeEfFgG".includes(letter)) throw new Refusal(`format ${quoted} has unknown %${letter} directive`);
    const conversion = readConversion(flags);
    show = (value) =>
      before.replaceAll("%%", "%") + formatFloat(value, letter as FloatKind, conversion) + after.replaceAll("%%", "%");
  } else if (run.has("w")) {
    const width = Math.max(...[first.value, last.value].map((value) => value.toFixed(precision).length));
    show = (value) => {
      const text = Math.abs(value).toFixed(precision);
      const sign = value < 0 ? "-" : "";
      return sign + text.padStart(width - sign.length, "0");
    };
  }
  const separator = run.value("s") ?? "\n";
  // Integers beyond 2^53 are counted exactly.
  const whole =
    [first, step, last].every(({ text }) => /^[-+]?\d+$/.test(text)) &&
    format === undefined &&
    [first, last].some(({ value }) => Math.abs(value) > Number.MAX_SAFE_INTEGER);
  const scale = 10 ** precision;
  const exact = precision > 0 && precision < 15 ? Math.round(first.value * scale) : undefined;
  const exactStep = Math.round(step.value * scale);
  const state = { printed: false };
  const emit = async (text: string): Promise<void> => {
    const wait = run.out.text(state.printed ? separator + text : text);
    state.printed = true;
    if (wait) {
      await wait;
      const turn = run.process.breathe();
      if (turn !== undefined) await turn;
    }
  };
  if (whole) {
    const by = BigInt(step.text.replace("+", ""));
    const end = BigInt(last.text.replace("+", ""));
    for (let value = BigInt(first.text.replace("+", "")); by > 0n ? value <= end : value >= end; value += by)
      await emit(String(value));
  } else {
    const slack = Math.abs(step.value) * 1e-9;
    for (let index = 0; ; index += 1) {
      const value =
        exact === undefined || !Number.isFinite(exact)
          ? first.value + index * step.value
          : (exact + index * exactStep) / scale;
      if (
        step.value > 0
          ? value > last.value + (precision > 0 ? slack : 0)
          : value < last.value - (precision > 0 ? slack : 0)
      )
        break;
      await emit(show(value));
    }
  }
  if (state.printed) await run.out.text("\n");
  return undefined;
});

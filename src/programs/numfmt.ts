/** Numbers to and from human-readable strings. */
import { formatNumber, readFormat, readNumber, type Scale, type Style } from "./numfmt-number.ts";
import { choose } from "./tool/choice.ts";
import { byteTextToText } from "./tool/byte-text.ts";
import { Lines } from "./tool/input.ts";
import { suffixFactor } from "./tool/size.ts";
import { Refusal, type Run, tool } from "./tool/tool.ts";

interface Plan {
  readonly from: Scale;
  readonly to: Scale;
  readonly fromUnit: number;
  readonly toUnit: number;
  readonly style: Style;
  readonly suffix: string;
  /** Least width; negative: on the left. */
  readonly padding: number;
  readonly delimiter: string | undefined;
  readonly wanted: (field: number) => boolean;
  readonly invalid: string;
}

function unitOf(run: Run, key: string): number {
  const text = run.value(key);
  if (text === undefined) return 1;
  const match = /^(\d+)([KMGTPEZY]?)(i?)$/.exec(text);
  const factor =
    match === null
      ? undefined
      : suffixFactor((match[2] ?? "") + (match[3] === "i" ? "iB" : match[2] === "" ? "" : "B"));
  if (match === null || factor === undefined || Number(match[1]) === 0) {
    throw new Refusal(`invalid unit size: ${run.locale.quote(text)}`);
  }
  return Number(match[1]) * factor;
}

function fieldsOf(run: Run, text: string): (field: number) => boolean {
  const ranges = text.split(",").map((part): readonly [number, number] => {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    if (match === null || part === "")
      throw new Refusal(`invalid field value ${run.locale.quote(part)}`, { usage: true });
    const [, low = "", dash = "", high = ""] = match;
    const first = low === "" ? 1 : Number(low);
    const last = dash === "" ? first : high === "" ? Infinity : Number(high);
    if (first === 0) throw new Refusal("fields are numbered from 1", { usage: true });
    if (last < first) throw new Refusal("invalid decreasing range", { usage: true });
    return [first, last];
  });
  return (field) => ranges.some(([first, last]) => field >= first && field <= last);
}

function planOf(run: Run): Plan {
  const style = readFormat(run);
  const paddingText = run.value("padding");
  if (paddingText !== undefined && (!/^-?\d+$/.test(paddingText) || Number(paddingText) === 0)) {
    throw new Refusal(`invalid padding value ${run.locale.quote(paddingText)}`);
  }
  if (run.has("grouping") && run.has("format")) throw new Refusal("--grouping cannot be combined with --format");
  const delimiter = run.value("d");
  if (delimiter !== undefined && delimiter.length > 1) {
    throw new Refusal("the delimiter must be a single character");
  }
  const scale = (key: "from" | "to", words: string): Scale =>
    (run.has(key) ? choose(run, `--${key}`, run.value(key) ?? "", words) : "none") as Scale;
  const to = scale("to", "none si iec iec-i");
  if (run.has("grouping") && to !== "none") throw new Refusal("grouping cannot be combined with --to");
  return {
    from: scale("from", "none auto si iec iec-i"),
    to,
    fromUnit: unitOf(run, "from-unit"),
    toUnit: unitOf(run, "to-unit"),
    style,
    suffix: run.value("suffix") ?? "",
    padding: paddingText === undefined ? style.padding : Number(paddingText),
    delimiter,
    wanted: fieldsOf(run, run.value("field") ?? "1"),
    invalid: run.has("invalid")
      ? choose(run, "--invalid", run.value("invalid") ?? "", "abort fail warn ignore")
      : "abort",
  };
}

/** One field converted, or the complaint. */
function convert(run: Run, plan: Plan, field: string): string {
  const trimmed = plan.delimiter === undefined ? field.trimStart() : field;
  const bare =
    plan.suffix !== "" && trimmed.endsWith(plan.suffix) && trimmed !== plan.suffix
      ? trimmed.slice(0, -plan.suffix.length)
      : trimmed;
  const { value, digits } = readNumber(run, bare, plan.from);
  const scaled = (value * plan.fromUnit) / plan.toUnit;
  const kept = plan.fromUnit === 1 && plan.toUnit === 1 ? digits : 0;
  const number = formatNumber(scaled, plan.to, plan.style, kept, bare);
  const text = `${plan.style.prefix}${number}${plan.suffix}`;
  // Blanks before a field are its width, which is kept.
  const auto = plan.padding === 0 && plan.delimiter === undefined && trimmed !== field ? field.length : 0;
  const padded = plan.padding < 0 ? text.padEnd(-plan.padding) : text.padStart(Math.max(plan.padding, auto));
  return padded + plan.style.end;
}

async function line(run: Run, plan: Plan, text: string): Promise<string> {
  const parts =
    plan.delimiter === undefined
      ? /^\s*$/.test(text)
        ? [text]
        : (text.match(/\s*\S+|\s+$/g) ?? [text])
      : text.split(plan.delimiter);
  const done: string[] = [];
  for (const [at, part] of parts.entries()) {
    // The blank that ends a field belongs to neither.
    const lead = plan.delimiter === undefined && at > 0 ? part.slice(0, 1) : "";
    const field = part.slice(lead.length);
    if (!plan.wanted(at + 1)) {
      done.push(part);
      continue;
    }
    try {
      done.push(lead + convert(run, plan, field));
    } catch (error) {
      if (!(error instanceof Refusal) || plan.invalid === "abort") throw error;
      if (plan.invalid !== "ignore") await run.warn(error.message);
      if (plan.invalid === "fail") run.status = 2;
      done.push(part);
    }
  }
  return done.join(plan.delimiter ?? "");
}

export const numfmt = tool(
  {
    options:
      "debug d,delimiter= field= format= from= from-unit= grouping header? invalid= padding= round= suffix= to= " +
      "to-unit= z,zero-terminated",
    usageFailure: 1,
  },
  async (run) => {
    const header = run.has("header") ? (run.value("header") ?? "1") : "0";
    if (!/^\d+$/.test(header) || (run.has("header") && Number(header) === 0)) {
      throw new Refusal(`invalid header value ${run.locale.quote(header)}`);
    }
    const plan = planOf(run);
    const end = run.has("z") ? "\0" : "\n";
    if (run.has("debug") && !run.has("from", "to", "grouping", "padding", "suffix", "format")) {
      await run.warn("no conversion option specified");
    }
    try {
      if (run.operands.length > 0) {
        if (run.has("header") && run.has("debug")) await run.warn("--header ignored with command-line input");
        for (const operand of run.operands) await run.out.text(`${await line(run, plan, operand)}${end}`);
        return undefined;
      }
      const lines = new Lines(run, run.openInput("-"), end);
      let number = 0;
      for (let text = await lines.line(); text !== undefined; text = await lines.line()) {
        number += 1;
        const shown = byteTextToText(text);
        await run.out.text(
          (number <= Number(header) ? shown : await line(run, plan, shown)) + (lines.unfinished ? "" : end),
        );
      }
      return undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw new Refusal(error.message, { status: 2, usage: error.usage });
    }
  },
);

import { readAll } from "./tool/input.ts";
import { quoteAlways } from "./tool/quote.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

/** What counts as a character in each encoding of -e, as byte strings of one width. */
const ENCODINGS: Readonly<Record<string, { readonly unit: string; readonly read: (unit: string) => string }>> = {
  s: { unit: "[\\t -~]", read: (unit) => unit },
  S: { unit: "[\\t -~\\x80-\\xff]", read: (unit) => unit },
  l: { unit: "[\\t -~]\\0", read: (unit) => unit.charAt(0) },
  b: { unit: "\\0[\\t -~]", read: (unit) => unit.charAt(1) },
  L: { unit: "[\\t -~]\\0\\0\\0", read: (unit) => unit.charAt(0) },
  B: { unit: "\\0\\0\\0[\\t -~]", read: (unit) => unit.charAt(3) },
};

async function show(run: Run, text: string, name: string, least: number): Promise<void> {
  const encoding = ENCODINGS[run.value("e") ?? "s"];
  if (encoding === undefined) throw new Refusal(`invalid encoding ${run.value("e") ?? ""}: one of s S b l B L`);
  const unit = run.has("w") ? encoding.unit.replace("\\t", "\\t\\n\\r\\f\\v") : encoding.unit;
  const width = { b: 2, l: 2, B: 4, L: 4 }[run.value("e") ?? "s"] ?? 1;
  const radix = run.has("o") && !run.has("t") ? "o" : run.value("t");
  const base = { o: 8, d: 10, x: 16 }[radix ?? "d"];
  if (base === undefined) throw new Refusal(`invalid radix ${radix ?? ""}: one of o d x`);
  for (const match of text.matchAll(new RegExp(`(?:${unit}){${String(least)},}`, "g"))) {
    let found = "";
    for (let at = 0; at < match[0].length; at += width) found += encoding.read(match[0].slice(at, at + width));
    const place = radix === undefined ? "" : `${match.index.toString(base).padStart(7)} `;
    const label = run.has("f") ? `${name}: ` : "";
    await run.out.raw(`${label}${place}${found}${run.value("s") ?? "\n"}`);
  }
}

/** The printable parts of files. */
export const strings = tool(
  {
    options:
      "a,all d,data e,encoding= f,print-file-name n,bytes= o s,output-separator= t,radix= w,include-all-whitespace",
    prepare: (words) => words.flatMap((word) => (/^-\d+$/.test(word) ? ["-n", word.slice(1)] : [word])),
  },
  async (run) => {
    const text = run.value("n") ?? "4";
    if (!/^\d+$/.test(text)) throw new Refusal(`invalid integer argument ${text}`);
    const least = Number(text);
    if (least < 1) throw new Refusal(`invalid minimum string length ${text}`);
    if (run.operands.length === 0) await show(run, await readAll(run, run.openInput("-")), "{standard input}", least);
    for (const name of run.operands) {
      try {
        if (run.stat(name).kind === "directory") {
          await run.error(`Warning: ${quoteAlways(name)} is a directory`);
          continue;
        }
        const file = run.process.open(name, { read: true });
        await show(run, await readAll(run, file), name, least);
        file.close();
      } catch (error) {
        if (!isFileError(error)) throw error;
        await run.error(error.code === "ENOENT" ? `${quoteAlways(name)}: No such file` : `${name}: ${error.reason}`);
      }
    }
    return undefined;
  },
);

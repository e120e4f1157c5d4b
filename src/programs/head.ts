import type { OpenFile } from "#files";
import { type Amount, readAmount } from "./tool/amount.ts";
import { byteTextToBytes, bytesToByteText } from "./tool/byte-text.ts";
import { readChunk } from "./tool/input.ts";
import { quoteAlways } from "./tool/quote.ts";
import { isFileError, type Run, tool } from "./tool/tool.ts";

/** Where the first `count` delimiters end, and how many there were before it. */
function cutLines(text: string, count: number, delimiter: string): { end: number; found: number } {
  let end = 0;
  for (let found = 0; found < count; found += 1) {
    const next = text.indexOf(delimiter, end);
    if (next < 0) return { end: text.length, found };
    end = next + 1;
  }
  return { end, found: count };
}

async function firstPart(run: Run, file: OpenFile, { unit, count }: Amount, delimiter: string): Promise<void> {
  let left = count;
  while (left > 0) {
    const chunk = await readChunk(run, file);
    if (chunk === null) return;
    let end = Math.min(left, chunk.length);
    if (unit === "bytes") left -= end;
    else {
      const cut = cutLines(bytesToByteText(chunk), left, delimiter);
      end = cut.end;
      left -= cut.found;
    }
    await run.out.bytes(chunk.subarray(0, end));
    if (left === 0 && end < chunk.length && file.kind === "file") file.seek(end - chunk.length, "current");
  }
}

async function allButLast(run: Run, file: OpenFile, { unit, count }: Amount, delimiter: string): Promise<void> {
  let held = "";
  for (let chunk = await readChunk(run, file); chunk !== null; chunk = await readChunk(run, file)) {
    held += bytesToByteText(chunk);
    if (unit === "bytes") {
      if (held.length > count) {
        await run.out.bytes(byteTextToBytes(held.slice(0, held.length - count)));
        held = held.slice(held.length - count);
      }
    } else if (count === 0) {
      await run.out.bytes(byteTextToBytes(held));
      held = "";
    }
  }
  if (unit === "lines" && held !== "") {
    const lines = held.split(delimiter);
    const partial = lines.pop() ?? "";
    const total = lines.length + (partial === "" ? 0 : 1);
    const kept = lines.slice(0, Math.max(0, total - count));
    if (kept.length > 0) await run.out.bytes(byteTextToBytes(kept.join(delimiter) + delimiter));
  }
}

/** `-5`, `-5q`, `-2k`: the old way, as the first word only. */
function prepare(words: readonly string[]): readonly string[] {
  const [first = "", ...rest] = words;
  const match = /^-(\d+)([bkm]?)([cqvlz]*)$/.exec(first);
  if (match === null) return words;
  const [, digits = "", scale = "", flags = ""] = match;
  const unit = flags.includes("c") || scale !== "" ? "-c" : "-n";
  const others = flags.replace(/[cl]/g, "");
  return [unit, digits + scale.replace("m", "M"), ...(others === "" ? [] : [`-${others}`]), ...rest];
}

export const head = tool(
  { options: "c,bytes= n,lines= q,quiet,silent v,verbose z,zero-terminated", prepare },
  async (run) => {
    const amount = readAmount(run);
    const delimiter = run.has("z") ? "\0" : "\n";
    const names = run.operands.length === 0 ? ["-"] : run.operands;
    const titled = run.lastOf("q", "v") === "v" || (names.length > 1 && !run.has("q"));
    let first = true;
    for (const name of names) {
      const shown = name === "-" ? "standard input" : name;
      let phase = "open";
      try {
        const file = name === "-" ? run.openInput(name) : run.process.open(name, { read: true });
        try {
          if (titled) await run.out.bytes(`${first ? "" : "\n"}==> ${shown} <==\n`);
          first = false;
          phase = "read";
          if (run.tryStat(name)?.kind === "directory" && name !== "-") {
            await run.error(`error reading ${quoteAlways(shown)}: Is a directory`);
            continue;
          }
          await (amount.sign === "-" ? allButLast : firstPart)(run, file, amount, delimiter);
        } finally {
          file.close();
        }
      } catch (error) {
        if (!isFileError(error) || error.code === "EPIPE") throw error;
        if (error.code === "EISDIR" && phase === "open") {
          if (titled) await run.out.bytes(`${first ? "" : "\n"}==> ${shown} <==\n`);
          first = false;
          phase = "read";
        }
        await run.error(
          phase === "open"
            ? `cannot open ${quoteAlways(shown)} for reading: ${error.reason}`
            : `error reading ${quoteAlways(shown)}: ${error.reason}`,
        );
      }
    }
    return undefined;
  },
);

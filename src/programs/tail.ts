import type { OpenFile } from "#files";
import type { Program } from "#kernel";
import { type Amount, readAmount } from "./tool/amount.ts";
import { byteTextToBytes, bytesToByteText } from "./tool/byte-text.ts";
import { readChunk } from "./tool/input.ts";
import { quoteAlways } from "./tool/quote.ts";
import { isFileError, LazyRequest, Refusal, type Run, tool } from "./tool/tool.ts";

async function skipStart(run: Run, file: OpenFile, { unit, count }: Amount, delimiter: string): Promise<void> {
  let skip = Math.max(0, count - 1);
  for (let chunk = await readChunk(run, file); chunk !== null; chunk = await readChunk(run, file)) {
    let from = 0;
    if (unit === "bytes") {
      from = Math.min(skip, chunk.length);
      skip -= from;
    } else if (skip > 0) {
      const text = bytesToByteText(chunk);
      while (skip > 0) {
        const next = text.indexOf(delimiter, from);
        if (next < 0) {
          from = chunk.length;
          break;
        }
        from = next + 1;
        skip -= 1;
      }
    }
    if (from < chunk.length) await run.out.bytes(chunk.subarray(from));
  }
}

/** Where the last `count` lines begin; a last line without its delimiter is one as well. */
function lastLines(text: string, count: number, delimiter: string): number {
  if (count === 0) return text.length;
  let at = text.endsWith(delimiter) ? text.length - 1 : text.length;
  for (let left = count; left > 0; left -= 1) {
    if (at <= 0) return 0;
    at = text.lastIndexOf(delimiter, at - 1);
    if (at < 0) return 0;
  }
  return at + 1;
}

async function keepEnd(run: Run, file: OpenFile, { unit, count }: Amount, delimiter: string): Promise<void> {
  let held = "";
  const trim = (): void => {
    held =
      unit === "bytes" ? held.slice(Math.max(0, held.length - count)) : held.slice(lastLines(held, count, delimiter));
  };
  if (file.kind === "file") {
    // From the end backwards, until there is enough: a long log costs no more than its last lines.
    const end = file.seek(0, "end");
    for (let size = 65_536; ; size *= 4) {
      const start = Math.max(0, end - size);
      file.seek(start, "start");
      held = "";
      for (let chunk = await readChunk(run, file); chunk !== null; chunk = await readChunk(run, file)) {
        held += bytesToByteText(chunk);
      }
      const from = unit === "bytes" ? held.length - count : lastLines(held, count, delimiter);
      if (start === 0 || from > 0) break;
    }
  } else {
    let limit = 1 << 20;
    for (let chunk = await readChunk(run, file); chunk !== null; chunk = await readChunk(run, file)) {
      held += bytesToByteText(chunk);
      if (held.length <= limit) continue;
      trim();
      limit = Math.max(1 << 20, held.length * 2);
    }
  }
  trim();
  if (held !== "") await run.out.bytes(byteTextToBytes(held));
}

/** A file that goes on being read. */
export interface Followed {
  readonly name: string;
  readonly shown: string;
  file: OpenFile | undefined;
  ino: number | undefined;
  position: number;
}

/** How -f goes on; `whole-tail.ts` has it. */
type Follow = (run: Run, followed: readonly Followed[], titled: boolean, lastShown: string) => Promise<void>;

function prepare(words: readonly string[]): readonly string[] {
  const [first = "", ...rest] = words;
  const match = /^([-+])(\d+)([bcl]?)(f?)$/.exec(first);
  if (match === null) return words;
  const [, sign = "", digits = "", unit = "", f] = match;
  // The old way goes with one file at most.
  if (rest.length > 1 && !rest.some((word) => /^-./.test(word))) {
    if (sign === "+") return words;
    throw new Refusal(`option used in invalid context -- ${digits[0] ?? ""}`);
  }
  return [
    unit === "c" || unit === "b" ? "-c" : "-n",
    `${sign}${digits}${unit === "b" ? "b" : ""}`,
    ...(f ? ["-f"] : []),
    ...rest,
  ];
}

export const makeTail = (follow?: Follow): Program =>
  tool(
    {
      options:
        "c,bytes= f n,lines= q,quiet,silent s,sleep-interval= v,verbose z,zero-terminated F retry pid= follow? max-unchanged-stats=",
      prepare,
    },
    async (run) => {
      const amount = readAmount(run);
      const delimiter = run.has("z") ? "\0" : "\n";
      const names = run.operands.length === 0 ? ["-"] : run.operands;
      const titled = run.lastOf("q", "v") === "v" || (names.length > 1 && !run.has("q"));
      const following = run.has("f", "F", "follow");
      if (!following && amount.count === 0 && amount.sign !== "+") return 0;
      if (following && follow === undefined) throw new LazyRequest("whole", "wholeTail");
      const followed: Followed[] = [];
      if (run.has("retry")) {
        if (!following) await run.warn("warning: --retry ignored; --retry is useful only when following");
        else if (!run.has("F") && run.value("follow") !== "name") {
          await run.warn("warning: --retry only effective for the initial open");
        }
      }
      let first = true;
      let lastShown = "";
      for (const name of names) {
        const shown = name === "-" ? "standard input" : name;
        const title = async (): Promise<void> => {
          if (titled) await run.out.bytes(`${first ? "" : "\n"}==> ${shown} <==\n`);
          first = false;
          lastShown = shown;
        };
        try {
          const file = run.openInput(name);
          await title();
          await (amount.sign === "+" ? skipStart : keepEnd)(run, file, amount, delimiter);
          if (following && (file.kind === "file" || name !== "-")) {
            followed.push({ name, shown, file, ino: run.tryStat(name)?.ino, position: file.seek(0, "current") });
          } else file.close();
        } catch (error) {
          if (!isFileError(error) || error.code === "EPIPE") throw error;
          if (error.code === "EISDIR") {
            await title();
            await run.error(`error reading ${quoteAlways(shown)}: ${error.reason}`);
          } else await run.error(`cannot open ${quoteAlways(shown)} for reading: ${error.reason}`);
          if (following && run.has("F", "retry"))
            followed.push({ name, shown, file: undefined, ino: undefined, position: 0 });
        }
      }
      if (following) {
        if (followed.length > 0) await follow?.(run, followed, titled, lastShown);
        else if (run.operands.length > 0) await run.warn("no files remaining");
      }
      return undefined;
    },
  );

export const tail = makeTail();

import type { OpenFile } from "#files";
import { byteTextToBytes } from "./tool/byte-text.ts";
import { Lines, readChunk } from "./tool/input.ts";
import { parseSize } from "./tool/size.ts";
import { openPart, type Part, readChunks, splitInChunks } from "./split/chunks.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

/** Names of the parts in order: xaa, xab …; with a fixed number of letters they run out. */
function* partNames(run: Run, prefix: string): Generator<string, void> {
  const digits = run.lastOf("d", "x");
  const alphabet = digits === "d" ? "0123456789" : digits === "x" ? "0123456789abcdef" : "abcdefghijklmnopqrstuvwxyz";
  const fixed = run.value("a");
  if (fixed !== undefined && !/^\d+$/.test(fixed)) {
    throw new Refusal(`invalid suffix length: ${run.locale.quote(fixed)}`);
  }
  const start = run.value(digits ?? "") ?? "0";
  const extra = run.value("additional-suffix") ?? "";
  let length = Number(fixed ?? 2) || 2;
  let lead = "";
  let count = parseInt(start, digits === "x" ? 16 : 10);
  const base = alphabet.length;
  for (;;) {
    // Without -a the names widen before the last first letter is used: xyz is followed by xzaaa.
    const limit = fixed === undefined ? base ** (length - 1) * (base - 1) : base ** length;
    if (count >= limit) {
      if (fixed !== undefined) throw new Refusal("output file suffixes exhausted");
      lead += alphabet.at(-1) ?? "";
      length += 1;
      count = 0;
      continue;
    }
    let suffix = "";
    for (let left = count, at = 0; at < length; at += 1) {
      suffix = (alphabet[left % base] ?? "") + suffix;
      left = Math.floor(left / base);
    }
    yield prefix + lead + suffix + extra;
    count += 1;
  }
}

/** Cuts a file into parts of so many lines or bytes. */
export const split = tool(
  {
    options:
      "a,suffix-length= additional-suffix= b,bytes= C,line-bytes= l,lines= n,number= d,numeric-suffixes? x,hex-suffixes? " +
      "filter= e,elide-empty-files u,unbuffered verbose t,separator=",
    prepare: (words) => words.map((word) => (/^-\d+$/.test(word) ? `-l${word.slice(1)}` : word)),
  },
  async (run) => {
    run.expectOperands(0, 2);
    const [name = "-", prefix = "x"] = run.operands;
    if (["b", "C", "l", "n"].filter((key) => run.has(key)).length > 1)
      throw new Refusal("cannot split in more than one way", { usage: true });
    const unit = run.has("b", "C") ? "bytes" : "lines";
    const text = run.value(run.has("C") ? "C" : unit === "bytes" ? "b" : "l") ?? "1000";
    const chunks = readChunks(run);
    const size = parseSize(text);
    if (size === undefined || size === 0) {
      throw new Refusal(
        `invalid number of ${unit}: ${run.locale.quote(text)}${size === 0 ? ": Numerical result out of range" : ""}`,
      );
    }
    const separator = run.value("t") === "\\0" ? "\0" : (run.value("t") ?? "\n");
    if (separator.length !== 1) throw new Refusal(`multi-character separator ${run.locale.quote(separator)}`);
    let input: OpenFile;
    try {
      if (name !== "-" && run.stat(name).kind === "directory") throw new Refusal(`${name}: Is a directory`);
      input = run.openInput(name);
    } catch (error) {
      if (!isFileError(error)) throw error;
      throw new Refusal(`cannot open ${run.locale.quote(name)} for reading: ${error.reason}`);
    }
    const names = partNames(run, prefix);
    const next = async (): Promise<Part> => {
      const part = names.next().value ?? "";
      return openPart(run, part);
    };
    if (chunks !== undefined) {
      await splitInChunks(run, { name, input, separator, chunks, next });
      input.close();
      return undefined;
    }
    let part: Part | undefined;
    let room = 0;
    const take = async (bytes: Uint8Array, cost: number): Promise<void> => {
      if (part === undefined || room === 0) {
        await part?.close();
        part = await next();
        room = size;
      }
      await part.write(bytes);
      room -= cost;
    };
    if (run.has("C")) {
      // Whole lines while they fit; a line that is longer than a part is cut.
      const lines = new Lines(run, input, separator);
      for (let line = await lines.line(); line !== undefined; line = await lines.line()) {
        let bytes = byteTextToBytes(lines.unfinished ? line : line + separator);
        if (bytes.length > room && room < size) room = 0;
        while (bytes.length > 0) {
          const length = Math.min(bytes.length, size);
          await take(bytes.slice(0, length), length);
          bytes = bytes.slice(length);
        }
      }
    } else if (unit === "bytes") {
      for (let chunk = await readChunk(run, input); chunk !== null; chunk = await readChunk(run, input)) {
        for (let at = 0; at < chunk.length;) {
          const length = Math.min(chunk.length - at, room === 0 ? size : room);
          await take(chunk.slice(at, at + length), length);
          at += length;
        }
      }
    } else {
      const lines = new Lines(run, input, separator);
      for (let batch = await lines.batch(); batch !== undefined; batch = await lines.batch()) {
        for (let at = 0; at < batch.length;) {
          const count = Math.min(batch.length - at, room === 0 ? size : room);
          const piece = batch.slice(at, at + count).join(separator);
          const whole = lines.unfinished && at + count === batch.length ? piece : piece + separator;
          await take(byteTextToBytes(whole), count);
          at += count;
        }
      }
    }
    await part?.close();
    input.close();
    return undefined;
  },
);

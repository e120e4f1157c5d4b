/** split -n: a given number of parts, and where parts go: files, or with --filter the input of a command. */
import type { OpenFile } from "#files";
import { byteTextToBytes } from "../tool/byte-text.ts";
import { readAll } from "../tool/input.ts";
import { Refusal, type Run } from "../tool/tool.ts";

/** One part that is being written. */
export interface Part {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** -n: N, l/N or r/N, with K/ in front of N for the K-th part alone, on standard output. */
export interface Chunks {
  readonly way: "bytes" | "lines" | "round";
  readonly count: number;
  readonly only: number | undefined;
}

export function readChunks(run: Run): Chunks | undefined {
  const text = run.value("n");
  if (text === undefined) return undefined;
  const match = /^([lr]\/)?(?:(\d+)\/)?(\d+)$/.exec(text);
  const { quote } = run.locale;
  if (match === null) throw new Refusal(`invalid number of chunks: ${quote(text.replace(/^[lr]\//, ""))}`);
  const [, way, only, count = "0"] = match;
  if (Number(count) === 0)
    throw new Refusal(`invalid number of chunks: ${quote(count)}: Numerical result out of range`);
  if (only !== undefined && (Number(only) === 0 || Number(only) > Number(count)))
    throw new Refusal(`invalid chunk number: ${quote(only)}: Numerical result out of range`);
  return {
    way: way === "l/" ? "lines" : way === "r/" ? "round" : "bytes",
    count: Number(count),
    only: only === undefined ? undefined : Number(only),
  };
}

export async function openPart(run: Run, name: string): Promise<Part> {
  const filter = run.value("filter");
  if (run.has("verbose"))
    await run.out.text(
      `${filter === undefined ? "creating file " : "executing with FILE="}${run.locale.quote(name)}\n`,
    );
  if (filter === undefined) {
    const file = run.process.open(name, { write: true, create: true, truncate: true });
    return {
      write: async (bytes) => {
        await file.write(bytes, run.process.signal);
      },
      close: async () => {
        file.close();
        await Promise.resolve();
      },
    };
  }
  await run.out.flush();
  const [reader, writer] = run.process.pipe();
  const descriptors = new Map(run.process.descriptors);
  descriptors.set(0, reader);
  const child = run.process.spawn({
    argv: ["sh", "-c", filter],
    env: { ...run.process.env, FILE: name },
    descriptors,
  });
  reader.close();
  return {
    write: async (bytes) => {
      await writer.write(bytes, run.process.signal);
    },
    close: async () => {
      writer.close();
      const status = await child.exit;
      if (status !== 0) await run.error(`with FILE=${name}, exit ${status} from command: ${filter}`);
    },
  };
}

/** Where the parts of so many bytes end: all alike, but for the last one, which has the rest. */
function ends(size: number, count: number): number[] {
  const each = Math.max(1, Math.floor(size / count));
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? size : Math.min(size, each * (index + 1))));
}

function cut(text: string, separator: string, { way, count }: Chunks): string[] {
  if (way === "bytes") {
    const limits = ends(text.length, count);
    return limits.map((end, index) => text.slice(limits[index - 1] ?? 0, end));
  }
  const parts = Array.from({ length: count }, () => "");
  const lines = text.split(separator).map((line, at, all) => (at === all.length - 1 ? line : line + separator));
  if (lines.at(-1) === "") lines.pop();
  if (way === "round") {
    for (const [at, line] of lines.entries()) parts[at % count] = (parts[at % count] ?? "") + line;
    return parts;
  }
  // A line belongs to the part in which it begins.
  const limits = ends(text.length, count);
  let [at, part] = [0, 0];
  for (const line of lines) {
    while (part < count - 1 && at >= (limits[part] ?? Infinity)) part += 1;
    parts[part] = (parts[part] ?? "") + line;
    at += line.length;
  }
  return parts;
}

export async function splitInChunks(
  run: Run,
  what: {
    readonly name: string;
    readonly input: OpenFile;
    readonly separator: string;
    readonly chunks: Chunks;
    readonly next: () => Promise<Part>;
  },
): Promise<void> {
  const { name, input, separator, chunks, next } = what;
  if (chunks.way !== "round" && input.kind === "pipe") throw new Refusal(`${name}: cannot determine file size`);
  const parts = cut(await readAll(run, input), separator, chunks);
  if (chunks.only !== undefined) {
    await run.out.raw(parts[chunks.only - 1] ?? "");
    return;
  }
  for (const text of parts) {
    if (text === "" && (run.has("e") || run.has("filter"))) continue;
    const part = await next();
    await part.write(byteTextToBytes(text));
    await part.close();
  }
}

import { closeSync, fstatSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OutputCollector } from "#make";

/** Where the commands of one target write: files without a name, one for both streams when make's own are one. */
export interface NodeCollector extends OutputCollector {
  readonly stdout: number;
  readonly stderr: number;
}

function sameFile(one: number, other: number): boolean {
  const [a, b] = [fstatSync(one), fstatSync(other)];
  return a.dev === b.dev && a.ino === b.ino;
}

function takeAll(descriptor: number): Uint8Array {
  const { size } = fstatSync(descriptor);
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const count = readSync(descriptor, bytes, at, size - at, at);
    if (count === 0) break;
    at += count;
  }
  ftruncateSync(descriptor);
  return bytes.subarray(0, at);
}

/** `stdout` and `stderr` are make's own. */
export function collectOutput(stdout: number, stderr: number): NodeCollector {
  const folder = mkdtempSync(join(tmpdir(), "make-output-"));
  try {
    const out = openSync(join(folder, "1"), "a+");
    const error = sameFile(stdout, stderr) ? out : openSync(join(folder, "2"), "a+");
    return {
      stdout: out,
      stderr: error,
      write: (stream, text) => void writeSync(stream === 1 ? out : error, text),
      take: () => {
        const chunks: { stream: 1 | 2; bytes: Uint8Array }[] = [{ stream: 1, bytes: takeAll(out) }];
        if (error !== out) chunks.push({ stream: 2, bytes: takeAll(error) });
        return chunks.filter(({ bytes }) => bytes.length > 0);
      },
      close: () => {
        closeSync(out);
        if (error !== out) closeSync(error);
      },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

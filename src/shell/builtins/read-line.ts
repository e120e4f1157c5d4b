import { FileError } from "#files";
import type { Shell } from "../state/shell.ts";
import { decodeText } from "../text.ts";

/** A line, or what came before the end. */
export interface Line {
  readonly text: string;
  /** The input ended before the delimiter. */
  readonly ended: boolean;
}

interface ReadOptions {
  /** A byte; newline unless told. */
  readonly delimiter?: number;
  /** At most so many characters. */
  readonly most?: number;
  readonly signal?: AbortSignal;
}

/** Reads up to a delimiter and not a byte further, so that the next program finds the rest. */
export async function readLine(shell: Shell, descriptor: number, options: ReadOptions = {}): Promise<Line> {
  const file = shell.process.descriptors.get(descriptor);
  if (file === undefined) throw new FileError("EBADF", String(descriptor));
  const delimiter = options.delimiter ?? 10;
  const bytes: number[] = [];
  for (;;) {
    const chunk = await file.read(4096, options.signal ?? shell.process.signal);
    if (chunk === null) return { text: decodeText(Uint8Array.from(bytes)), ended: true };
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      const full = options.most !== undefined && (byte & 0xc0) !== 0x80 && characters(bytes) >= options.most;
      if (byte === delimiter || full) {
        const rest = chunk.subarray(full ? at : at + 1);
        if (rest.length > 0) file.unread(rest);
        return { text: decodeText(Uint8Array.from(bytes)), ended: false };
      }
      // A shell's text ends at a NUL: those between are passed over.
      if (byte !== 0) bytes.push(byte);
    }
    if (options.most !== undefined && characters(bytes) >= options.most)
      return { text: decodeText(Uint8Array.from(bytes)), ended: false };
  }
}

function characters(bytes: readonly number[]): number {
  return bytes.reduce((count, byte) => count + ((byte & 0xc0) === 0x80 ? 0 : 1), 0);
}

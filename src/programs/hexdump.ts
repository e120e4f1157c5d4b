import { concatBytes } from "#base";
import type { OpenFile } from "#files";
import { byteEscape } from "./tool/escapes.ts";
import { readChunk } from "./tool/input.ts";
import { suffixFactor } from "./tool/size.ts";
import { isFileError, Refusal, tool } from "./tool/tool.ts";

function words(bytes: Uint8Array, show: (word: number) => string): string {
  const cells: string[] = [];
  for (let at = 0; at < bytes.length; at += 2) cells.push(show((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)));
  return cells.join("");
}

type Format = (bytes: Uint8Array) => string;

const FORMATS: Readonly<Record<string, Format>> = {
  "": (bytes) => words(bytes, (word) => ` ${word.toString(16).padStart(4, "0")}`).padEnd(40),
  b: (bytes) =>
    Array.from(bytes, (byte) => ` ${byte.toString(8).padStart(3, "0")}`)
      .join("")
      .padEnd(64),
  c: (bytes) =>
    Array.from(bytes, (byte) =>
      (byte >= 32 && byte < 127
        ? String.fromCharCode(byte)
        : (byteEscape(byte) ?? byte.toString(8).padStart(3, "0"))
      ).padStart(4),
    )
      .join("")
      .padEnd(64),
  d: (bytes) => words(bytes, (word) => `   ${String(word).padStart(5, "0")}`).padEnd(64),
  o: (bytes) => words(bytes, (word) => `  ${word.toString(8).padStart(6, "0")}`).padEnd(64),
  x: (bytes) => words(bytes, (word) => `    ${word.toString(16).padStart(4, "0")}`).padEnd(64),
};

function canonical(bytes: Uint8Array): string {
  const cells = Array.from(bytes, (byte, at) => `${at === 8 ? " " : ""} ${byte.toString(16).padStart(2, "0")}`).join(
    "",
  );
  const shown = Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
  return ` ${cells.padEnd(50)} |${shown}|`;
}

function parseCount(text: string): number {
  const match = /^(0x[0-9a-f]+|\d+)([a-zA-Z]*)$/i.exec(text);
  const factor = match === null ? undefined : suffixFactor(match[2] ?? "");
  if (factor === undefined) throw new Refusal(`failed to parse length: '${text}'`);
  return Number(match?.[1]) * factor;
}

/** util-linux' hexdump: bytes in one of its ready-made forms; without a form, two-byte hexadecimal. */
export const hexdump = tool(
  {
    options:
      "b,one-byte-octal c,one-byte-char C,canonical d,two-bytes-decimal o,two-bytes-octal x,two-bytes-hex n,length= s,skip= v,no-squeezing",
  },
  async (run) => {
    const form = run.lastOf("b", "c", "C", "d", "o", "x") ?? (run.name === "hd" ? "C" : "");
    const limit = run.value("n");
    let left = limit === undefined ? Infinity : parseCount(limit);
    const skip = parseCount(run.value("s") ?? "0");
    const names = run.operands.length === 0 ? ["-"] : [...run.operands];
    let file: OpenFile | undefined;
    let opened = 0;
    const some = async (max: number): Promise<Uint8Array | null> => {
      for (;;) {
        if (file === undefined) {
          const name = names.shift();
          if (name === undefined) return null;
          try {
            file = run.openInput(name);
            opened += 1;
          } catch (error) {
            if (!isFileError(error)) throw error;
            await run.error(`${name}: ${error.reason}`);
            continue;
          }
        }
        const bytes = await readChunk(run, file, max);
        if (bytes !== null) return bytes;
        file.close();
        file = undefined;
      }
    };
    const take = async (count: number): Promise<Uint8Array> => {
      const parts: Uint8Array[] = [];
      for (let wanted = count; wanted > 0;) {
        const part = await some(wanted);
        if (part === null) break;
        parts.push(part);
        wanted -= part.length;
      }
      return concatBytes(parts);
    };
    for (let wanted = skip; wanted > 0;) {
      const part = await some(Math.min(wanted, 65_536));
      if (part === null) break;
      wanted -= part.length;
    }
    const address = (at: number): string => at.toString(16).padStart(form === "C" ? 8 : 7, "0");
    let at = skip;
    let before: string | undefined;
    let starred = false;
    while (left > 0) {
      const bytes = await take(Math.min(16, left));
      if (bytes.length === 0) break;
      left -= bytes.length;
      const line = form === "C" ? canonical(bytes) : (FORMATS[form] ?? canonical)(bytes);
      const key = bytes.join();
      if (!run.has("v") && key === before && bytes.length === 16) {
        if (!starred) await run.out.raw("*\n");
        starred = true;
      } else {
        starred = false;
        const wait = run.out.raw(`${address(at)}${line}\n`);
        if (wait !== undefined) await wait;
      }
      before = key;
      at += bytes.length;
    }
    if (at > skip || (opened > 0 && at > 0)) await run.out.raw(`${address(at)}\n`);
    if (opened === 0 && run.status !== 0) await run.complain(`${run.name}: all input file arguments failed\n`);
    return undefined;
  },
);

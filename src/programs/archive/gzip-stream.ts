import { Deflate } from "fflate";
import type { OpenFile } from "#files";
import { readChunk } from "../tool/input.ts";
import type { Run } from "../tool/tool.ts";
import { crc32 } from "./crc.ts";
import { ByteSource, inflate, InflateError } from "./inflate.ts";

/** What a gzip member says of its file. */
export interface Member {
  readonly name: string;
  /** Seconds since the epoch; 0 when not told. */
  readonly mtime: number;
  readonly crc: number;
  /** Bytes uncompressed, modulo 2^32. */
  readonly size: number;
  /** Bytes of the header. */
  readonly header: number;
}

/** What is wrong with compressed data, in gzip's words. */
export class GzipFault extends Error {
  override readonly name = "GzipFault";
  /** A remark only (status 2): what came before it is good. */
  readonly warning: boolean;
  constructor(message: string, warning = false) {
    super(message);
    this.warning = warning;
  }
}

const FULL = 65_536;

function gzipHeader(level: number, name = "", mtime = 0): Uint8Array {
  const bytes = [0x1f, 0x8b, 8, name === "" ? 0 : 8];
  for (let shift = 0; shift < 32; shift += 8) bytes.push((Math.floor(mtime) >>> shift) & 255);
  bytes.push(level === 9 ? 2 : level === 1 ? 4 : 0, 3);
  if (name !== "") bytes.push(...Array.from(name, (character) => character.charCodeAt(0) & 255), 0);
  return Uint8Array.from(bytes);
}

function littleEndian(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255];
}

/** Compresses what is pushed, piece by piece, into one gzip member. */
export class Compressor {
  /** Bytes that went in. */
  read = 0;
  /** Bytes of DEFLATE data that came out. */
  written = 0;
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #deflate: Deflate;
  readonly #ready: Uint8Array[] = [];
  #header: Uint8Array | undefined;
  #crc = 0;

  constructor(
    { level, name, mtime }: { level: number; name?: string; mtime?: number },
    write: (bytes: Uint8Array) => Promise<void>,
  ) {
    this.#write = write;
    this.#header = gzipHeader(level, name, mtime);
    this.#deflate = new Deflate({ level: level as 6 }, (bytes) => this.#ready.push(bytes));
  }

  async push(chunk: Uint8Array): Promise<void> {
    this.#crc = crc32(chunk, this.#crc);
    this.read += chunk.length;
    this.#deflate.push(chunk.slice());
    await this.#send();
  }

  async end(): Promise<void> {
    this.#deflate.push(new Uint8Array(0), true);
    await this.#send();
    await this.#write(Uint8Array.from([...littleEndian(this.#crc), ...littleEndian(this.read)]));
  }

  async #send(): Promise<void> {
    if (this.#header !== undefined) await this.#write(this.#header);
    this.#header = undefined;
    for (const bytes of this.#ready.splice(0)) {
      this.written += bytes.length;
      await this.#write(bytes);
    }
  }
}

/** Reads all members of a gzip file; `member` is told of each when its header was read. */
export async function decompress(
  run: Run,
  file: OpenFile,
  write: (bytes: Uint8Array) => Promise<void>,
  told: (header: { name: string; mtime: number; size: number }) => void = () => undefined,
): Promise<Member | undefined> {
  const source = new ByteSource();
  const fill = async (size: number): Promise<void> => {
    while (source.available < size && !source.ended) {
      const chunk = await readChunk(run, file);
      if (chunk === null) source.ended = true;
      else source.feed(chunk.slice());
    }
  };
  let last: Member | undefined;
  for (;;) {
    await fill(FULL);
    if (source.available === 0 && last !== undefined) return last;
    let head: { name: string; mtime: number; size: number };
    try {
      head = readHeader(source, last === undefined);
    } catch (error) {
      if (error instanceof InflateError && error.fault === "short") throw new GzipFault("unexpected end of file");
      throw error;
    }
    told(head);
    let crc = 0;
    let size = 0;
    const ready: Uint8Array[] = [];
    const send = async (): Promise<void> => {
      for (const bytes of ready.splice(0)) {
        crc = crc32(bytes, crc);
        size += bytes.length;
        await write(bytes);
      }
    };
    try {
      const steps = inflate(source, (bytes) => ready.push(bytes));
      while (steps.next().done !== true) {
        await fill(2048);
        await send();
      }
      await send();
    } catch (error) {
      if (!(error instanceof InflateError)) throw error;
      await send();
      throw new GzipFault(
        error.fault === "short" ? "unexpected end of file" : "invalid compressed data--format violated",
      );
    }
    await fill(8);
    if (source.available < 8) throw new GzipFault("unexpected end of file");
    const trailer = source.take(8);
    const view = new DataView(trailer.buffer, trailer.byteOffset, 8);
    if (view.getUint32(0, true) !== crc) throw new GzipFault("invalid compressed data--crc error");
    if (view.getUint32(4, true) !== size >>> 0) throw new GzipFault("invalid compressed data--length error");
    last = { name: head.name, mtime: head.mtime, crc, size, header: head.size };
  }
}

function readHeader(source: ByteSource, first: boolean): { name: string; mtime: number; size: number } {
  const before = source.available;
  if (first && before === 0) throw new GzipFault("unexpected end of file");
  const magic = before >= 2 ? source.take(2) : undefined;
  if (magic?.[0] !== 0x1f || magic[1] !== 0x8b) {
    if (first) throw new GzipFault(before < 2 ? "unexpected end of file" : "not in gzip format");
    throw new GzipFault("decompression OK, trailing garbage ignored", true);
  }
  const fixed = source.take(8);
  const view = new DataView(fixed.buffer, fixed.byteOffset, 8);
  const method = view.getUint8(0);
  if (method !== 8) throw new GzipFault(`unknown method ${String(method)} -- not supported`);
  const flags = view.getUint8(1);
  const mtime = view.getUint32(2, true);
  if (flags & 4) source.take(source.bits(16));
  const text = (): string => {
    let read = "";
    for (let byte = source.bits(8); byte !== 0; byte = source.bits(8)) read += String.fromCharCode(byte);
    return read;
  };
  const name = flags & 8 ? text() : "";
  if (flags & 16) text();
  if (flags & 2) source.take(2);
  return { name, mtime, size: before - source.available };
}

import { concatBytes, decodeUtf8, encodeUtf8 } from "#base";
import { localTime, momentOf, type Zone } from "../tool/zone.ts";
import { crc32 } from "./crc.ts";
import { ByteSource, inflate, InflateError } from "./inflate.ts";

/** One member of a zip archive. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated; others cannot be read here. */
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly size: number;
  /** The contents as they are in the archive. */
  readonly packed: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly mtimeMs: number;
  /** Unix mode with the file's type in its high bits; 0 when the archive came from elsewhere. */
  readonly mode: number;
  readonly text: boolean;
  /** Bytes of the central extra field: zipinfo shows an "x" for them. */
  readonly extra: number;
  readonly uid: number;
  readonly gid: number;
}

/** No zip file, or a broken one. */
export class ZipError extends Error {
  override readonly name = "ZipError";
}

function dosTime(ms: number, zone: Zone): number {
  const { year, month, day, hour, minute, second } = localTime(ms, zone);
  if (year < 1980) return (1 << 21) | (1 << 16);
  return (((year - 1980) << 25) | (month << 21) | (day << 16) | (hour << 11) | (minute << 5) | (second >> 1)) >>> 0;
}

function fromDosTime(value: number, zone: Zone): number {
  return momentOf(
    {
      year: (value >>> 25) + 1980,
      month: (value >>> 21) & 15,
      day: (value >>> 16) & 31,
      hour: (value >>> 11) & 31,
      minute: (value >>> 5) & 63,
      second: (value & 31) * 2,
    },
    zone,
  );
}

class Writer {
  readonly #bytes: number[] = [];
  put(value: number, size: 1 | 2 | 4): this {
    for (let at = 0; at < size; at += 1) this.#bytes.push(Math.floor(value / 256 ** at) & 255);
    return this;
  }
  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

/** UT (times) and ux (owner), as Info-ZIP writes them. */
function extraFields(entry: ZipEntry, central: boolean): Uint8Array {
  const seconds = Math.floor(entry.mtimeMs / 1000) >>> 0;
  const writer = new Writer()
    .put(0x5455, 2)
    .put(central ? 5 : 9, 2)
    .put(3, 1)
    .put(seconds, 4);
  if (!central) writer.put(seconds, 4);
  writer.put(0x7875, 2).put(11, 2).put(1, 1).put(4, 1).put(entry.uid, 4).put(4, 1).put(entry.gid, 4);
  return writer.bytes;
}

/** Everything of an archive behind one another; `comment` is its comment. */
export function renderZip(
  entries: readonly ZipEntry[],
  zone: Zone,
  comment: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const parts: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = encodeUtf8(entry.name);
    const flags = /[^\x00-\x7f]/.test(entry.name) ? 0x800 : 0;
    const time = dosTime(entry.mtimeMs, zone);
    const needed = entry.method === 8 ? 20 : 10;
    const local = extraFields(entry, false);
    const head = new Writer().put(0x04034b50, 4).put(needed, 2).put(flags, 2).put(entry.method, 2).put(time, 4);
    head.put(entry.crc, 4).put(entry.packed.length, 4).put(entry.size, 4).put(name.length, 2).put(local.length, 2);
    const whole = [head.bytes, name, local, entry.packed];
    const extra = extraFields(entry, true);
    const record = new Writer().put(0x02014b50, 4).put(30, 1).put(3, 1).put(needed, 2).put(flags, 2);
    record.put(entry.method, 2).put(time, 4).put(entry.crc, 4).put(entry.packed.length, 4).put(entry.size, 4);
    record
      .put(name.length, 2)
      .put(extra.length, 2)
      .put(0, 2)
      .put(0, 2)
      .put(entry.text ? 1 : 0, 2);
    record.put((entry.mode * 65_536 + (entry.name.endsWith("/") ? 16 : 0)) % 2 ** 32, 4).put(offset, 4);
    central.push(record.bytes, name, extra);
    for (const part of whole) offset += part.length;
    parts.push(...whole);
  }
  const size = central.reduce((sum, part) => sum + part.length, 0);
  const end = new Writer().put(0x06054b50, 4).put(0, 4).put(entries.length, 2).put(entries.length, 2);
  end.put(size, 4).put(offset, 4).put(comment.length, 2);
  return concatBytes([...parts, ...central, end.bytes, comment]);
}

export interface ZipFile {
  readonly entries: readonly ZipEntry[];
  readonly comment: Uint8Array;
}

function findEnd(bytes: Uint8Array): number {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 65_557); at -= 1) {
    if (bytes[at] === 0x50 && bytes[at + 1] === 0x4b && bytes[at + 2] === 5 && bytes[at + 3] === 6) return at;
  }
  throw new ZipError("no end of central directory");
}

export function parseZip(bytes: Uint8Array, zone: Zone): ZipFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = findEnd(bytes);
  const count = view.getUint16(end + 10, true);
  const entries: ZipEntry[] = [];
  try {
    let at = view.getUint32(end + 16, true);
    for (let index = 0; index < count; index += 1) {
      if (view.getUint32(at, true) !== 0x02014b50) throw new ZipError("bad central directory");
      const nameLength = view.getUint16(at + 28, true);
      const extraLength = view.getUint16(at + 30, true);
      const commentLength = view.getUint16(at + 32, true);
      const packedSize = view.getUint32(at + 20, true);
      const local = view.getUint32(at + 42, true);
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const unix = view.getUint8(at + 5) === 3;
      entries.push({
        name: decodeUtf8(bytes.subarray(at + 46, at + 46 + nameLength)),
        method: view.getUint16(at + 10, true),
        flags: view.getUint16(at + 8, true),
        crc: view.getUint32(at + 16, true),
        size: view.getUint32(at + 24, true),
        packed: bytes.subarray(start, start + packedSize),
        mtimeMs: unixTime(view, at + 46 + nameLength, extraLength) ?? fromDosTime(view.getUint32(at + 12, true), zone),
        mode: unix ? view.getUint32(at + 38, true) >>> 16 : 0,
        text: (view.getUint16(at + 36, true) & 1) === 1,
        extra: extraLength,
        uid: 0,
        gid: 0,
      });
      at += 46 + nameLength + extraLength + commentLength;
    }
  } catch (error) {
    if (error instanceof RangeError) throw new ZipError("bad central directory");
    throw error;
  }
  return { entries, comment: bytes.subarray(end + 22) };
}

function unixTime(view: DataView, from: number, length: number): number | undefined {
  for (let at = from; at + 4 <= from + length;) {
    const size = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 0x5455 && size >= 5) return view.getInt32(at + 5, true) * 1000;
    at += 4 + size;
  }
  return undefined;
}

/** A member's contents; a complaint in unzip's words when they are not good. */
export function unpack(entry: ZipEntry): Uint8Array | { readonly fault: string } {
  if (entry.method === 0) return checked(entry, entry.packed);
  const source = new ByteSource();
  source.feed(entry.packed);
  source.ended = true;
  const parts: Uint8Array[] = [];
  try {
    const steps = inflate(source, (part) => parts.push(part));
    while (steps.next().done !== true);
  } catch (error) {
    if (!(error instanceof InflateError)) throw error;
    return { fault: "invalid compressed data to inflate" };
  }
  return checked(entry, concatBytes(parts));
}

function checked(entry: ZipEntry, bytes: Uint8Array): Uint8Array | { readonly fault: string } {
  const crc = crc32(bytes);
  const shown = (value: number): string => value.toString(16).padStart(8, "0");
  return crc === entry.crc ? bytes : { fault: `bad CRC ${shown(crc)}  (should be ${shown(entry.crc)})` };
}

/** Per cent saved, rounded as Info-ZIP rounds. */
export function ratioOf(size: number, packed: number): number {
  if (size === 0) return 0;
  return Math.round((100 * (size - packed)) / size - 1e-9);
}

import { decodeUtf8, encodeUtf8 } from "#base";

type EntryKind = "file" | "directory" | "symlink" | "link" | "other";

/** One member of a tar archive. */
export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
  readonly group: string;
  /** Bytes of contents that follow the header. */
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  /** Where a symbolic link leads, or which member a hard link repeats. */
  readonly target: string;
}

export const BLOCK = 512;
const LONG_NAME = "././@LongLink";
const TYPES: Readonly<Record<EntryKind, string>> = { file: "0", link: "1", symlink: "2", directory: "5", other: "0" };

export function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function octal(value: number, width: number): string {
  return value.toString(8).padStart(width - 1, "0");
}

interface Fields {
  readonly name: Uint8Array;
  readonly target: Uint8Array;
  readonly type: string;
  readonly size: number;
}

function block(fields: Fields, entry: Entry): Uint8Array {
  const header = new Uint8Array(BLOCK);
  const put = (at: number, text: string): void => {
    header.set(encodeUtf8(text), at);
  };
  header.set(fields.name.subarray(0, 100), 0);
  put(100, octal(entry.mode & 0o7777, 8));
  put(108, octal(entry.uid, 8));
  put(116, octal(entry.gid, 8));
  if (fields.size < 8 ** 11) put(124, octal(fields.size, 12));
  else {
    // Larger than eleven octal digits: base 256, marked by the first bit.
    new DataView(header.buffer).setBigUint64(128, BigInt(fields.size));
    header[124] = 0x80;
  }
  put(136, octal(Math.max(0, Math.floor(entry.mtime)), 12));
  put(148, "        ");
  put(156, fields.type);
  header.set(fields.target.subarray(0, 100), 157);
  put(257, "ustar  ");
  header.set(encodeUtf8(entry.user).subarray(0, 31), 265);
  header.set(encodeUtf8(entry.group).subarray(0, 31), 297);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 7)}\0 `);
  return header;
}

function longName(text: Uint8Array, type: string, entry: Entry): Uint8Array[] {
  const size = text.length + 1;
  const nobody = { ...entry, mode: 0o644, uid: 0, gid: 0, user: "root", group: "root", mtime: 0 };
  const head = block({ name: encodeUtf8(LONG_NAME), target: new Uint8Array(0), type, size }, nobody);
  const body = new Uint8Array(size + padding(size));
  body.set(text);
  return [head, body];
}

/** A member's header in GNU's format, with the long names that do not fit in it. */
export function renderHeader(entry: Entry): Uint8Array[] {
  const name = encodeUtf8(entry.name);
  const target = encodeUtf8(entry.target);
  const blocks: Uint8Array[] = [];
  if (target.length > 100) blocks.push(...longName(target, "K", entry));
  if (name.length > 100) blocks.push(...longName(name, "L", entry));
  blocks.push(block({ name, target, type: TYPES[entry.kind], size: entry.size }, entry));
  return blocks;
}

function text(header: Uint8Array, at: number, length: number): string {
  const field = header.subarray(at, at + length);
  const end = field.indexOf(0);
  return decodeUtf8(end < 0 ? field : field.subarray(0, end));
}

function number(header: Uint8Array, at: number, length: number): number {
  if (((header[at] ?? 0) & 0x80) !== 0) {
    let value = (header[at] ?? 0) & 0x7f;
    for (const byte of header.subarray(at + 1, at + length)) value = value * 256 + byte;
    return value;
  }
  const digits = text(header, at, length).trim();
  return digits === "" ? 0 : parseInt(digits, 8);
}

/** False for a block whose sum is wrong: no header. */
export function isHeader(header: Uint8Array): boolean {
  let sum = 0;
  for (const [at, byte] of header.entries()) sum += at >= 148 && at < 156 ? 32 : byte;
  return number(header, 148, 8) === sum;
}

export interface Header extends Entry {
  /** The type as written: "0", "5", "L", "x" … */
  readonly type: string;
}

export function parseHeader(header: Uint8Array): Header {
  const type = String.fromCharCode(header[156] ?? 0);
  const posix = text(header, 257, 6) === "ustar";
  const prefix = posix ? text(header, 345, 155) : "";
  const name = (prefix === "" ? "" : `${prefix}/`) + text(header, 0, 100);
  const old = type === "\0" || type === "0" || type === "7";
  const kind: EntryKind =
    type === "5" || (old && name.endsWith("/"))
      ? "directory"
      : old
        ? "file"
        : type === "1"
          ? "link"
          : type === "2"
            ? "symlink"
            : "other";
  return {
    name,
    kind,
    type,
    mode: number(header, 100, 8),
    uid: number(header, 108, 8),
    gid: number(header, 116, 8),
    size: type === "1" || type === "2" || type === "5" ? 0 : number(header, 124, 12),
    mtime: number(header, 136, 12),
    target: text(header, 157, 100),
    user: text(header, 265, 32),
    group: text(header, 297, 32),
  };
}

/** "27 mtime=1577934245.5\n…" of a POSIX extended header. */
export function parseExtended(bytes: Uint8Array): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length;) {
    const size = parseInt(decodeUtf8(bytes.subarray(at, at + 20)), 10);
    if (!(size > 0)) break;
    const record = decodeUtf8(bytes.subarray(at, at + size - 1));
    const [, key = "", value = ""] = /^\d+ ([^=]*)=([^]*)$/.exec(record) ?? [];
    records.set(key, value);
    at += size;
  }
  return records;
}

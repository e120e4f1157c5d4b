import { concatBytes } from "#base";
import { ByteSource, inflate, InflateError } from "../archive/inflate.ts";
import { TransferError } from "./transfer-error.ts";

/** Content codings that --compressed asks for and undoes. */
export function decodable(coding: string): boolean {
  return /^(gzip|x-gzip|deflate|identity)$/i.test(coding.trim());
}

/** A whole body without its coding (RFC 9110, section 8.4.1). */
export function decode(coding: string, bytes: Uint8Array): Uint8Array {
  const kind = coding.trim().toLowerCase();
  if (kind === "identity") return bytes;
  const source = new ByteSource();
  source.feed(bytes.subarray(kind === "deflate" ? zlibHead(bytes) : gzipHead(bytes)));
  source.ended = true;
  const pieces: Uint8Array[] = [];
  try {
    const run = inflate(source, (piece) => pieces.push(piece.slice()));
    while (run.next().done !== true);
  } catch (error) {
    if (!(error instanceof InflateError)) throw error;
    throw unreadable();
  }
  return concatBytes(pieces);
}

function unreadable(): TransferError {
  return new TransferError(61, "Error while processing content unencoding: incorrect header check");
}

/** Two bytes of zlib's (RFC 1950), or none: servers send either. */
function zlibHead([first = 0, second = 0]: Uint8Array): number {
  return (first & 15) === 8 && (first * 256 + second) % 31 === 0 ? 2 : 0;
}

/** The length of a member's head (RFC 1952, section 2.3). */
function gzipHead(bytes: Uint8Array): number {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) throw unreadable();
  const flags = bytes[3] ?? 0;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const flag of [8, 16]) if ((flags & flag) !== 0) at = bytes.indexOf(0, at) + 1;
  return at + ((flags & 2) !== 0 ? 2 : 0);
}

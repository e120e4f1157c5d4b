/**
 * Text and bytes. Shell strings carry any bytes: those that are no UTF-8 become the lone surrogates U+DC80 to U+DCFF
 * (as Python's surrogateescape does) and come out again unchanged.
 */
import { decodeUtf8, encodeUtf8 } from "#base";

export function decodeText(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  return text.includes("\ufffd") || bytes[0] === 0xef ? decodeSlowly(bytes) : text;
}

export function encodeText(text: string): Uint8Array {
  return /[\udc80-\udcff]/.test(text) && !text.isWellFormed() ? encodeSlowly(text) : encodeUtf8(text);
}

/** How many bytes of a sequence starting at `at` are valid UTF-8; 0 when it is malformed. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  for (let next = 1; next < length; next += 1) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1] ?? 0;
  if ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f)) return 0;
  if ((lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f)) return 0;
  return length;
}

function decodeSlowly(bytes: Uint8Array): string {
  let text = "";
  let from = 0;
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    text += decodeKeepingMark(bytes.subarray(from, at)) + String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    at += 1;
    from = at;
  }
  return text + decodeKeepingMark(bytes.subarray(from));
}

const keeper = new TextDecoder("utf-8", { ignoreBOM: true });
function decodeKeepingMark(bytes: Uint8Array): string {
  return keeper.decode(bytes);
}

function encodeSlowly(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
    else for (const byte of encodeUtf8(character)) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** The string whose characters are the bytes of `text` (what dash takes characters to be). */
export function byteString(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return Array.from(encodeText(text), (byte) => String.fromCharCode(byte)).join("");
}

/** `text` with each of its bytes beyond ASCII as if it were no UTF-8 (what bash sees in the C locale). */
export function byteText(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return Array.from(encodeText(text), (byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)).join("");
}

/** The inverse of `byteString`. */
export function fromByteString(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return decodeText(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

/** A text as patterns see it: of characters, or of bytes where the shell takes those for characters. */
export function inUnits(shell: { readonly bytewise: boolean }, text: string): string {
  return /^[\x00-\x7f]*$/.test(text) || !shell.bytewise ? text : byteString(text);
}

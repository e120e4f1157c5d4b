/**
 * Byte strings: one character a byte (0 to 255). Tools that cut, compare and copy work on them, so that any data comes
 * through unchanged and regular expressions can be used; `Locale` turns them into text where characters count.
 */
import { decodeUtf8, encodeUtf8 } from "#base";

const NOT_ASCII = /[^\x00-\x7f]/;

export function isAscii(text: string): boolean {
  return !NOT_ASCII.test(text);
}

function onlyAscii(bytes: Uint8Array): boolean {
  let at = 0;
  // Four bytes at a time where memory lies so.
  if (bytes.byteOffset % 4 === 0) {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    for (; at < words.length; at += 1) if (((words[at] ?? 0) & 0x80808080) !== 0) return false;
    at *= 4;
  }
  for (; at < bytes.length; at += 1) if ((bytes[at] ?? 0) > 127) return false;
  return true;
}

export function bytesToByteText(bytes: Uint8Array): string {
  if (onlyAscii(bytes)) return decodeUtf8(bytes);
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

export function byteTextToBytes(text: string): Uint8Array {
  if (isAscii(text)) return encodeUtf8(text);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** The UTF-8 bytes of ordinary text, as a byte string. */
export function textToByteText(text: string): string {
  return isAscii(text) ? text : bytesToByteText(encodeUtf8(text));
}

/** Text for a person or a file name; malformed UTF-8 becomes U+FFFD. */
export function byteTextToText(text: string): string {
  return isAscii(text) ? text : decodeUtf8(byteTextToBytes(text));
}

/** RFC 4648, section 4: bytes as text and back, where neither `btoa` of large texts nor Node's Buffer is at hand. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const CODES = Uint8Array.from(LETTERS, (letter) => letter.charCodeAt(0));
const VALUES = new Uint8Array(128);
CODES.forEach((code, value) => (VALUES[code] = value));
const PAD = "=".charCodeAt(0);
/** Arguments of one call at most: engines have a limit on them. */
const CHUNK = 8192;

export function encodeBase64(bytes: Uint8Array): string {
  const out = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let to = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let shift = 18; shift >= 0; shift -= 6) out[to++] = CODES[(bits >> shift) & 63] ?? 0;
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  out.fill(PAD, out.length - missing);
  let text = "";
  for (let at = 0; at < out.length; at += CHUNK) text += String.fromCharCode(...out.subarray(at, at + CHUNK));
  return text;
}

export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const letters = text.endsWith("==") ? text.length - 2 : text.endsWith("=") ? text.length - 1 : text.length;
  const bytes = new Uint8Array(Math.floor((letters * 3) / 4));
  let to = 0;
  for (let at = 0; at < letters; at += 4) {
    let bits = 0;
    for (let step = 0; step < 4; step++) bits = (bits << 6) | (VALUES[text.charCodeAt(at + step)] ?? 0);
    for (let shift = 16; shift >= 0 && to < bytes.length; shift -= 8) bytes[to++] = (bits >> shift) & 255;
  }
  return bytes;
}

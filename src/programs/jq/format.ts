import { decodeUtf8, encodeUtf8 } from "#base";
import { isArray, type Json, numberText, renderJson } from "./json.ts";
import { described, JqError } from "./value.ts";

/** tostring: a string as it is, anything else as JSON. */
export function textOf(value: Json): string {
  return typeof value === "string" ? value : renderJson(value);
}

const HTML: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", "'": "&apos;", '"': "&quot;" };
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Bits in groups of so many, padded with "=" to whole groups. */
function encodeBits(bytes: Uint8Array, alphabet: string, width: number, block: number): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  let text = "";
  for (let at = 0; at < bits.length; at += width) {
    text += alphabet[parseInt(bits.slice(at, at + width).padEnd(width, "0"), 2)] ?? "";
  }
  return text.padEnd(Math.ceil(text.length / block) * block, "=");
}

function decodeBits(text: string, alphabet: string, width: number): Uint8Array | undefined {
  let bits = "";
  for (const character of text.replace(/=+$/, "")) {
    const value = alphabet.indexOf(character);
    if (value < 0) return undefined;
    bits += value.toString(2).padStart(width, "0");
  }
  const bytes = new Uint8Array(Math.floor(bits.length / 8));
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = parseInt(bits.slice(at * 8, at * 8 + 8), 2);
  return bytes;
}

function row(value: Json, format: "csv" | "tsv"): string {
  if (!isArray(value)) throw new JqError(`${described(value)} cannot be ${format}-formatted, only array`);
  const cells = value.map((cell) => {
    if (cell === null) return "";
    if (typeof cell === "boolean") return String(cell);
    if (typeof cell === "number") return numberText(cell);
    if (typeof cell !== "string") {
      throw new JqError(`${described(cell)} is not valid in a csv row`);
    }
    return format === "csv"
      ? `"${cell.replaceAll('"', '""')}"`
      : cell.replace(/[\t\n\r\\]/g, (character) => ({ "\t": "\\t", "\n": "\\n", "\r": "\\r" })[character] ?? "\\\\");
  });
  return cells.join(format === "csv" ? "," : "\t");
}

/** `@name`. */
export function formatted(name: string, value: Json): string {
  switch (name) {
    case "@text":
      return textOf(value);
    case "@json":
      return renderJson(value);
    case "@html":
      return textOf(value).replace(/[<>&'"]/g, (character) => HTML[character] ?? character);
    case "@uri":
      return Array.from(encodeUtf8(textOf(value)), (byte) => {
        const character = String.fromCharCode(byte);
        return /[\w.~!*'()-]/.test(character) && byte < 128
          ? character
          : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
      }).join("");
    case "@csv":
    case "@tsv":
      return row(value, name === "@csv" ? "csv" : "tsv");
    case "@sh": {
      const words = isArray(value) ? value : [value];
      return words
        .map((word) => {
          if (typeof word === "object" && word !== null)
            throw new JqError(`${described(word)} can not be escaped for shell`);
          return typeof word === "string" ? `'${word.replaceAll("'", `'\\''`)}'` : textOf(word);
        })
        .join(" ");
    }
    case "@base64":
      return encodeBits(encodeUtf8(textOf(value)), BASE64, 6, 4);
    case "@base32":
      return encodeBits(encodeUtf8(textOf(value)), BASE32, 5, 8);
    case "@base64d":
    case "@base32d": {
      const text = textOf(value);
      const bytes = name === "@base64d" ? decodeBits(text, BASE64, 6) : decodeBits(text, BASE32, 5);
      if (bytes === undefined) throw new JqError(`${described(value)} is not valid ${name.slice(1, -1)} data`);
      return decodeUtf8(bytes);
    }
    default:
      throw new JqError(`${name.slice(1)} is not a valid format`);
  }
}

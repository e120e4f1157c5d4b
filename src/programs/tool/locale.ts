import { byteTextToBytes, bytesToByteText, isAscii } from "./byte-text.ts";
import { decodeUtf8, encodeUtf8 } from "#base";
import { CONTROL_ESCAPES } from "./escapes.ts";

/**
 * What the environment says of characters: UTF-8 or, in the C locale, bytes. Sorting and case are those of C in both.
 * Malformed UTF-8 survives as lone surrogates U+DC80 to U+DCFF, one a byte.
 */
export interface Locale {
  readonly utf8: boolean;
  /** A byte string as characters: the same in the C locale. */
  decode(bytes: string): string;
  encode(text: string): string;
  /** A word of the command line as characters of this locale. */
  argument(word: string): string;
  /** The inverse of `argument`: ordinary text, e.g. for a file's name. */
  text(characters: string): string;
  /** ‘x’ in UTF-8, 'x' elsewhere: how GNU's messages quote. */
  readonly quote: (word: string) => string;
}

const SEQUENCE = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\xff]/g;

function decodeSequence(bytes: string): string {
  if (bytes.length > 1) {
    const decoded = decodeUtf8(byteTextToBytes(bytes));
    if (!decoded.includes("\ufffd") || bytes === "\xef\xbf\xbd") return decoded;
  }
  return bytes.replace(/[^]/g, (byte) => String.fromCharCode(0xdc00 + byte.charCodeAt(0)));
}

function decode(bytes: string): string {
  return isAscii(bytes) ? bytes : bytes.replace(SEQUENCE, decodeSequence);
}

const LONE = /(?<![\ud800-\udbff])[\udc80-\udcff]/;

function encode(text: string): string {
  if (isAscii(text)) return text;
  if (!LONE.test(text)) return bytesToByteText(encodeUtf8(text));
  return text
    .split(/((?<![\ud800-\udbff])[\udc80-\udcff])/)
    .map((part, index) =>
      index % 2 === 1 ? String.fromCharCode(part.charCodeAt(0) - 0xdc00) : bytesToByteText(encodeUtf8(part)),
    )
    .join("");
}

const ESCAPES: Readonly<Record<string, string>> = { ...CONTROL_ESCAPES, "\\": "\\\\" };

export function octalEscape(character: string): string {
  return Array.from(encode(character), (byte) => `\\${byte.charCodeAt(0).toString(8).padStart(3, "0")}`).join("");
}

function escapeSpecial(word: string, closing: string, utf8: boolean): string {
  return word.replace(utf8 ? /[\x00-\x1f\x7f\\’]/g : /[\x00-\x1f\x7f-\uffff\\']/g, (character) =>
    character === closing ? `\\${character}` : (ESCAPES[character] ?? octalEscape(character)),
  );
}

const UTF8: Locale = {
  utf8: true,
  decode,
  encode,
  argument: (word) => word,
  text: (characters) => characters,
  quote: (word) => `‘${escapeSpecial(word, "’", true)}’`,
};

const C: Locale = {
  utf8: false,
  decode: (bytes) => bytes,
  encode: (text) => text,
  argument: (word) => encode(word),
  text: (characters) => decode(characters),
  quote: (word) => `'${escapeSpecial(word, "'", false)}'`,
};

/** LC_ALL, else LC_CTYPE, else LANG; none of them means C. */
export function localeOf(env: Readonly<Record<string, string | undefined>>): Locale {
  const name = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== "");
  return name !== undefined && /utf-?8/i.test(name) ? UTF8 : C;
}

import type { Program } from "#kernel";
import { readAll } from "./tool/input.ts";
import { isFileError, Refusal, tool } from "./tool/tool.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function encode(bytes: string): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const part = bytes.slice(at, at + 3);
    const bits = (part.charCodeAt(0) << 16) | ((part.charCodeAt(1) || 0) << 8) | (part.charCodeAt(2) || 0);
    const four = [18, 12, 6, 0].map((shift) => ALPHABET[(bits >> shift) & 63] ?? "").join("");
    text += four.slice(0, part.length + 1).padEnd(4, "=");
  }
  return text;
}

/** The bytes, and whether the text was whole; what comes before a fault is kept. */
function decode(text: string): { bytes: string; valid: boolean } {
  let bytes = "";
  for (let at = 0; at < text.length; at += 4) {
    const four = text.slice(at, at + 4);
    const match = /^[A-Za-z0-9+/]{4}$|^[A-Za-z0-9+/]{3}=$|^[A-Za-z0-9+/]{2}==$/.exec(four);
    const digits = match === null ? (/^[A-Za-z0-9+/]*/.exec(four)?.[0] ?? "") : four.replace(/=+$/, "");
    const bits = [...digits].reduce((sum, digit, index) => sum | (ALPHABET.indexOf(digit) << (18 - 6 * index)), 0);
    const count = Math.max(0, digits.length - 1);
    bytes += String.fromCharCode((bits >> 16) & 255, (bits >> 8) & 255, bits & 255).slice(0, count);
    if (match === null) return { bytes, valid: false };
  }
  return { bytes, valid: true };
}

interface Encoding {
  readonly encode: (bytes: string) => string;
  readonly decode: (text: string) => { bytes: string; valid: boolean };
  /** What -i leaves out. */
  readonly garbage: RegExp;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** How many letters so many bytes take, and the other way round. */
const LETTERS_OF = [0, 2, 4, 5, 7, 8];
const BYTES_OF = new Map(LETTERS_OF.map((letters, bytes) => [letters, bytes]));

function encode32(bytes: string): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 5) {
    const part = bytes.slice(at, at + 5);
    let bits = 0n;
    for (let index = 0; index < 5; index += 1) bits = (bits << 8n) | BigInt(part.charCodeAt(index) || 0);
    let eight = "";
    for (let shift = 35n; shift >= 0n; shift -= 5n) eight += LETTERS[Number((bits >> shift) & 31n)] ?? "";
    text += eight.slice(0, LETTERS_OF[part.length]).padEnd(8, "=");
  }
  return text;
}

function decode32(text: string): { bytes: string; valid: boolean } {
  let bytes = "";
  for (let at = 0; at < text.length; at += 8) {
    const eight = text.slice(at, at + 8);
    const letters = /^[A-Z2-7]*/.exec(eight)?.[0] ?? "";
    const count = BYTES_OF.get(letters.length);
    const bits = [...letters.padEnd(8, "A")].reduce((sum, letter) => (sum << 5n) | BigInt(LETTERS.indexOf(letter)), 0n);
    const whole = eight.length === 8 && count !== undefined && letters + "=".repeat(8 - letters.length) === eight;
    if (!whole) return { bytes, valid: false };
    for (let index = 0; index < count; index += 1)
      bytes += String.fromCharCode(Number((bits >> BigInt(32 - 8 * index)) & 255n));
  }
  return { bytes, valid: true };
}

/** Bytes as printable text (RFC 4648) and back. */
const asText = ({ encode: write, decode: read, garbage }: Encoding): Program =>
  tool({ options: "d,decode i,ignore-garbage w,wrap=" }, async (run) => {
    const wrapText = run.value("w") ?? "76";
    if (!/^\d+$/.test(wrapText)) throw new Refusal(`invalid wrap size: ${run.locale.quote(wrapText)}`);
    if (run.operands.length > 1) {
      throw new Refusal(`extra operand ${run.locale.quote(run.operands[1] ?? "")}`, { usage: true });
    }
    const name = run.operands[0] ?? "-";
    let input: string;
    try {
      if (run.tryStat(name)?.kind === "directory" && name !== "-") throw new Refusal("read error: Is a directory");
      const file = run.openInput(name);
      input = await readAll(run, file);
      file.close();
    } catch (error) {
      if (!isFileError(error)) throw error;
      throw new Refusal(`${name}: ${error.reason}`);
    }
    if (run.has("d")) {
      const { bytes, valid } = read(input.replace(run.has("i") ? garbage : /\n/g, ""));
      await run.out.raw(bytes);
      if (!valid) throw new Refusal("invalid input");
      return 0;
    }
    const text = write(input);
    const wrap = Number(wrapText);
    if (wrap === 0) await run.out.raw(text);
    else for (let at = 0; at < text.length; at += wrap) await run.out.raw(`${text.slice(at, at + wrap)}\n`);
    return 0;
  });

export const base64 = asText({ encode, decode, garbage: /[^A-Za-z0-9+/=]/g });
export const base32 = asText({ encode: encode32, decode: decode32, garbage: /[^A-Z2-7=]/g });

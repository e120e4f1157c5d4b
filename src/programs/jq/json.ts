/** JSON as jq reads it (one value after the other, its own messages) and writes it. Objects keep the order of keys. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

export function isObject(value: Json): value is JsonObject {
  return value instanceof Map;
}

export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Malformed JSON, in jq's words, without the place. */
export class JsonError extends Error {
  override readonly name = "JsonError";
}

type Open =
  | { readonly kind: "array"; readonly items: Json[] }
  | { readonly kind: "object"; readonly map: Map<string, Json>; key: string | undefined };

/** What stands behind a backslash in a string (RFC 8259, 7), `\\u` aside. */
export const ESCAPES: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  '"': '"',
  "\\": "\\",
  "/": "/",
};
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/** Reads values from text that comes in pieces. */
export class JsonScanner {
  line = 1;
  column = 0;
  #stack: Open[] = [];
  #next: Json | undefined;
  #token = "";
  #inString = false;
  #escaped = false;
  readonly #take: (value: Json) => void;

  constructor(take: (value: Json) => void) {
    this.#take = take;
  }

  get place(): string {
    return `at line ${String(this.line)}, column ${String(this.column)}`;
  }

  push(text: string): void {
    for (const character of text) {
      if (character === "\n") {
        this.line += 1;
        this.column = 0;
      } else this.column += 1;
      if (this.#inString) {
        if (this.#escaped) {
          this.#escaped = false;
          this.#token += character;
        } else if (character === '"') this.#endString();
        else {
          this.#escaped = character === "\\";
          this.#token += character;
        }
        continue;
      }
      switch (character) {
        case '"':
          this.#endLiteral();
          this.#inString = true;
          break;
        case " ":
        case "\t":
        case "\r":
        case "\n":
          this.#endLiteral();
          break;
        case "[":
        case "{":
        case ":":
        case ",":
        case "]":
        case "}":
          this.#endLiteral();
          this.#structure(character);
          break;
        default:
          this.#token += character;
          continue;
      }
      this.#emit();
    }
  }

  end(): void {
    if (this.#inString) throw new JsonError("Unfinished string at EOF");
    try {
      this.#endLiteral();
    } catch (error) {
      if (error instanceof JsonError) throw new JsonError(`${error.message} at EOF`);
      throw error;
    }
    if (this.#stack.length > 0) throw new JsonError("Unfinished JSON term at EOF");
    this.#emit();
  }

  #emit(): void {
    if (this.#stack.length > 0 || this.#next === undefined) return;
    const value = this.#next;
    this.#next = undefined;
    this.#take(value);
  }

  #value(value: Json): void {
    if (this.#next !== undefined) throw new JsonError("Expected separator between values");
    this.#next = value;
  }

  #endLiteral(): void {
    const token = this.#token;
    if (token === "") return;
    this.#token = "";
    const words: Readonly<Record<string, Json>> = { true: true, false: false, null: null, nan: NaN };
    if (Object.hasOwn(words, token)) this.#value(words[token] ?? null);
    else if (/^[tfn]/.test(token)) throw new JsonError("Invalid literal");
    else if (NUMBER.test(token)) this.#value(Number(token));
    else throw new JsonError("Invalid numeric literal");
  }

  #endString(): void {
    this.#inString = false;
    const text = this.#token;
    this.#token = "";
    if (/[\x00-\x1f]/.test(text)) {
      throw new JsonError("Invalid string: control characters from U+0000 through U+001F must be escaped");
    }
    this.#value(
      text.includes("\\")
        ? text.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_, code: string | undefined, letter: string | undefined) => {
            if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
            const character = ESCAPES[letter ?? ""];
            if (character === undefined) throw new JsonError(letter === "u" ? "Invalid escape" : "Invalid escape");
            return character;
          })
        : text,
    );
  }

  #structure(character: string): void {
    const top = this.#stack.at(-1);
    const next = this.#next;
    switch (character) {
      case "[":
      case "{":
        if (next !== undefined) throw new JsonError("Expected separator between values");
        this.#stack.push(
          character === "[" ? { kind: "array", items: [] } : { kind: "object", map: new Map(), key: undefined },
        );
        return;
      case ":":
        if (next === undefined) throw new JsonError("Expected string key before ':'");
        if (top?.kind !== "object" || top.key !== undefined) throw new JsonError("':' not as part of an object");
        if (typeof next !== "string") throw new JsonError("Object keys must be strings");
        top.key = next;
        this.#next = undefined;
        return;
      case ",":
        if (next === undefined) throw new JsonError("Expected value before ','");
        if (top === undefined) throw new JsonError("',' not as part of an object or array");
        this.#keep(top, next);
        return;
      case "]":
        if (top?.kind !== "array") throw new JsonError("Unmatched ']'");
        if (next !== undefined) top.items.push(next);
        else if (top.items.length > 0) throw new JsonError("Expected another array element");
        this.#stack.pop();
        this.#next = top.items;
        return;
      default:
        if (top?.kind !== "object") throw new JsonError("Unmatched '}'");
        if (next !== undefined) this.#keep(top, next);
        else if (top.map.size > 0) throw new JsonError("Expected another key-value pair");
        this.#stack.pop();
        this.#next = top.map;
    }
  }

  #keep(top: Open, next: Json): void {
    this.#next = undefined;
    if (top.kind === "array") top.items.push(next);
    else if (top.key === undefined) throw new JsonError("Objects must consist of key:value pairs");
    else {
      top.map.set(top.key, next);
      top.key = undefined;
    }
  }
}

/** All values of a text. */
export function parseJson(text: string): Json[] {
  const values: Json[] = [];
  const scanner = new JsonScanner((value) => values.push(value));
  try {
    scanner.push(text);
    scanner.end();
  } catch (error) {
    if (error instanceof JsonError) throw new JsonError(`${error.message} ${scanner.place}`);
    throw error;
  }
  return values;
}

/** Code points in order, as UTF-8 compares. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a === b) continue;
    // Surrogates stand for characters behind all others.
    const [high, low] = [a >= 0xd800 && a < 0xe000, b >= 0xd800 && b < 0xe000];
    return high === low ? a - b : high ? 1 : -1;
  }
  return left.length - right.length;
}

export function sortedKeys(object: JsonObject): string[] {
  return [...object.keys()].sort(compareText);
}

/** The shortest digits that read back as the same number. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return "null";
  const finite = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  if (Object.is(finite, -0)) return "-0";
  const [mantissa = "", exponentText = "0"] = finite.toExponential().split("e");
  const digits = mantissa.replace(/[-.]/g, "");
  const point = Number(exponentText) + 1;
  const sign = finite < 0 ? "-" : "";
  if (point <= -4 || point > digits.length + 15) {
    const tail = digits.length > 1 ? `.${digits.slice(1)}` : "";
    const power = point - 1;
    const size = String(Math.abs(power)).padStart(2, "0");
    return `${sign}${digits[0] ?? ""}${tail}e${power < 0 ? "-" : "+"}${size}`;
  }
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (digits.length <= point) return sign + digits.padEnd(point, "0");
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

const SHORT: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  '"': '\\"',
  "\\": "\\\\",
};

function stringText(text: string, ascii = false): string {
  const body = text.replace(ascii ? /[\x00-\x1f"\\\x7f-\uffff]/g : /[\x00-\x1f"\\\x7f]/g, (character) => {
    return SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${body}"`;
}

export interface Style {
  /** What one level is indented by; "" puts all on one line. */
  readonly indent: string;
  readonly sortKeys: boolean;
  readonly ascii: boolean;
  readonly color: boolean;
}

export const COMPACT: Style = { indent: "", sortKeys: false, ascii: false, color: false };

const COLORS = {
  null: "1;30",
  false: "0;39",
  true: "0;39",
  number: "0;39",
  string: "0;32",
  array: "1;39",
  object: "1;39",
};
const KEY_COLOR = "34;1";
const RESET = "\x1b[0m";

export function renderJson(value: Json, style: Style = COMPACT, lead = ""): string {
  const start = (name: keyof typeof COLORS): string => (style.color ? `\x1b[${COLORS[name]}m` : "");
  const painted = (name: keyof typeof COLORS, text: string): string =>
    style.color ? `${start(name)}${text}${RESET}` : text;
  if (value === null) return painted("null", "null");
  if (typeof value === "boolean") return painted(value ? "true" : "false", String(value));
  if (typeof value === "number") return painted("number", numberText(value));
  if (typeof value === "string") return painted("string", stringText(value, style.ascii));
  const inner = lead + style.indent;
  const line = style.indent === "" ? "" : `\n${inner}`;
  const last = style.indent === "" ? "" : `\n${lead}`;
  if (isArray(value)) {
    if (value.length === 0) return style.color ? `${start("array")}[]${RESET}` : "[]";
    const items = value.map((item) => renderJson(item, style, inner));
    if (!style.color) return `[${line}${items.join(`,${line}`)}${last}]`;
    const paint = start("array");
    return `${paint}[${line}${items.join(`${paint},${line}`)}${paint}${last}${paint}]${RESET}`;
  }
  if (value.size === 0) return style.color ? `${start("object")}{}${RESET}` : "{}";
  const keys = style.sortKeys ? sortedKeys(value) : [...value.keys()];
  const colon = style.indent === "" ? ":" : ": ";
  if (!style.color) {
    const pairs = keys.map(
      (key) => `${stringText(key, style.ascii)}${colon}${renderJson(value.get(key) ?? null, style, inner)}`,
    );
    return `{${line}${pairs.join(`,${line}`)}${last}}`;
  }
  const paint = start("object");
  const pairs = keys.map((key) => {
    const name = `${RESET}\x1b[${KEY_COLOR}m${stringText(key, style.ascii)}${RESET}`;
    return `${name}${paint}${colon}${RESET}${renderJson(value.get(key) ?? null, style, inner)}`;
  });
  return `${paint}{${line}${pairs.join(`${paint},${line}`)}${paint}${last}${paint}}${RESET}`;
}

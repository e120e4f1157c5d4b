/** HTTP/1.1 responses, read as they come (RFC 9112). */

export interface ResponseHead {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  /** In order, names as sent. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The bytes of the head with its empty line. */
  readonly raw: Uint8Array;
}

/** Reads the next bytes; null at the end of the connection. */
export type Source = () => Promise<Uint8Array | null>;

export type BodyEnd = "whole" | "cut";

/** Bytes that were read and not used yet, over a source. */
export class ResponseReader {
  readonly #source: Source;
  #held = new Uint8Array(0);
  #ended = false;
  received = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  /** The head; undefined when the connection ended before a byte came. Throws on what is no HTTP. */
  async head(): Promise<ResponseHead | undefined> {
    while (endOfHead(this.#held) < 0) {
      if (this.#held.length >= 5 && !latin1(this.#held.subarray(0, 5)).startsWith("HTTP/")) throw new NotHttp();
      if (!(await this.#more())) {
        if (this.#held.length === 0) return undefined;
        throw new NotHttp();
      }
    }
    const raw = this.#take(endOfHead(this.#held));
    const [line = "", ...rest] = latin1(raw).trimEnd().split(/\r?\n/);
    const [, version = "", status = "", reason = ""] = /^HTTP\/(\d(?:\.\d)?) (\d{3}) ?(.*)$/.exec(line) ?? [];
    if (version === "") throw new NotHttp();
    const headers = rest.map((text) => {
      const colon = text.indexOf(":");
      return [text.slice(0, colon), text.slice(colon + 1).trim()] as const;
    });
    return { version, status: Number(status), reason, headers, raw };
  }

  /** Hands the body over as it comes. */
  async body(
    head: ResponseHead,
    { none, raw = false }: { none: boolean; raw?: boolean },
    take: (bytes: Uint8Array) => Promise<void>,
  ): Promise<BodyEnd> {
    if (none || head.status === 204 || head.status === 304 || head.status < 200) return "whole";
    if (/\bchunked\b/i.test(headerOf(head, "transfer-encoding") ?? "")) return this.#chunked(take, raw);
    const length = headerOf(head, "content-length");
    if (length !== undefined) return this.#counted(Number(length), take);
    for (;;) {
      if (this.#held.length > 0) await take(this.#take(this.#held.length));
      if (!(await this.#more())) return "whole";
    }
  }

  async #counted(length: number, take: (bytes: Uint8Array) => Promise<void>): Promise<BodyEnd> {
    for (let left = length; left > 0;) {
      if (this.#held.length === 0 && !(await this.#more())) return "cut";
      const part = this.#take(Math.min(left, this.#held.length));
      left -= part.length;
      await take(part);
    }
    return "whole";
  }

  /** `raw`: the frames are handed over with the rest. */
  async #chunked(take: (bytes: Uint8Array) => Promise<void>, raw: boolean): Promise<BodyEnd> {
    const frame = async (text: string | undefined): Promise<void> => {
      if (raw && text !== undefined) await take(Uint8Array.from(`${text}\r\n`, (letter) => letter.charCodeAt(0)));
    };
    for (;;) {
      const size = await this.#line();
      await frame(size);
      if (size === undefined) return "cut";
      const length = Number.parseInt(size, 16);
      if (Number.isNaN(length)) throw new NotHttp();
      if (length === 0) break;
      if ((await this.#counted(length, take)) === "cut") return "cut";
      const end = await this.#line();
      if (end === undefined) return "cut";
      await frame(end);
    }
    // Trailers, and the empty line after them.
    for (let line = await this.#line(); line !== undefined && line !== "";) line = await this.#line();
    await frame("");
    return "whole";
  }

  async #line(): Promise<string | undefined> {
    let end: number;
    while ((end = this.#held.indexOf(10)) < 0) if (!(await this.#more())) return undefined;
    return latin1(this.#take(end + 1)).trimEnd();
  }

  #take(length: number): Uint8Array {
    const part = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    return part;
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    const bytes = await this.#source();
    if (bytes === null) {
      this.#ended = true;
      return false;
    }
    this.received += bytes.length;
    const joined = new Uint8Array(this.#held.length + bytes.length);
    joined.set(this.#held);
    joined.set(bytes, this.#held.length);
    this.#held = joined;
    return true;
  }
}

/** The server answered something else. */
export class NotHttp extends Error {
  override readonly name = "NotHttp";
}

/** The last value of a header, whatever its letters' case. */
export function headerOf(head: ResponseHead, name: string): string | undefined {
  return head.headers.findLast(([key]) => key.toLowerCase() === name)?.[1];
}

export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

function endOfHead(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    if (bytes[at + 1] === 10) return at + 2;
    if (bytes[at + 1] === 13 && bytes[at + 2] === 10) return at + 3;
  }
  return -1;
}

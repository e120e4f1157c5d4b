import { HttpError, type HttpHeader } from "./message.ts";
import { LineReader } from "./line-reader.ts";

export interface ResponseHead {
  readonly version: "HTTP/1.0" | "HTTP/1.1";
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly HttpHeader[];
}

type State = "head" | "length" | "until-close" | "chunk-size" | "chunk" | "chunk-end" | "trailers" | "done";

/**
 * Reads one response of HTTP/1.x from bytes as they come (RFC 9112). Interim responses (1xx) are passed over; 101 is
 * refused, because nobody here speaks another protocol afterwards.
 */
export class ResponseParser {
  /** There once the head is complete. */
  head: ResponseHead | undefined;
  trailers: readonly HttpHeader[] = [];
  readonly #lines = new LineReader();
  readonly #body: Uint8Array[] = [];
  readonly #bodyless: boolean;
  #state: State = "head";
  #left = 0;
  #fields: string[] = [];

  /** The request's method decides whether there is a body: HEAD has none. */
  constructor(method: string) {
    this.#bodyless = method === "HEAD";
  }

  get done(): boolean {
    return this.#state === "done";
  }

  /** Whether the connection may carry another request after this response. */
  get reusable(): boolean {
    if (this.head === undefined || !this.done) return false;
    const connection = headerValue(this.head.headers, "connection")?.toLowerCase() ?? "";
    const keeps = this.head.version === "HTTP/1.1" ? !connection.includes("close") : connection.includes("keep-alive");
    return keeps && !this.#untilClose;
  }

  #untilClose = false;

  /** Takes more bytes from the connection. */
  push(bytes: Uint8Array): void {
    this.#lines.push(bytes);
    while (this.#step());
  }

  /** The connection ended. Throws when it ended in the middle. */
  end(): void {
    if (this.#state === "until-close") this.#state = "done";
    if (this.#state === "done") return;
    if (this.#state !== "head") throw new HttpError("the connection ended in the middle of the response");
    throw new HttpError(this.#lines.size === 0 ? "the server sent nothing" : "the connection ended in the head");
  }

  /** The next piece of the decoded body; undefined when there is none yet. */
  takeBody(): Uint8Array | undefined {
    return this.#body.shift();
  }

  #step(): boolean {
    switch (this.#state) {
      case "head":
        return this.#line((line) => this.#headLine(line));
      case "length":
      case "chunk":
        return this.#piece();
      case "until-close": {
        const bytes = this.#lines.take(Infinity);
        if (bytes.length > 0) this.#body.push(bytes);
        return false;
      }
      case "chunk-size":
        return this.#line((line) => this.#chunkSize(line));
      case "chunk-end":
        return this.#line((line) => {
          if (line !== "") throw new HttpError("a chunk is longer than its size says");
          this.#state = "chunk-size";
        });
      case "trailers":
        return this.#line((line) => {
          if (line !== "") return void this.#fields.push(line);
          this.trailers = parseFields(this.#fields);
          this.#state = "done";
        });
      case "done":
        return false;
    }
  }

  #line(use: (line: string) => void): boolean {
    const line = this.#lines.line();
    if (line === undefined) return false;
    use(line);
    return true;
  }

  #headLine(line: string): void {
    // A server may send an empty line before the status line (RFC 9112, 2.2).
    if (line === "" && this.#fields.length === 0) return;
    if (line !== "") return void this.#fields.push(line);
    const [statusLine = "", ...fields] = this.#fields;
    this.#fields = [];
    const match = /^(HTTP\/1\.[01]) ([1-9]\d\d)(?: (.*))?$/.exec(statusLine);
    if (match === null) throw new HttpError(`no status line of HTTP/1.1: ${JSON.stringify(statusLine.slice(0, 80))}`);
    const status = Number(match[2]);
    if (status === 101) throw new HttpError("the server switched protocols, which is not supported here");
    if (status < 200) return;
    const version = match[1] === "HTTP/1.0" ? "HTTP/1.0" : "HTTP/1.1";
    this.head = { version, status, reason: match[3] ?? "", headers: parseFields(fields) };
    this.#chooseBody(this.head);
  }

  /** RFC 9112, 6.3: how long the body is. */
  #chooseBody({ status, headers }: ResponseHead): void {
    const coding = headerValue(headers, "transfer-encoding")?.trim().toLowerCase();
    const lengths = headers
      .filter(([name]) => name.toLowerCase() === "content-length")
      .map(([, value]) => value.trim());
    if (this.#bodyless || status === 204 || status === 304) this.#state = "done";
    else if (coding === "chunked") this.#state = "chunk-size";
    else if (coding !== undefined) throw new HttpError(`transfer coding ${coding} is not supported`);
    else if (lengths.length > 0) {
      const [length = ""] = new Set(lengths.flatMap((value) => value.split(/\s*,\s*/)));
      if (!/^\d+$/.test(length) || lengths.some((value) => !value.split(/\s*,\s*/).every((one) => one === length))) {
        throw new HttpError(`no valid Content-Length: ${lengths.join(", ")}`);
      }
      this.#left = Number(length);
      this.#state = this.#left === 0 ? "done" : "length";
    } else {
      this.#untilClose = true;
      this.#state = "until-close";
    }
  }

  #chunkSize(line: string): void {
    const digits = /^[0-9a-fA-F]{1,12}(?=\s*(?:;|$))/.exec(line)?.[0];
    if (digits === undefined) throw new HttpError(`no chunk size: ${JSON.stringify(line.slice(0, 40))}`);
    this.#left = parseInt(digits, 16);
    this.#state = this.#left === 0 ? "trailers" : "chunk";
  }

  #piece(): boolean {
    const bytes = this.#lines.take(this.#left);
    if (bytes.length === 0) return false;
    this.#body.push(bytes);
    this.#left -= bytes.length;
    if (this.#left === 0) this.#state = this.#state === "length" ? "done" : "chunk-end";
    return true;
  }
}

/** The value of the first header of that name, in any case. */
export function headerValue(headers: readonly HttpHeader[], name: string): string | undefined {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1];
}

function parseFields(lines: readonly string[]): HttpHeader[] {
  const fields: [string, string][] = [];
  for (const line of lines) {
    const last = fields.at(-1);
    // Folded lines are obsolete, and still sent (RFC 9112, 5.2).
    if (/^[ \t]/.test(line) && last !== undefined) {
      last[1] = `${last[1]} ${line.trim()}`;
      continue;
    }
    const match = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*$/.exec(line);
    if (match === null) throw new HttpError(`no header line: ${JSON.stringify(line.slice(0, 80))}`);
    fields.push([match[1] ?? "", match[2] ?? ""]);
  }
  return fields;
}

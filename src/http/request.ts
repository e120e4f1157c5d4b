import { concatBytes } from "#base";
import { HttpError, type HttpHeader } from "./message.ts";
import { headerValue } from "./response-parser.ts";

export interface HttpRequest {
  readonly method: string;
  /** Path and query. Characters beyond ASCII and blanks are percent-encoded. */
  readonly target: string;
  readonly headers: readonly HttpHeader[];
  readonly body?: Uint8Array;
}

/** The bytes of a request (RFC 9112). Host, Content-Length and Connection are added where they are missing. */
export function renderRequest(request: HttpRequest, host: string): Uint8Array {
  const { method, headers, body } = request;
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method)) throw new HttpError(`no method: ${JSON.stringify(method)}`);
  for (const [name, value] of headers) {
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name) || /[\r\n\0]/.test(value)) {
      throw new HttpError(`no header: ${JSON.stringify(`${name}: ${value}`)}`);
    }
  }
  const added: HttpHeader[] = [];
  const lacks = (name: string): boolean => headerValue(headers, name) === undefined;
  if (lacks("host")) added.push(["Host", host]);
  const needsLength = body !== undefined || /^(?:POST|PUT|PATCH)$/.test(method);
  if (needsLength && lacks("content-length") && lacks("transfer-encoding")) {
    added.push(["Content-Length", String(body?.length ?? 0)]);
  }
  if (lacks("connection")) added.push(["Connection", "close"]);
  const lines = [
    `${method} ${encodeTarget(request.target)} HTTP/1.1`,
    ...[...added, ...headers].map((one) => one.join(": ")),
  ];
  const head = encodeLatin1(`${lines.join("\r\n")}\r\n\r\n`);
  return body === undefined ? head : concatBytes([head, body]);
}

function encodeTarget(target: string): string {
  const path = target === "" ? "/" : target;
  return path.replace(/[^\u0021-\u007e]/gu, (character) => encodeURIComponent(character));
}

/** One byte a character; what does not fit in a byte goes as UTF-8. */
function encodeLatin1(text: string): Uint8Array {
  if (/[^\u0000-\u00ff]/.test(text)) return new TextEncoder().encode(text);
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

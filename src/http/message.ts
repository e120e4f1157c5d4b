/** A header as it goes over the wire: one character a byte. */
export type HttpHeader = readonly [name: string, value: string];

/** Bytes that are no HTTP/1.1, or a request that cannot be written as such. */
export class HttpError extends Error {
  override readonly name = "HttpError";
}

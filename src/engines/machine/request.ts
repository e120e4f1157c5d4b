import { HttpError, renderRequest, ResponseParser } from "#http";
import type { LoopbackRequest, LoopbackResponse } from "../engine.ts";
import type { ByteChannel } from "./byte-channel.ts";

/** A request as it goes over the wire. */
export function requestBytes(port: number, { method, path, headers, body }: LoopbackRequest): Uint8Array {
  return renderRequest({ method, target: path, headers, ...(body === undefined ? {} : { body }) }, `localhost:${port}`);
}

/**
 * One request over one connection, which is closed with the body's end or when nobody wants it any more. `rest` are the
 * bytes of the request that were not sent with the connection.
 */
export async function requestOver(
  channel: ByteChannel,
  port: number,
  { method, signal }: LoopbackRequest,
  rest: Uint8Array,
): Promise<LoopbackResponse> {
  const reader = channel.readable.getReader();
  const close = (): void => void reader.cancel().catch(() => undefined);
  signal?.addEventListener("abort", close, { once: true });
  // It may have been given up while the connection was made.
  if (signal?.aborted === true) close();
  const parser = new ResponseParser(method);
  const next = async (): Promise<boolean> => {
    const { done, value } = await reader.read();
    signal?.throwIfAborted();
    if (done) parser.end();
    else parser.push(value);
    return !done;
  };
  try {
    // A server may answer and stop listening before it has everything: the answer counts.
    void channel.write(rest).catch(() => undefined);
    while (parser.head === undefined) await next();
  } catch (error) {
    close();
    throw error instanceof HttpError ? new TypeError(`port ${port}: ${error.message}`, { cause: error }) : error;
  }
  const { status, reason, headers: answered } = parser.head;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        const piece = parser.takeBody();
        if (piece !== undefined) {
          controller.enqueue(piece);
          return;
        }
        if (parser.done) {
          close();
          controller.close();
          return;
        }
        await next();
      }
    },
    cancel: close,
  });
  return { status, reason, headers: answered, body: stream };
}

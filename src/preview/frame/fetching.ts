import type { Channel } from "./channel.ts";

const NULL_BODY = new Set([101, 204, 205, 304]);

type Fetch = typeof globalThis.fetch;

/** `fetch` over the page's machine. `data:` and `blob:` stay the browser's own; other hosts fail as an unreachable one. */
export function makeFetch(channel: Channel): Fetch {
  const own = globalThis.fetch.bind(globalThis);
  return async (input, init) => {
    const request = new Request(input, init);
    if (/^(?:data|blob):/.test(request.url)) return own(request);
    // The platform drops what only browsers may set, but a bad mode must still be told apart.
    const mode = request.mode === "no-cors" || request.mode === "same-origin" ? request.mode : "cors";
    const body =
      request.method === "GET" || request.method === "HEAD" ? undefined : new Uint8Array(await request.arrayBuffer());
    request.signal.throwIfAborted();
    const id = channel.id();
    return new Promise<Response>((resolve, reject) => {
      let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
      const stop: (() => void)[] = [];
      const finish = (): void => stop.forEach((end) => end());
      const abort = (): void => {
        channel.post({ type: "abort", id });
        finish();
        reject(request.signal.reason as Error);
        controller?.error(request.signal.reason);
      };
      request.signal.addEventListener("abort", abort, { once: true });
      stop.push(
        () => request.signal.removeEventListener("abort", abort),
        channel.on("head", (head) => {
          if (head.id !== id) return;
          const stream = new ReadableStream<Uint8Array>({
            start: (given) => (controller = given),
            cancel: () => channel.post({ type: "abort", id }),
          });
          resolve(responseOf(head, stream));
        }),
        channel.on("chunk", (chunk) => {
          if (chunk.id === id) controller?.enqueue(chunk.bytes);
        }),
        channel.on("end", (end) => {
          if (end.id !== id) return;
          finish();
          controller?.close();
        }),
        channel.on("failed", (failed) => {
          if (failed.id !== id) return;
          finish();
          console.error(`fetch ${request.url}: ${failed.message}`);
          const error = new TypeError("Failed to fetch");
          reject(error);
          controller?.error(error);
        }),
      );
      channel.post({
        type: "fetch",
        id,
        url: request.url,
        method: request.method,
        headers: [...request.headers],
        ...(body === undefined ? {} : { body }),
        mode,
        credentials: request.credentials,
        redirect: request.redirect,
      });
    });
  };
}

function responseOf(
  head: {
    status: number;
    reason: string;
    headers: readonly (readonly [string, string])[];
    url: string;
    redirected: boolean;
    kind: string;
  },
  stream: ReadableStream<Uint8Array>,
): Response {
  const opaque = head.kind === "opaque" || head.kind === "opaqueredirect";
  const response = opaque
    ? Response.error()
    : new Response(NULL_BODY.has(head.status) ? null : (stream as ReadableStream<Uint8Array<ArrayBuffer>>), {
        status: head.status,
        statusText: head.reason,
        headers: head.headers.map(([name, value]): [string, string] => [name, value]),
      });
  Object.defineProperties(response, {
    url: { value: head.url },
    redirected: { value: head.redirected },
    type: { value: head.kind },
  });
  return response;
}

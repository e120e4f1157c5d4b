import type { LoopbackRequest, LoopbackResponse } from "#engines";
import { CookieJar } from "./cookie-jar.ts";
import { isLoopback, portOf } from "./loopback-url.ts";

/** Sends one request to a port; an engine's `request`. */
export type SendRequest = (port: number, request: LoopbackRequest) => Promise<LoopbackResponse>;

export interface LoadRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: Uint8Array;
  /** "manual" answers the redirect itself. */
  readonly redirect?: "follow" | "manual" | "error";
  /** False leaves cookies out and ignores those that come. */
  readonly cookies?: boolean;
  /** Origin stays when a redirect makes a GET of the request: it is one of CORS. */
  readonly keepOrigin?: boolean;
  readonly signal?: AbortSignal;
}

export interface Loaded extends LoopbackResponse {
  /** Where the last redirect led. */
  readonly url: URL;
  readonly redirected: boolean;
}

/** Fetch standard, "HTTP-redirect fetch": the twentieth redirect is the last. */
const MOST_REDIRECTS = 20;

/** Requests of one preview: adds cookies, keeps those that come, follows redirects as the Fetch standard says. */
export class Loader {
  readonly jar = new CookieJar();
  readonly #send: SendRequest;
  readonly #now: () => number;

  constructor(send: SendRequest, now: () => number = Date.now) {
    this.#send = send;
    this.#now = now;
  }

  async load(request: LoadRequest): Promise<Loaded> {
    let { url, method, headers, body } = request;
    for (let redirects = 0; ; redirects += 1) {
      const response = await this.#once(url, method, headers, body, request);
      const location = isRedirect(response.status) ? headerOf(response, "location") : undefined;
      if (location === undefined || request.redirect === "manual")
        return { ...response, url, redirected: redirects > 0 };
      await response.body.cancel();
      if (request.redirect === "error")
        throw new TypeError(`${url.href} redirects, and this request allows no redirect`);
      if (redirects === MOST_REDIRECTS) throw new TypeError(`${url.href} redirects too many times (${MOST_REDIRECTS})`);
      const next = new URL(location, url);
      next.hash ||= url.hash;
      url = next;
      if (becomesGet(response.status, method)) {
        method = "GET";
        body = undefined;
        // A same-origin GET names no origin.
        const dropped = request.keepOrigin === true ? /^content-/i : /^(?:content-.*|origin)$/i;
        headers = headers.filter(([name]) => !dropped.test(name));
      }
    }
  }

  async #once(
    url: URL,
    method: string,
    headers: LoadRequest["headers"],
    body: Uint8Array | undefined,
    request: LoadRequest,
  ): Promise<LoopbackResponse> {
    if (!isLoopback(url))
      throw new TypeError(`${url.href} is outside this page's network: only localhost can be reached`);
    const cookie = request.cookies === false ? undefined : this.jar.header(url, this.#now());
    const response = await this.#send(portOf(url), {
      method,
      // A question mark with nothing behind it is sent as well.
      path: url.pathname + (url.search || (/^[^#]*\?/.test(url.href) ? "?" : "")),
      headers: [["Host", url.host], ...headers, ...(cookie === undefined ? [] : [["Cookie", cookie] as const])],
      ...(body === undefined ? {} : { body }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    if (request.cookies !== false)
      for (const [name, value] of response.headers)
        if (name.toLowerCase() === "set-cookie") this.jar.store(value, url, { fromScript: false, now: this.#now() });
    return response;
  }
}

/** The first header of that name, undefined when there is none. */
export function headerOf(response: Pick<LoopbackResponse, "headers">, name: string): string | undefined {
  return response.headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

/** The whole body, content codings undone. */
export async function bytesOf(response: LoopbackResponse): Promise<Uint8Array<ArrayBuffer>> {
  const coding = headerOf(response, "content-encoding")?.trim().toLowerCase();
  const body = response.body as ReadableStream<Uint8Array<ArrayBuffer>>;
  const decoded = coding === "gzip" || coding === "deflate" ? body.pipeThrough(new DecompressionStream(coding)) : body;
  return new Uint8Array(await new Response(decoded).arrayBuffer());
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function becomesGet(status: number, method: string): boolean {
  return (
    (status === 303 && method !== "GET" && method !== "HEAD") ||
    ((status === 301 || status === 302) && method === "POST")
  );
}

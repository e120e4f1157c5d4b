import type { FromPreview, HeaderList, ToPreview } from "#protocol";
import { corsProblem, exposedHeaders, needsPreflight, preflightProblem, unsafeHeaders } from "./cors.ts";
import { bytesOf, headerOf, type Loaded, type Loader } from "./loader.ts";

type FetchMessage = Extract<FromPreview, { type: "fetch" }>;

const REDIRECTS = [301, 302, 303, 307, 308];

/** Headers that only a browser sets (Fetch standard, "forbidden request-header"). */
const FORBIDDEN =
  /^(?:accept-charset|accept-encoding|access-control-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|proxy-.*|sec-.*)$/i;

/**
 * A served page's `fetch`, as a browser would do it for a page at `page`: cookies and CORS between ports included.
 * The answer goes out message by message, so that a stream is read as it comes.
 */
export async function fetchForScript(
  loader: Loader,
  page: URL,
  message: FetchMessage,
  signal: AbortSignal,
  post: (message: ToPreview) => void,
): Promise<void> {
  const { id } = message;
  try {
    const url = new URL(message.url, page);
    const sameOrigin = url.origin === page.origin;
    if (!sameOrigin && message.mode === "same-origin")
      throw new TypeError(`${url.href} is of another origin, and the request's mode is same-origin`);
    const credentials = message.credentials === "include" || (message.credentials === "same-origin" && sameOrigin);
    const response = await load(loader, page, url, message, credentials, signal);
    const opaque = !sameOrigin && message.mode === "no-cors";
    post({ type: "head", id, ...headOf(response, sameOrigin, opaque, credentials, message) });
    if (opaque || message.redirect === "manual") await response.body.cancel();
    else await sendBody(response, id, post);
    post({ type: "end", id });
  } catch (error) {
    post({ type: "failed", id, message: error instanceof Error ? error.message : String(error) });
  }
}

async function load(
  loader: Loader,
  page: URL,
  url: URL,
  message: FetchMessage,
  credentials: boolean,
  signal: AbortSignal,
): Promise<Loaded> {
  const sameOrigin = url.origin === page.origin;
  const headers: HeaderList = message.headers.filter(([name]) => !FORBIDDEN.test(name));
  const cors = !sameOrigin && message.mode === "cors";
  if (cors && needsPreflight(message.method, headers)) {
    const preflight = await loader.load({
      url,
      method: "OPTIONS",
      headers: [
        ["Origin", page.origin],
        ["Access-Control-Request-Method", message.method],
        ...(unsafeHeaders(headers).length > 0
          ? [["Access-Control-Request-Headers", unsafeHeaders(headers).join(",")] as const]
          : []),
      ],
      cookies: false,
      redirect: "manual",
      signal,
    });
    await preflight.body.cancel();
    const problem =
      corsProblem(preflight, page.origin, credentials) ??
      preflightProblem(preflight, message.method, headers, credentials);
    if (problem !== undefined) throw new TypeError(`blocked by CORS policy: ${problem}`);
  }
  const needsOrigin = cors || (message.method !== "GET" && message.method !== "HEAD");
  const response = await loader.load({
    url,
    method: message.method,
    headers: [
      ...(needsOrigin ? [["Origin", page.origin] as const] : []),
      ["Referer", sameOrigin ? page.href : `${page.origin}/`],
      ...headers,
    ],
    ...(message.body === undefined ? {} : { body: message.body }),
    redirect: message.redirect,
    cookies: credentials,
    keepOrigin: cors,
    signal,
  });
  const problem = cors ? corsProblem(response, page.origin, credentials) : undefined;
  if (problem === undefined) return response;
  await response.body.cancel();
  throw new TypeError(`blocked by CORS policy: ${problem}`);
}

function headOf(response: Loaded, sameOrigin: boolean, opaque: boolean, credentials: boolean, message: FetchMessage) {
  const url = response.url.href;
  if (opaque) return { status: 0, reason: "", headers: [], url: "", redirected: false, kind: "opaque" as const };
  if (message.redirect === "manual" && REDIRECTS.includes(response.status))
    return { status: 0, reason: "", headers: [], url, redirected: false, kind: "opaqueredirect" as const };
  const visible = sameOrigin
    ? response.headers.filter(([name]) => !/^set-cookie2?$/i.test(name))
    : exposedHeaders(response, credentials);
  return {
    status: response.status,
    reason: response.reason,
    headers: visible,
    url,
    redirected: response.redirected,
    kind: sameOrigin ? ("basic" as const) : ("cors" as const),
  };
}

async function sendBody(response: Loaded, id: number, post: (message: ToPreview) => void): Promise<void> {
  if (headerOf(response, "content-encoding") !== undefined) {
    post({ type: "chunk", id, bytes: await bytesOf(response) });
    return;
  }
  for await (const bytes of response.body) post({ type: "chunk", id, bytes });
}

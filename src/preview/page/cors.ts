import type { LoopbackResponse } from "#engines";
import { headerOf } from "./loader.ts";

/** Fetch standard, "CORS-safelisted method" and "request-header". */
const SIMPLE_METHODS = new Set(["GET", "HEAD", "POST"]);
const SIMPLE_TYPES = /^(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i;
const SIMPLE_HEADERS = new Set(["accept", "accept-language", "content-language", "content-type", "range"]);

/** Response headers that a script of another origin may read without being told. */
const SAFE_RESPONSE_HEADERS = new Set([
  "cache-control",
  "content-language",
  "content-length",
  "content-type",
  "expires",
  "last-modified",
  "pragma",
]);

type Headers = readonly (readonly [string, string])[];

/** The names of request headers that a preflight must ask for, lower-case and sorted. */
export function unsafeHeaders(headers: Headers): string[] {
  return headers
    .filter(
      ([name, value]) =>
        !SIMPLE_HEADERS.has(name.toLowerCase()) || (name.toLowerCase() === "content-type" && !SIMPLE_TYPES.test(value)),
    )
    .map(([name]) => name.toLowerCase())
    .sort();
}

/** True when the server must be asked first, by OPTIONS. */
export function needsPreflight(method: string, headers: Headers): boolean {
  return !SIMPLE_METHODS.has(method) || unsafeHeaders(headers).length > 0;
}

/** Fetch standard, "CORS check"; answers why it failed, undefined when it passed. */
export function corsProblem(
  response: Pick<LoopbackResponse, "headers">,
  origin: string,
  credentials: boolean,
): string | undefined {
  const allowed = headerOf(response, "access-control-allow-origin");
  if (allowed === undefined) return "no Access-Control-Allow-Origin header is in the response";
  if (allowed === "*" && !credentials) return undefined;
  if (allowed !== origin) return `Access-Control-Allow-Origin is ${allowed}, and this page's origin is ${origin}`;
  if (credentials && headerOf(response, "access-control-allow-credentials") !== "true")
    return "Access-Control-Allow-Credentials is not true, and the request carries credentials";
  return undefined;
}

/** "CORS-preflight fetch": why the answer to OPTIONS does not allow the request, undefined when it does. */
export function preflightProblem(
  response: LoopbackResponse,
  method: string,
  headers: Headers,
  credentials: boolean,
): string | undefined {
  if (response.status < 200 || response.status > 299) return `the preflight's status is ${response.status}`;
  const list = (name: string): string[] => (headerOf(response, name) ?? "").split(",").map((item) => item.trim());
  const any = (items: readonly string[]): boolean => items.includes("*") && !credentials;
  const methods = list("access-control-allow-methods");
  if (!SIMPLE_METHODS.has(method) && !methods.includes(method) && !any(methods))
    return `Access-Control-Allow-Methods does not name ${method}`;
  const allowed = list("access-control-allow-headers").map((name) => name.toLowerCase());
  const refused = unsafeHeaders(headers).find(
    (name) => !allowed.includes(name) && !(any(allowed) && name !== "authorization"),
  );
  return refused === undefined ? undefined : `Access-Control-Allow-Headers does not name ${refused}`;
}

/** What a script of another origin sees of a response. */
export function exposedHeaders(response: Pick<LoopbackResponse, "headers">, credentials: boolean): Headers {
  const exposed = (headerOf(response, "access-control-expose-headers") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase());
  return response.headers.filter(
    ([name]) =>
      SAFE_RESPONSE_HEADERS.has(name.toLowerCase()) ||
      exposed.includes(name.toLowerCase()) ||
      (exposed.includes("*") && !credentials),
  );
}

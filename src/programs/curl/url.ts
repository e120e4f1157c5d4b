/** A URL as curl takes it apart: no name lookup, no normalisation beyond what goes over the wire. */
export interface CurlUrl {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** Path and query, as sent. */
  readonly target: string;
  readonly user: string | undefined;
  /** As it is told back by `-w %{url_effective}`. */
  readonly text: string;
}

/** The exit status and words of a URL that cannot be used. */
export class UrlError extends Error {
  override readonly name = "UrlError";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function parseUrl(given: string, asIs = false): CurlUrl {
  const [, scheme = "http", rest = ""] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(given) ?? [];
  if (!/^https?$/i.test(scheme)) throw new UrlError(1, `Protocol "${scheme.toLowerCase()}" not supported`);
  if (/[\s\p{Cc}]/u.test(rest)) throw new UrlError(3, "URL rejected: Malformed input to a URL function");
  const [, authority = "", tail = ""] = /^([^/?#]*)(.*)$/s.exec(rest) ?? [];
  const at = authority.lastIndexOf("@");
  const user = at < 0 ? undefined : decodeURIComponent(authority.slice(0, at));
  const [, host = "", portText] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority.slice(at + 1)) ?? [];
  if (/^[^:]+:[^:]*[^:\d]/.test(authority.slice(at + 1)) && host === "")
    throw new UrlError(3, "URL rejected: Port number was not a decimal number between 0 and 65535");
  if (host === "") throw new UrlError(3, "URL rejected: No host present");
  if (!/^(\[[0-9a-f:.]+\]|[\w.-]+)$/i.test(host)) throw new UrlError(3, "URL rejected: Bad hostname");
  const port =
    portText === undefined || portText === "" ? (scheme.toLowerCase() === "https" ? 443 : 80) : Number(portText);
  if (port > 65_535) throw new UrlError(3, "URL rejected: Port number was not a decimal number between 0 and 65535");
  const [before = ""] = tail.split("#", 1);
  const whole = before.startsWith("/") ? before : `/${before}`;
  const path = asIs ? whole : withoutDots(whole);
  const text = `${scheme.toLowerCase()}://${authority}${path}`;
  return { scheme: scheme.toLowerCase(), host, port, target: path, user, text };
}

/** A URL with more behind its question mark. */
export function withQuery(url: CurlUrl, query: string): CurlUrl {
  const added = `${url.target.includes("?") ? "&" : "?"}${query}`;
  if (/\s/.test(added)) throw new UrlError(3, "URL rejected: Malformed input to a URL function");
  return { ...url, target: url.target + added, text: url.text + added };
}

/** What -O calls the file: the last part of the path that has a name. */
export function remoteName(url: string): string {
  const [, path = ""] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#]*([^?#]*)/is.exec(url) ?? [];
  return path.split("/").findLast((part) => part !== "") ?? "curl_response";
}

/** Where a Location header leads. */
export function resolveUrl(base: CurlUrl, location: string): CurlUrl {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) return parseUrl(location);
  const authority = `${base.host}${base.text.includes(`${base.host}:${base.port}`) ? `:${base.port}` : ""}`;
  if (location.startsWith("//")) return parseUrl(`${base.scheme}:${location}`);
  const [path = "/"] = base.target.split("?", 1);
  if (location.startsWith("/")) return parseUrl(`${base.scheme}://${authority}${location}`);
  if (location.startsWith("?")) return parseUrl(`${base.scheme}://${authority}${path}${location}`);
  return parseUrl(`${base.scheme}://${authority}${path.slice(0, path.lastIndexOf("/") + 1)}${location}`);
}

/** RFC 3986, 5.2.4. */
function withoutDots(target: string): string {
  const [path = "", ...query] = target.split("?");
  if (!/(^|\/)\.\.?(\/|$)/.test(path)) return target;
  const kept: string[] = [];
  const segments = path.split("/").slice(1);
  segments.forEach((segment, index) => {
    if (segment === "..") kept.pop();
    if (segment !== "." && segment !== "..") kept.push(segment);
    else if (index === segments.length - 1) kept.push("");
  });
  return `/${kept.join("/")}${query.length > 0 ? `?${query.join("?")}` : ""}`;
}

/** One cookie as it is kept (RFC 6265, section 5.3). Ports do not separate cookies, names of the host do. */
interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  readonly path: string;
  /** Milliseconds since the epoch; undefined for a session cookie, which lives as long as the jar. */
  readonly expires: number | undefined;
  readonly httpOnly: boolean;
  readonly created: number;
}

/**
 * The cookies of one lab's preview. `Domain` is refused unless it names the host itself, `Secure` is allowed on the
 * loopback as browsers do for localhost, `SameSite` has no other site here to protect from.
 */
export class CookieJar {
  #cookies: Cookie[] = [];

  /** Keeps what a `Set-Cookie` header says; a header that RFC 6265 tells to ignore is ignored. */
  store(header: string, url: URL, options: { readonly fromScript: boolean; readonly now: number }): void {
    const [pair = "", ...attributes] = header.split(";");
    const equals = pair.indexOf("=");
    const name = pair.slice(0, Math.max(equals, 0)).trim();
    const value = pair.slice(equals + 1).trim();
    if (equals < 0 || name === "") return;
    const given = new Map(
      attributes.map((attribute) => {
        const [key = "", ...rest] = attribute.split("=");
        return [key.trim().toLowerCase(), rest.join("=").trim()] as const;
      }),
    );
    const domain = given.get("domain")?.replace(/^\./, "").toLowerCase();
    if (domain !== undefined && domain !== "" && domain !== url.hostname) return;
    const httpOnly = given.has("httponly");
    const path = given.get("path")?.startsWith("/") === true ? (given.get("path") ?? "/") : defaultPath(url);
    const same = (cookie: Cookie): boolean =>
      cookie.name === name && cookie.path === path && cookie.host === url.hostname;
    const old = this.#cookies.find(same);
    if (options.fromScript && (httpOnly || old?.httpOnly === true)) return;
    this.#cookies = this.#cookies.filter((cookie) => !same(cookie));
    const expires = expiry(given, options.now);
    if (expires !== undefined && expires <= options.now) return;
    this.#cookies.push({
      name,
      value,
      host: url.hostname,
      path,
      expires,
      httpOnly,
      created: old?.created ?? options.now,
    });
  }

  /** The `Cookie` header of a request; undefined when none apply. Longer paths first, then older ones (section 5.4). */
  header(url: URL, now: number): string | undefined {
    return this.#matching(url, now, true) || undefined;
  }

  /** What `document.cookie` reads at that address. */
  visibleToScript(url: URL, now: number): string {
    return this.#matching(url, now, false);
  }

  clear(): void {
    this.#cookies = [];
  }

  #matching(url: URL, now: number, withHttpOnly: boolean): string {
    this.#cookies = this.#cookies.filter((cookie) => cookie.expires === undefined || cookie.expires > now);
    return this.#cookies
      .filter(
        (cookie) =>
          cookie.host === url.hostname && pathMatches(url.pathname, cookie.path) && (withHttpOnly || !cookie.httpOnly),
      )
      .sort((a, b) => b.path.length - a.path.length || a.created - b.created)
      .map((cookie) => `${cookie.name}=${cookie.value}`)
      .join("; ");
  }
}

/** Section 5.1.4. */
function defaultPath(url: URL): string {
  return url.pathname.slice(0, Math.max(url.pathname.lastIndexOf("/"), 0)) || "/";
}

function pathMatches(requested: string, path: string): boolean {
  return requested === path || (requested.startsWith(path) && (path.endsWith("/") || requested[path.length] === "/"));
}

/** Max-Age wins over Expires (section 4.1.2.2); an unreadable date is no date. */
function expiry(attributes: ReadonlyMap<string, string>, now: number): number | undefined {
  const age = attributes.get("max-age");
  if (age !== undefined && /^-?\d+$/.test(age)) return now + Number(age) * 1000;
  const date = Date.parse(attributes.get("expires") ?? "");
  return Number.isNaN(date) ? undefined : date;
}

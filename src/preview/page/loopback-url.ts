const LOOPBACK_HOSTS = new Set(["localhost", "127.0.0.1", "0.0.0.0", "[::1]"]);

/** True for http addresses of this machine's own network. */
export function isLoopback(url: URL): boolean {
  return url.protocol === "http:" && LOOPBACK_HOSTS.has(url.hostname);
}

export function portOf(url: URL): number {
  return url.port === "" ? 80 : Number(url.port);
}

/** What a reader types into an address bar: "/docs", ":8080/x", "localhost:5000", "http://…"; undefined when unreadable. */
export function parseAddress(text: string, current: URL): URL | undefined {
  const typed = text.trim();
  const whole = /^:\d/.test(typed)
    ? `http://localhost${typed}`
    : /^[\w.]+:\d+/.test(typed) || /^localhost\b/.test(typed)
      ? `http://${typed}`
      : typed;
  try {
    return new URL(whole, current);
  } catch {
    return undefined;
  }
}

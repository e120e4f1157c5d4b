/** Where names lead: --resolve and --connect-to. */

/** "host:port" for a URL's host and port, by the first --connect-to that fits ("HOST1:PORT1:HOST2:PORT2", parts may be empty). */
export function placeOf(rules: readonly string[], host: string, port: number): string {
  for (const rule of rules) {
    const [, fromHost = "", fromPort = "", toHost = "", toPort = ""] =
      /^(\[[^\]]*\]|[^:]*):(\d*):(\[[^\]]*\]|[^:]*):(\d*)$/.exec(rule) ?? [];
    if (fromHost !== "" && fromHost.toLowerCase() !== host.toLowerCase()) continue;
    if (fromPort !== "" && Number(fromPort) !== port) continue;
    return `${toHost === "" ? host : toHost}:${toPort === "" ? String(port) : toPort}`;
  }
  return `${host}:${String(port)}`;
}

/** --resolve's "HOST:PORT:ADDRESS[,ADDRESS]…" as a place and its first address; undefined when malformed. */
export function resolveEntry(text: string): readonly [place: string, address: string] | undefined {
  const match = /^\+?([^:]+):(\d+):(\[[^\]]+\]|[^,]+)/.exec(text);
  if (match === null) return undefined;
  return [`${(match[1] ?? "").toLowerCase()}:${match[2] ?? ""}`, (match[3] ?? "").replace(/^\[|\]$/g, "")];
}

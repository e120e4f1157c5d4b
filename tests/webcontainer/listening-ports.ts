import { readFileSync, readdirSync, readlinkSync } from "node:fs";

const LISTEN = "0A";

/**
 * The TCP ports on which the given processes or their descendants listen now, read from /proc: the hosted service
 * learns of ports inside its own runtime, and asking every process keeps the stand-in's processes unmodified.
 */
export function listeningPorts(roots: readonly number[]): Set<number> {
  if (roots.length === 0) return new Set();
  const sockets = new Map<string, number>();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of read(table).split("\n").slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === LISTEN && local !== undefined && inode !== undefined)
        sockets.set(inode, Number.parseInt(local.split(":")[1] ?? "", 16));
    }
  }
  const ports = new Set<number>();
  for (const pid of descendants(roots)) {
    for (const descriptor of list(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${descriptor}`))?.[1];
      const port = inode === undefined ? undefined : sockets.get(inode);
      if (port !== undefined) ports.add(port);
    }
  }
  return ports;
}

function descendants(roots: readonly number[]): Set<number> {
  const parents = new Map(
    list("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [
        Number(name),
        Number(
          read(`/proc/${name}/stat`)
            .replace(/^.*\) /s, "")
            .split(" ")[1],
        ),
      ]),
  );
  const found = new Set(roots);
  for (let grown = true; grown;) {
    grown = false;
    for (const [pid, parent] of parents) {
      if (found.has(pid) || !found.has(parent)) continue;
      found.add(pid);
      grown = true;
    }
  }
  return found;
}

/** A process may end while it is looked at: what is gone reads as nothing. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

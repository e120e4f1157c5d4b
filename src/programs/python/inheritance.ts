import type { FileSystem } from "#files";
import type { Pid, Process } from "#kernel";
import type { Socket } from "./socket-calls.ts";

type Sockets = ReadonlyMap<number, Socket>;

/** Sockets on their way from a Python process to a child that has not begun: by the kernel's tree and the child's pid. */
const waiting = new WeakMap<FileSystem, Map<Pid, Sockets>>();

export const Inheritance = {
  give(parent: Process, child: Pid, sockets: Sockets): void {
    if (sockets.size === 0) return;
    const known = waiting.get(parent.files);
    if (known === undefined) waiting.set(parent.files, new Map([[child, sockets]]));
    else known.set(child, sockets);
  },
  /** By number: each becomes the process's own. */
  take(process: Process): Sockets {
    const known = waiting.get(process.files);
    const sockets = known?.get(process.pid) ?? new Map<number, Socket>();
    known?.delete(process.pid);
    return sockets;
  },
};

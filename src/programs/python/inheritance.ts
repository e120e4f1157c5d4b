import type { Pid } from "#kernel";
import type { Socket } from "./socket-calls.ts";

/** Sockets on their way from a Python process to a child that has not begun: by the child's pid and descriptor. */
const waiting = new Map<Pid, ReadonlyMap<number, Socket>>();

export const Inheritance = {
  give(pid: Pid, sockets: ReadonlyMap<number, Socket>): void {
    if (sockets.size > 0) waiting.set(pid, sockets);
  },
  take(pid: Pid): ReadonlyMap<number, Socket> {
    const sockets = waiting.get(pid) ?? new Map<number, Socket>();
    waiting.delete(pid);
    return sockets;
  },
};

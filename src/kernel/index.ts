/** The kernel: processes, signals, pipes, terminals and a loopback network over any `FileSystem`. It knows no program. */
export { ByteQueue } from "./byte-queue.ts";
export { exitStatus } from "./child.ts";
export type { CommandLocation } from "./command-location.ts";
export { DEFAULT_PATH, type ProgramTable } from "./command.ts";
export { Description } from "./description.ts";
export { AddressInUse, ConnectionRefused, Interrupted, PartlyWritten, ProcessEnded } from "./errors.ts";
export { Handle } from "./handle.ts";
export { Kernel, type HostSpawnOptions, type KernelLimits, type KernelOptions } from "./kernel.ts";
export type { PortEvent } from "./network.ts";
export type {
  Child,
  Connection,
  Listener,
  Pid,
  Process,
  ProcessInfo,
  Program,
  SignalAction,
  SpawnOptions,
  TerminalControl,
  WaitStatus,
} from "./process.ts";
export { SocketHandle } from "./socket-handle.ts";
export type { Terminal } from "./terminal/terminal.ts";
export { HOME, layOutTree, USER } from "./tree.ts";

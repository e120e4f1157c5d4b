/** The kernel: processes, signals, pipes, terminals and a loopback network over any `FileSystem`. It knows no program. */
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

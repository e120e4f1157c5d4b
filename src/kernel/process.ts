import type { ExitStatus } from "#base";
import type { FileSystem, OpenFile, OpenFlags } from "#files";
import type { CommandLocation } from "./command-location.ts";

export type Pid = number;

/**
 * A program of the kernel. It answers the exit status; a thrown `FileError` EPIPE means death by SIGPIPE, anything
 * else thrown is a bug of ours and ends the process with 70. It runs in the kernel's thread: whoever computes for
 * long awaits `process.breathe()` in the loop, or nothing else (Ctrl+C included) gets a turn.
 */
export type Program = (process: Process) => Promise<ExitStatus> | ExitStatus;

/** How a child ended or paused, as waitpid(2) tells it. */
export type WaitStatus =
  | { readonly kind: "exited"; readonly status: ExitStatus }
  | { readonly kind: "signaled"; readonly signal: number }
  | { readonly kind: "stopped"; readonly signal: number };

export interface SpawnOptions {
  /** `argv[0]` is the command: looked up on PATH when it has no slash, unless `program` is given. */
  readonly argv: readonly string[];
  /** The parent's unless told. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly umask?: number;
  /** The child's descriptors, each duplicated; the parent's unless told. */
  readonly descriptors?: ReadonlyMap<number, OpenFile>;
  /** The process group to join: the parent's unless told; "new" makes the child its leader. */
  readonly group?: Pid | "new";
  /** Signals that the child ignores from its start on; those that the parent ignores are inherited as well. */
  readonly ignored?: readonly number[];
  /** Runs this instead of looking `argv[0]` up: how a shell forks itself. */
  readonly program?: Program;
}

/** A child as its parent sees it. */
export interface Child {
  readonly pid: Pid;
  readonly group: Pid;
  /** 128 + n after an end by signal n. Never rejects. */
  readonly exit: Promise<ExitStatus>;
  /** The next change of state that nobody was told yet: the end, or a stop by SIGTSTP and the like. */
  wait(): Promise<WaitStatus>;
  kill(signal: number): void;
}

export type SignalAction = "default" | "ignore" | ((signal: number) => void);

/** The controlling terminal as a process sees it (termios(3), tty_ioctl(4)). */
export interface TerminalControl {
  readonly columns: number;
  readonly rows: number;
  /** The foreground process group: it gets Ctrl+C, Ctrl+\, Ctrl+Z and may read. */
  foreground: Pid;
  /**
   * "canonical": lines, echo and editing by the terminal; "raw": every byte as it is typed, no echo, but Ctrl+C still
   * signals; "raw-all": raw, and Ctrl+C is a byte (readline, less, an interactive prompt).
   */
  mode: "canonical" | "raw" | "raw-all";
  echo: boolean;
}

/** One end of a connection over the loopback: a duplex open file of kind "socket". */
export interface Connection extends OpenFile {
  /** The port at this end; a client's is picked by the kernel (ephemeral, 32768 and up). */
  readonly localPort: number;
  readonly remotePort: number;
  /** shutdown(2) with SHUT_WR: the peer reads to the end, reading goes on here. */
  endWriting(): void;
  /** Takes what there is room for, and answers how many bytes that was: 0 for none (send(2) with MSG_DONTWAIT). */
  writeNow(bytes: Uint8Array): Promise<number> | number;
  /** True when a write would not wait. */
  writable(): boolean;
  /** Calls the listener at every change of readiness (for poll(2)); the result ends that. */
  listen(listener: () => void): () => void;
}

/** A listening socket of the loopback. */
export interface Listener {
  readonly port: number;
  /** The next connection. */
  accept(signal?: AbortSignal): Promise<Connection>;
  /** Whether `accept` would answer at once. */
  pending(): boolean;
  /** Calls the listener when connections come or go (for poll(2)); the result ends that. */
  listen(listener: () => void): () => void;
  close(): void;
}

/** What a program is given: its own state and its system calls. Calls of a process that was killed never return. */
export interface Process {
  readonly pid: Pid;
  readonly parent: Pid;
  readonly group: Pid;
  readonly argv: readonly string[];
  /** Who the process runs as; names come from /etc/passwd of the tree, or `env.USER`. 0 may read and write everything. */
  readonly uid: number;
  readonly gid: number;
  env: Record<string, string>;
  /** Absolute and normal; assign to change it. */
  cwd: string;
  umask: number;
  /** 0, 1 and 2 exist in every process, possibly closed by it. */
  readonly descriptors: Map<number, OpenFile>;
  readonly files: FileSystem;
  /** Aborted when the process is killed: hand it to whatever waits outside the kernel. */
  readonly signal: AbortSignal;
  readonly terminal: TerminalControl | undefined;

  /** Reads from a descriptor; null at the end, `FileError` EBADF when it is not open. */
  read(descriptor: number, max?: number, signal?: AbortSignal): Promise<Uint8Array | null>;
  /** Writes all; strings as UTF-8. A pipe without readers raises SIGPIPE first, then throws EPIPE if that is ignored. */
  write(descriptor: number, data: Uint8Array | string): Promise<void>;
  /** Opens a regular file, directory-less device (/dev/null, /dev/tty, /dev/stdin …) relative to cwd, umask applied. */
  open(path: string, flags: OpenFlags): OpenFile;
  /** A pipe: [read end, write end]. */
  pipe(): readonly [OpenFile, OpenFile];
  /**
   * Starts a child. What cannot be run ends with 127 or 126 and says why on its descriptor 2: ask `locate` before, to
   * say it in your own words. Throws `FileError` EAGAIN when there are too many processes.
   */
  spawn(options: SpawnOptions): Child;
  /**
   * execve(2): this process goes on as another program, looked up as `spawn` does, keeping pid, descriptors, cwd and
   * ignored signals; handlers go back to default. Answers the new program's exit status, which the caller returns at once.
   * `env` is the parent's unless told; `called` is what a program finds as argv[0], where it is no script.
   */
  exec(argv: readonly string[], env?: Readonly<Record<string, string>>, called?: string): Promise<ExitStatus>;
  /** Where a command is, or why it cannot run; looked up on `path` instead of this process's PATH when given. */
  locate(command: string, path?: string): CommandLocation;
  /** The path that `locate` finds; undefined when the command cannot run. */
  which(command: string, path?: string): string | undefined;
  /** kill(2): a pid, or a negative process group. False when there is no such process. */
  kill(pid: number, signal: number): boolean;
  onSignal(signal: number, action: SignalAction): SignalAction;
  /** Joins or makes a process group (setpgid). */
  setGroup(pid: Pid, group: Pid): void;
  /** Waits; ends early, by rejecting with `Interrupted`, when a handled signal arrives. */
  sleep(milliseconds: number): Promise<void>;
  /** Gives everybody else a turn when 8 ms of computing have gone by; cheap otherwise. */
  breathe(): Promise<void> | void;
  /** Listens on the loopback. `FileError`-like "Address already in use" is thrown as `AddressInUse`. Port 0 picks one. */
  listen(port: number): Listener;
  /** Connects to a port of the loopback; rejects with `ConnectionRefused`, or with the signal's reason while it waits. */
  connect(port: number, signal?: AbortSignal): Promise<Connection>;
  /** Two ends of a connection that no port leads to (socketpair). */
  socketPair(): readonly [Connection, Connection];
  /** Every process there is, for ps, jobs and the page. */
  processes(): readonly ProcessInfo[];
}

export interface ProcessInfo {
  readonly pid: Pid;
  readonly parent: Pid;
  readonly group: Pid;
  readonly argv: readonly string[];
  readonly state: "running" | "stopped";
  readonly startedMs: number;
}

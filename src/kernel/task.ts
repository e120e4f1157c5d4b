import { encodeUtf8, SIGNALS, type ExitStatus } from "#base";
import { FileError, resolvePath, type FileSystem, type OpenFile, type OpenFlags } from "#files";
import type { ChildRecord } from "./child.ts";
import type { CommandLocation } from "./command-location.ts";
import { defaultDisposition, isStopSignal, isUncatchable } from "./disposition.ts";
import { Interrupted, ProcessEnded } from "./errors.ts";
import { Handle, never, type HandleOwner } from "./handle.ts";
import type { Kernel } from "./kernel.ts";
import type { ListeningPort } from "./network.ts";
import { makePipe } from "./pipe.ts";
import type {
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
import { RegularFile } from "./regular-file.ts";
import { SocketHandle } from "./socket-handle.ts";
import { openSpecial } from "./special-file.ts";
import { TerminalView } from "./terminal/terminal-view.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** Everything a process starts with; the kernel has worked out what is inherited. */
export interface TaskStart {
  readonly pid: Pid;
  readonly parent: Pid;
  readonly group: Pid;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly umask: number;
  readonly descriptors: ReadonlyMap<number, OpenFile>;
  readonly ignored: Iterable<number>;
  readonly terminal: Terminal | undefined;
  /** The process that opened the session; its end hangs the terminal up. */
  readonly session: Pid;
}

/** How long a crashed process waits for room to say so. */
const CRASH_REPORT_MS = 200;
/** Bytes that one `read` asks for when it is not told. */
const READ_SIZE = 65_536;

/** A process: the kernel's record of it and, at the same time, what its program is given. */
export class Task implements Process, HandleOwner {
  readonly pid: Pid;
  parent: Pid;
  group: Pid;
  readonly session: Pid;
  argv: readonly string[];
  env: Record<string, string>;
  cwd: string;
  umask: number;
  readonly descriptors = new Map<number, OpenFile>();
  readonly terminal: TerminalControl | undefined;
  readonly sessionTerminal: Terminal | undefined;
  readonly startedMs = Date.now();
  state: "running" | "stopped" | "ended" = "running";
  record: ChildRecord | undefined;

  readonly #kernel: Kernel;
  readonly #abort = new AbortController();
  readonly #handles = new Set<Handle>();
  readonly #listening = new Set<ListeningPort>();
  readonly #actions = new Map<number, SignalAction>();
  readonly #pending = new Set<number>();
  readonly #sleepers = new Set<(signal: number) => void>();
  #continued: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;

  constructor(kernel: Kernel, start: TaskStart) {
    this.#kernel = kernel;
    this.pid = start.pid;
    this.parent = start.parent;
    this.group = start.group;
    this.session = start.session;
    this.argv = start.argv;
    this.env = { ...start.env };
    this.cwd = start.cwd;
    this.umask = start.umask;
    this.sessionTerminal = start.terminal;
    this.terminal = start.terminal && new TerminalView(start.terminal, this, (group) => kernel.hasGroup(group));
    for (const signal of start.ignored) this.#actions.set(signal, "ignore");
    for (const [number, file] of start.descriptors) {
      this.descriptors.set(number, file instanceof Handle ? file.dupFor(this) : file.dup());
    }
  }

  get files(): FileSystem {
    return this.#kernel.files;
  }

  get uid(): number {
    return this.#kernel.user.uid;
  }

  get gid(): number {
    return this.#kernel.user.gid;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get info(): ProcessInfo {
    const state = this.state === "stopped" ? "stopped" : "running";
    return { pid: this.pid, parent: this.parent, group: this.group, argv: this.argv, state, startedMs: this.startedMs };
  }

  get ignored(): number[] {
    return [...this.#actions].filter(([, action]) => action === "ignore").map(([signal]) => signal);
  }

  // --- system calls

  async read(descriptor: number, max = READ_SIZE, signal?: AbortSignal): Promise<Uint8Array | null> {
    await this.ready();
    const bytes = await this.#descriptor(descriptor).read(max, signal);
    await this.ready();
    return bytes;
  }

  async write(descriptor: number, data: Uint8Array | string): Promise<void> {
    await this.ready();
    const file = this.#descriptor(descriptor);
    try {
      await file.write(typeof data === "string" ? encodeUtf8(data) : data);
    } catch (error) {
      // A handle has raised SIGPIPE already; other kinds of file leave that to us.
      if (!(file instanceof Handle) && error instanceof FileError && error.code === "EPIPE") this.brokenPipe();
      await this.ready();
      throw error;
    }
    await this.ready();
  }

  open(path: string, flags: OpenFlags): OpenFile {
    this.#alive();
    this.#limitHandles(path);
    if (path === "") throw new FileError("ENOENT", path);
    const absolute = resolvePath(this.cwd, path);
    const special = openSpecial(absolute, this);
    if (special !== undefined) return special;
    // A link that leads to a device opens the device.
    const node = this.files.tryStat(absolute);
    if (node?.kind === "character-device") {
      const device = openSpecial(this.files.realPath(absolute), this);
      if (device !== undefined) return device;
      throw new FileError("ENXIO", path);
    }
    const mode = (flags.mode ?? 0o666) & ~this.umask;
    return new Handle(
      new RegularFile(
        this.#named(path, () => this.files.open(absolute, { ...flags, mode })),
        path,
      ),
      this,
    );
  }

  pipe(): readonly [OpenFile, OpenFile] {
    this.#alive();
    this.#limitHandles("pipe");
    const [reader, writer] = makePipe();
    return [new Handle(reader, this), new Handle(writer, this)];
  }

  spawn(options: SpawnOptions): Child {
    this.#alive();
    return this.#kernel.spawnFrom(this, options);
  }

  async exec(argv: readonly string[], env?: Readonly<Record<string, string>>, called?: string): Promise<ExitStatus> {
    await this.ready();
    this.argv = argv;
    if (env !== undefined) this.env = { ...env };
    for (const [signal, action] of this.#actions) if (typeof action === "function") this.#actions.delete(signal);
    const program = await this.#kernel.load(this);
    // A script's interpreter is given the script's path, whatever it was called.
    if (called !== undefined && this.argv === argv) this.argv = [called, ...argv.slice(1)];
    return program(this);
  }

  locate(command: string, path?: string): CommandLocation {
    return this.#kernel.locate(command, this.cwd, path ?? this.env.PATH);
  }

  which(command: string, path?: string): string | undefined {
    const location = this.locate(command, path);
    return location.kind === "found" ? location.path : undefined;
  }

  kill(pid: number, signal: number): boolean {
    this.#alive();
    return this.#kernel.kill(pid === 0 ? -this.group : pid, signal);
  }

  onSignal(signal: number, action: SignalAction): SignalAction {
    this.#alive();
    if (isUncatchable(signal)) throw new FileError("EINVAL", `signal ${signal}`);
    const before = this.#actions.get(signal) ?? "default";
    if (action === "default") this.#actions.delete(signal);
    else this.#actions.set(signal, action);
    return before;
  }

  setGroup(pid: Pid, group: Pid): void {
    this.#alive();
    this.#kernel.setGroup(this, pid === 0 ? this.pid : pid, group);
  }

  async sleep(milliseconds: number): Promise<void> {
    await this.ready();
    await new Promise<void>((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#sleepers.delete(interrupt);
        this.signal.removeEventListener("abort", end);
      };
      const interrupt = (signal: number): void => {
        end();
        reject(new Interrupted(signal));
      };
      const timer = setTimeout(() => {
        end();
        resolve();
      }, milliseconds);
      this.#sleepers.add(interrupt);
      this.signal.addEventListener("abort", end, { once: true });
      // oxlint-disable-next-line typescript/no-misused-promises -- finally waits for what it is given
    }).finally(() => this.ready());
  }

  breathe(): Promise<void> | void {
    if (this.blocked() !== undefined) return this.ready();
  }

  listen(port: number): Listener {
    this.#alive();
    const listening = this.#kernel.network.listen(port, this.pid);
    this.#listening.add(listening);
    return {
      port: listening.port,
      accept: (signal) => this.#accept(listening, signal),
      pending: () => listening.pending || listening.closed,
      listen: (listener) => listening.listen(listener),
      close: () => {
        this.#listening.delete(listening);
        listening.close();
      },
    };
  }

  async connect(port: number, signal: AbortSignal = this.signal): Promise<Connection> {
    for (;;) {
      await this.ready();
      const answer = this.#kernel.network.tryConnect(port);
      if ("kind" in answer) return new SocketHandle(answer, this);
      signal.throwIfAborted();
      await changeOf(answer, signal);
    }
  }

  socketPair(): readonly [Connection, Connection] {
    this.#alive();
    const [one, other] = this.#kernel.network.pair();
    return [new SocketHandle(one, this), new SocketHandle(other, this)];
  }

  processes(): readonly ProcessInfo[] {
    return this.#kernel.processes();
  }

  // --- what handles ask of their owner

  blocked(): Promise<void> | undefined {
    if (this.state === "ended") return never();
    if (this.state === "stopped") return this.#continued?.promise;
    return this.#kernel.turn.due();
  }

  brokenPipe(): void {
    this.raise(SIGNALS.SIGPIPE);
  }

  raiseInGroup(signal: number): void {
    this.#kernel.kill(-this.group, signal);
  }

  adopt(handle: Handle): void {
    this.#handles.add(handle);
  }

  disown(handle: Handle): void {
    this.#handles.delete(handle);
  }

  // --- what the kernel does to a process

  /** Waits until the process may go on; for ever when it has ended. */
  async ready(): Promise<void> {
    for (let wait = this.blocked(); wait !== undefined; wait = this.blocked()) await wait;
  }

  actionOf(signal: number): SignalAction {
    return this.#actions.get(signal) ?? "default";
  }

  /** Delivers a signal. */
  raise(signal: number): void {
    if (this.state === "ended") return;
    if (signal === SIGNALS.SIGKILL) return this.end({ kind: "signaled", signal });
    if (signal === SIGNALS.SIGCONT) this.#goOn();
    else if (isStopSignal(signal)) this.#pending.delete(SIGNALS.SIGCONT);
    if (this.state === "stopped") {
      if (this.actionOf(signal) !== "ignore") this.#pending.add(signal);
      return;
    }
    const action = isUncatchable(signal) ? "default" : this.actionOf(signal);
    if (action === "ignore") return;
    if (action !== "default") return this.#handle(signal, action);
    switch (defaultDisposition(signal)) {
      case "ignore":
        return;
      case "stop":
        return this.#stop(signal);
      case "terminate":
        return this.end({ kind: "signaled", signal });
    }
  }

  /** Runs a program to its end. */
  async run(load: () => Program | Promise<Program>): Promise<void> {
    try {
      const program = await load();
      await this.ready();
      const status = await program(this);
      this.end({ kind: "exited", status: status & 255 });
    } catch (error) {
      if (error instanceof ProcessEnded || this.state === "ended") return;
      if (error instanceof FileError && error.code === "EPIPE") this.end({ kind: "signaled", signal: SIGNALS.SIGPIPE });
      else await this.#crash(error);
    }
  }

  end(status: WaitStatus): void {
    if (this.state === "ended") return;
    this.state = "ended";
    this.#abort.abort(new ProcessEnded(this.pid));
    for (const listening of this.#listening) listening.close();
    for (const file of this.descriptors.values()) file.close();
    for (const handle of [...this.#handles]) handle.close();
    this.descriptors.clear();
    this.#sleepers.clear();
    this.#pending.clear();
    this.#kernel.ended(this);
    this.record?.report(status);
  }

  // --- inside

  #alive(): void {
    if (this.state === "ended") throw new ProcessEnded(this.pid);
  }

  #descriptor(number: number): OpenFile {
    const file = this.descriptors.get(number);
    if (file === undefined) throw new FileError("EBADF", String(number));
    return file;
  }

  #limitHandles(path: string): void {
    if (this.#handles.size >= this.#kernel.limits.openFiles) throw new FileError("EMFILE", path);
  }

  /** Errors of the tree name the file as the program named it. */
  #named<T>(path: string, call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw error instanceof FileError ? new FileError(error.code, path) : error;
    }
  }

  async #accept(listening: ListeningPort, signal?: AbortSignal): Promise<Connection> {
    for (;;) {
      await this.ready();
      signal?.throwIfAborted();
      const end = listening.take();
      if (end !== undefined) {
        const handle = new SocketHandle(end, this);
        end.release();
        return handle;
      }
      if (listening.closed) throw new FileError("EBADF", `port ${listening.port}`);
      await changeOf(listening, signal);
    }
  }

  #handle(signal: number, action: (signal: number) => void): void {
    for (const interrupt of [...this.#sleepers]) interrupt(signal);
    try {
      action(signal);
    } catch (error) {
      if (!(error instanceof ProcessEnded)) void this.#crash(error);
    }
  }

  #stop(signal: number): void {
    let resolve: () => void = () => undefined;
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    this.#continued = { promise, resolve };
    this.state = "stopped";
    this.record?.report({ kind: "stopped", signal });
    this.#kernel.childChanged(this);
  }

  #goOn(): void {
    for (const signal of [...this.#pending]) if (isStopSignal(signal)) this.#pending.delete(signal);
    if (this.state !== "stopped") return;
    this.state = "running";
    this.record?.continued();
    for (const signal of [...this.#pending]) {
      this.#pending.delete(signal);
      this.raise(signal);
    }
    this.#continued?.resolve();
    this.#continued = undefined;
  }

  /** An exception that no program should let out: our bug, said as such. */
  async #crash(error: unknown): Promise<void> {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const report = `${this.argv[0] ?? "process"}: ${text} [this is a bug]\n`;
    this.#kernel.crashed(this, error);
    try {
      await Promise.race([this.descriptors.get(2)?.write(encodeUtf8(report)), elapsed(CRASH_REPORT_MS)]);
    } catch {
      // Standard error may be what failed.
    }
    this.end({ kind: "exited", status: 70 });
  }
}

function elapsed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Resolves at the next change of a listening port, or when the signal is aborted. */
function changeOf(listening: ListeningPort, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      stop();
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const stop = listening.listen(wake);
    signal?.addEventListener("abort", wake, { once: true });
  });
}

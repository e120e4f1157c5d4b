import { SIGNALS } from "#base";
import { FileError, resolvePath, type OpenFile } from "#files";
import { Interrupted, type Child, type Process, type WaitStatus } from "#kernel";
import { CALL, DESCRIPTOR_KINDS, ERRNO, OPEN, type AnswererEnd, type SpawnRequest } from "#python";
import type { FileCalls } from "./file-calls.ts";
import { Inheritance } from "./inheritance.ts";
import { IntervalTimer } from "./interval-timer.ts";
import type { Answer, SocketCalls } from "./socket-calls.ts";

const TERMINAL_MODES = ["canonical", "raw", "raw-all"] as const;

interface Known {
  readonly child: Child;
  /** What waitpid(2) has not told yet. */
  status: WaitStatus | undefined;
  told: Promise<void>;
}

/** The system calls about descriptors, children, signals and the process itself. */
export class ProcessCalls {
  readonly #process: Process;
  readonly #end: AnswererEnd;
  readonly #sockets: SocketCalls;
  readonly #files: FileCalls;
  readonly #children = new Map<number, Known>();
  readonly #onSignal: (signal: number) => void;
  readonly #onExit: (status: number) => void;
  readonly #timer: IntervalTimer;

  constructor(
    process: Process,
    end: AnswererEnd,
    sockets: SocketCalls,
    files: FileCalls,
    /** A signal that Python handles has arrived. */
    onSignal: (signal: number) => void,
    onExit: (status: number) => void,
  ) {
    this.#process = process;
    this.#end = end;
    this.#sockets = sockets;
    this.#files = files;
    this.#onSignal = onSignal;
    this.#onExit = onExit;
    this.#timer = new IntervalTimer(() => process.kill(process.pid, SIGNALS.SIGALRM));
  }

  handle(call: number, values: readonly number[], signal: AbortSignal): Answer | undefined {
    const process = this.#process;
    const [a = 0, b = 0, c = 0] = values;
    switch (call) {
      case CALL.nothing:
        return 0;
      case CALL.readDescriptor:
        return this.#read(a, b, c !== 0, signal);
      case CALL.writeDescriptor:
        return this.#write(a, this.#end.payload.slice(0, b), signal);
      case CALL.closeDescriptor:
        this.#descriptor(a).close();
        process.descriptors.delete(a);
        return 0;
      case CALL.seekDescriptor:
        return this.#descriptor(a).seek(b, (["start", "current", "end"] as const)[c] ?? "start");
      case CALL.describe:
        return DESCRIPTOR_KINDS.indexOf(this.#descriptor(a).kind);
      case CALL.pipe: {
        const [read, write] = process.pipe();
        return [0, this.#number(read), this.#number(write)];
      }
      case CALL.terminal: {
        const { terminal } = process;
        if (terminal === undefined) return [-ERRNO.ENOTTY, 80, 24, 0, 1];
        return [0, terminal.columns, terminal.rows, TERMINAL_MODES.indexOf(terminal.mode), terminal.echo ? 1 : 0];
      }
      case CALL.setTerminal: {
        const { terminal } = process;
        if (terminal === undefined) return -ERRNO.ENOTTY;
        terminal.mode = TERMINAL_MODES[a] ?? "canonical";
        terminal.echo = b !== 0;
        return 0;
      }
      case CALL.sleep:
        return this.#sleep(a, signal);
      case CALL.spawn:
        return this.#spawn(JSON.parse(this.#text(a)) as SpawnRequest);
      case CALL.wait:
        return this.#wait(a, b !== 0, signal);
      case CALL.kill:
        return process.kill(a, b) ? 0 : -ERRNO.ESRCH;
      case CALL.chdir: {
        const path = resolvePath(process.cwd, this.#text(a));
        if (process.files.stat(path).kind !== "directory") return -ERRNO.ENOTDIR;
        process.cwd = path;
        return 0;
      }
      case CALL.timer: {
        const { left, interval } = this.#timer;
        // Without arguments only asked.
        if (a >= 0) this.#timer.set(a, b);
        return [left, interval];
      }
      case CALL.signalAction:
        // SIGINT is always ours: an interpreter that computes is told through shared memory.
        process.onSignal(a, b === 1 ? "ignore" : b === 2 || a === 2 ? (number) => this.#onSignal(number) : "default");
        return 0;
      case CALL.exit:
        this.#onExit(a);
        return new Promise(() => undefined);
      case CALL.umask: {
        const before = process.umask;
        process.umask = a & 0o777;
        return before;
      }
      case CALL.identity:
        return [0, process.pid, process.parent, process.group, process.uid, process.gid];
      case CALL.setGroup:
        process.setGroup(a, b);
        return 0;
      default:
        return undefined;
    }
  }

  close(): void {
    this.#timer.set(0, 0);
  }

  #text(length: number): string {
    return new TextDecoder().decode(this.#end.payload.slice(0, length));
  }

  #descriptor(number: number): OpenFile {
    const file = this.#process.descriptors.get(number);
    if (file === undefined) throw new FileError("EBADF", `descriptor ${number}`);
    return file;
  }

  /** The lowest free number. */
  #number(file: OpenFile): number {
    let number = 0;
    while (this.#process.descriptors.has(number)) number += 1;
    this.#process.descriptors.set(number, file);
    return number;
  }

  #read(number: number, length: number, nonBlocking: boolean, signal: AbortSignal): Answer {
    const file = this.#descriptor(number);
    const put = (bytes: Uint8Array | null): number => {
      if (bytes === null) return 0;
      this.#end.payload.set(bytes);
      return bytes.length;
    };
    if (nonBlocking && !file.readable()) return -ERRNO.EAGAIN;
    const bytes = file.read(length, signal);
    return bytes instanceof Promise ? bytes.then(put) : put(bytes);
  }

  #write(number: number, bytes: Uint8Array, signal: AbortSignal): Answer {
    const writing = this.#descriptor(number).write(bytes, signal);
    return writing === undefined ? bytes.length : writing.then(() => bytes.length);
  }

  async #sleep(milliseconds: number, signal: AbortSignal): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => resolve(undefined), milliseconds);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
    await promise;
    clearTimeout(timer);
    if (signal.aborted) throw new Interrupted(0);
    return 0;
  }

  #spawn(request: SpawnRequest): number {
    const process = this.#process;
    const [command = ""] = request.argv;
    const env = request.env ?? process.env;
    const location = process.locate(command, env.PATH);
    if (location.kind === "refused")
      return -((ERRNO as Readonly<Record<string, number>>)[location.code] ?? ERRNO.ENOENT);
    const opened: OpenFile[] = [];
    const descriptors = new Map<number, OpenFile>();
    const sockets = new Map<number, number>();
    for (const { child, source } of request.descriptors) {
      if (source.kind === "socket") {
        sockets.set(child, source.socket);
        continue;
      }
      if (source.kind === "handle") {
        descriptors.set(child, this.#files.share(source.handle, source.position));
        continue;
      }
      if (source.kind === "descriptor") {
        descriptors.set(child, this.#descriptor(source.descriptor));
        continue;
      }
      const access = source.flags & OPEN.accessMode;
      const append = (source.flags & OPEN.append) !== 0;
      const file = process.open(source.path, { read: access !== OPEN.write, write: access !== 0, append });
      if (source.position > 0 && file.kind === "file") file.seek(source.position, "start");
      opened.push(file);
      descriptors.set(child, file);
    }
    const child = process.spawn({
      argv: request.argv,
      env,
      cwd: request.cwd,
      descriptors,
      ...(request.newGroup ? { group: "new" as const } : {}),
    });
    Inheritance.give(
      process,
      child.pid,
      new Map([...sockets].map(([number, socket]) => [number, this.#sockets.share(socket)])),
    );
    for (const file of opened) file.close();
    const known: Known = { child, status: undefined, told: Promise.resolve() };
    known.told = child.wait().then((status) => void (known.status = status));
    this.#children.set(child.pid, known);
    return child.pid;
  }

  async #wait(pid: number, noHang: boolean, signal: AbortSignal): Promise<number | readonly number[]> {
    const asked =
      pid > 0 ? [this.#children.get(pid)].filter((known) => known !== undefined) : [...this.#children.values()];
    if (asked.length === 0) return -ERRNO.ECHILD;
    // The news of an end that has happened already is still on its way.
    await Promise.resolve(undefined);
    for (;;) {
      const ended = asked.find((known) => known.status !== undefined);
      if (ended?.status !== undefined) {
        const { status } = ended;
        this.#children.delete(ended.child.pid);
        return [ended.child.pid, status.kind === "exited" ? (status.status & 255) << 8 : status.signal];
      }
      if (noHang) return [0, 0];
      const { promise, resolve } = Promise.withResolvers<undefined>();
      signal.addEventListener("abort", () => resolve(undefined), { once: true });
      await Promise.race([...asked.map((known) => known.told), promise]);
      if (signal.aborted) throw new Interrupted(0);
    }
  }
}

import { encodeUtf8, SIGNALS } from "#base";
import { FileError, type FileSystem, type OpenFile } from "#files";
import { ChildRecord } from "./child.ts";
import type { CommandLocation } from "./command-location.ts";
import { CommandFinder, type ProgramTable } from "./command.ts";
import type { Description } from "./description.ts";
import { openDevice } from "./device.ts";
import { Handle } from "./handle.ts";
import { Network, type PortEvent } from "./network.ts";
import { makePipe } from "./pipe.ts";
import type { Child, Pid, ProcessInfo, Program, SpawnOptions } from "./process.ts";
import { SocketHandle } from "./socket-handle.ts";
import { Task } from "./task.ts";
import { Terminal } from "./terminal/terminal.ts";
import { Turn } from "./turn.ts";

export interface KernelLimits {
  /** Processes at one time; the next is refused with EAGAIN, so a fork bomb meets a wall. */
  readonly processes: number;
  /** Handles that one process may hold. */
  readonly openFiles: number;
}

export interface KernelOptions {
  readonly files: FileSystem;
  readonly programs: ProgramTable;
  /** True when `files` is a host's disk: the table's programs then stand in for what /bin and /usr/bin hold there. */
  readonly realDisk?: boolean;
  /** On a real disk: the folder whose files are launchers of this userland, and stand for its programs inside. */
  readonly launchers?: string;
  /** Who every process runs as; the one user of a memory tree unless told. */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly limits?: Partial<KernelLimits>;
  /** A program of ours threw what it must not. The process has said so on its standard error as well. */
  readonly onCrash?: (error: unknown, argv: readonly string[]) => void;
}

/** How the host starts a process: everything is told, nothing inherited. */
export interface HostSpawnOptions extends SpawnOptions {
  /** The controlling terminal; the process opens a session and is in its foreground. */
  readonly terminal?: Terminal;
}

/** The process that adopts orphans: the kernel itself. */
const INIT: Pid = 1;
const LAST_PID = 32_768;
const DEFAULT_LIMITS: KernelLimits = { processes: 512, openFiles: 1024 };
const MAX_SCRIPT_DEPTH = 5;

/** Processes over a tree of files. */
export class Kernel {
  readonly files: FileSystem;
  readonly limits: KernelLimits;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly turn = new Turn();
  readonly network: Network;
  readonly #programs: ProgramTable;
  readonly #finder: CommandFinder;
  readonly #tasks = new Map<Pid, Task>();
  readonly #portListeners = new Set<(event: PortEvent) => void>();
  readonly #onCrash: KernelOptions["onCrash"];
  #lastPid = INIT;

  constructor(options: KernelOptions) {
    this.files = options.files;
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.user = options.user ?? { uid: 1000, gid: 1000 };
    this.#programs = options.programs;
    this.#finder = new CommandFinder(options.files, options.programs, options.realDisk ?? false, options.launchers);
    this.#onCrash = options.onCrash;
    this.network = new Network((event) => {
      for (const listener of [...this.#portListeners]) listener(event);
    });
  }

  /** Starts a process for the host, in a group and session of its own. Descriptors that are not given are /dev/null. */
  spawn(options: HostSpawnOptions): Child {
    this.#limitProcesses(options.argv);
    const pid = this.#freePid();
    const descriptors = new Map(options.descriptors);
    const opened: OpenFile[] = [];
    for (const number of [0, 1, 2]) {
      if (descriptors.has(number)) continue;
      const file = new Handle(options.terminal ?? nullDevice(), undefined);
      opened.push(file);
      descriptors.set(number, file);
    }
    const task = new Task(this, {
      pid,
      parent: INIT,
      group: pid,
      session: pid,
      argv: options.argv,
      env: options.env ?? {},
      cwd: options.cwd ?? "/",
      umask: options.umask ?? 0o022,
      descriptors,
      ignored: options.ignored ?? [],
      terminal: options.terminal,
    });
    for (const file of opened) file.close();
    if (options.terminal !== undefined) options.terminal.foreground = pid;
    return this.#start(task, () => Promise.resolve(), options.program);
  }

  /** fork(2) and exec(3) of a process. */
  spawnFrom(parent: Task, options: SpawnOptions): Child {
    this.#limitProcesses(options.argv);
    const pid = this.#freePid();
    const task = new Task(this, {
      pid,
      parent: parent.pid,
      group: options.group === "new" ? pid : (options.group ?? parent.group),
      session: parent.session,
      argv: options.argv,
      env: options.env ?? parent.env,
      cwd: options.cwd ?? parent.cwd,
      umask: options.umask ?? parent.umask,
      descriptors: options.descriptors ?? parent.descriptors,
      ignored: [...parent.ignored, ...(options.ignored ?? [])],
      terminal: parent.sessionTerminal,
    });
    return this.#start(task, () => parent.ready(), options.program);
  }

  /** A terminal for the host to draw and type on. */
  openTerminal(size: { columns: number; rows: number }): Terminal {
    return new Terminal({ signalGroup: (group, signal) => void this.kill(-group, signal) }, size);
  }

  /** A pipe whose ends belong to the host: [read end, write end]. */
  pipe(): readonly [Handle, Handle] {
    const [reader, writer] = makePipe();
    return [new Handle(reader, undefined), new Handle(writer, undefined)];
  }

  /** A host's hold on a description, to give to a process. */
  handle(description: Description): Handle {
    return new Handle(description, undefined);
  }

  /** Connects the host to a port of the loopback. */
  async connect(port: number): Promise<SocketHandle> {
    for (;;) {
      const answer = this.network.tryConnect(port);
      if ("kind" in answer) return new SocketHandle(answer, undefined);
      await answer.change();
    }
  }

  /** kill(2): a pid, or a negative process group; -1 is everybody. False when there is none. Signal 0 only asks. */
  kill(pid: number, signal: number): boolean {
    const targets =
      pid > 0
        ? [this.#tasks.get(pid)].filter((task) => task !== undefined)
        : [...this.#tasks.values()].filter((task) => pid === -1 || task.group === -pid);
    if (signal !== 0) for (const task of targets) task.raise(signal);
    return targets.length > 0;
  }

  hasGroup(group: Pid): boolean {
    for (const task of this.#tasks.values()) if (task.group === group) return true;
    return false;
  }

  setGroup(caller: Task, pid: Pid, group: Pid): void {
    const task = this.#tasks.get(pid);
    // A child that ended meanwhile: the parent's half of the usual race is no error.
    if (task === undefined) return;
    if (task.session !== caller.session) throw new FileError("EPERM", `process ${pid}`);
    task.group = group === 0 ? pid : group;
  }

  locate(command: string, cwd: string, path: string | undefined): CommandLocation {
    return this.#finder.find(command, cwd, path);
  }

  processes(): readonly ProcessInfo[] {
    return Array.from(this.#tasks.values(), (task) => task.info);
  }

  /** Calls the listener when a port of the loopback opens or closes; the result ends that. */
  on(_event: "port", listener: (event: PortEvent) => void): () => void {
    this.#portListeners.add(listener);
    return () => void this.#portListeners.delete(listener);
  }

  /** Ends every process at once. */
  shutdown(): void {
    for (const task of [...this.#tasks.values()]) task.raise(SIGNALS.SIGKILL);
  }

  /** The program that a process's argv stands for; scripts put their interpreter in front of it. */
  async load(task: Task): Promise<Program> {
    for (let depth = 0; depth < MAX_SCRIPT_DEPTH; depth += 1) {
      const [command = "", ...args] = task.argv;
      const location = this.locate(command, task.cwd, task.env.PATH);
      if (location.kind === "refused") return cannotRun(command, location.code);
      if (location.executable.kind === "program") {
        const { name } = location.executable;
        try {
          return (await this.#programs.lookup(name)) ?? cannotRun(command, "ENOENT");
        } catch (error) {
          return cannotLoad(command, error);
        }
      }
      const { interpreter, argument } = location.executable;
      const script = command.includes("/") ? command : location.path;
      task.argv = [interpreter, ...(argument === undefined ? [] : [argument]), script, ...args];
    }
    return cannotRun(task.argv[0] ?? "", "ELOOP");
  }

  /** A process has ended: its children go to init, and its session loses the terminal with it. */
  ended(task: Task): void {
    this.#tasks.delete(task.pid);
    for (const other of [...this.#tasks.values()]) {
      if (other.parent !== task.pid) continue;
      other.parent = INIT;
      // A stopped process that nobody is left to continue (setpgid(2), orphaned groups).
      if (other.state === "stopped" && other.group !== task.group) {
        other.raise(SIGNALS.SIGHUP);
        other.raise(SIGNALS.SIGCONT);
      }
    }
    const terminal = task.sessionTerminal;
    if (task.session === task.pid && terminal !== undefined) {
      if (terminal.foreground !== 0 && terminal.foreground !== task.group) {
        this.kill(-terminal.foreground, SIGNALS.SIGHUP);
        this.kill(-terminal.foreground, SIGNALS.SIGCONT);
      }
    }
    this.childChanged(task);
  }

  /** Tells the parent. */
  childChanged(task: Task): void {
    this.#tasks.get(task.parent)?.raise(SIGNALS.SIGCHLD);
  }

  crashed(task: Task, error: unknown): void {
    this.#onCrash?.(error, task.argv);
  }

  #start(task: Task, gate: () => Promise<void>, program: Program | undefined): Child {
    const record = new ChildRecord(task, gate);
    task.record = record;
    this.#tasks.set(task.pid, task);
    // The parent has its child before the child does anything.
    queueMicrotask(() => {
      void task.run(() => program ?? this.load(task));
    });
    return record;
  }

  #limitProcesses(argv: readonly string[]): void {
    if (this.#tasks.size >= this.limits.processes) throw new FileError("EAGAIN", argv[0] ?? "process");
  }

  #freePid(): Pid {
    do this.#lastPid = this.#lastPid >= LAST_PID ? INIT + 1 : this.#lastPid + 1;
    while (this.#tasks.has(this.#lastPid) || this.hasGroup(this.#lastPid));
    return this.#lastPid;
  }
}

function nullDevice(): Description {
  const device = openDevice("/dev/null");
  if (device === undefined) throw new Error("no /dev/null [this is a bug]");
  return device;
}

/** What stands in for a program that cannot be run: says why, in the words of env(1), and ends as POSIX has it. */
function cannotRun(command: string, code: Extract<CommandLocation, { kind: "refused" }>["code"]): Program {
  const missing = code === "ENOENT" || code === "ENOTDIR";
  const reason =
    code === "ENOEXEC"
      ? "cannot execute binary file: Exec format error"
      : missing && !command.includes("/")
        ? "command not found"
        : new FileError(code, command).reason;
  return async (process) => {
    await process.write(2, encodeUtf8(`${command}: ${reason}\n`));
    return missing ? 127 : 126;
  };
}

function cannotLoad(command: string, error: unknown): Program {
  return async (process) => {
    await process.write(2, `${command}: cannot be loaded: ${error instanceof Error ? error.message : String(error)}\n`);
    return 126;
  };
}

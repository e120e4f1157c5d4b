import { assertNever } from "#base";
import { FileError, resolvePath, type FileSystem } from "#files";
import { ConnectionRefused, Kernel, USER, type Child, type Handle, type KernelOptions, type Terminal } from "#kernel";
import type { FromMachine, ToMachine } from "#protocol";
import { Channel, type InputSink, type OutputSource } from "./channel.ts";
import { TreeCalls } from "./tree-calls.ts";

/** How long the end of a process waits for its last output to be taken, in turns of the event loop. */
const LAST_TURNS = 2;

type Call<Type extends ToMachine["type"]> = Extract<ToMachine, { type: Type }>;
type Send = (message: FromMachine, transfer?: readonly ArrayBuffer[]) => void;

interface Running {
  readonly child: Child;
  readonly terminal: Terminal | undefined;
}

/** Messages that a machine itself has no use for: its host takes them. */
type ForHost = "boot" | "asset" | "asset-placed" | "asset-failed" | "outside-port" | "outside-output" | "outside-exit";

/** Where a machine's processes live: a tree of files, and their home in it. */
export interface MachinePlace extends Pick<KernelOptions, "files" | "programs" | "realDisk" | "user"> {
  readonly files: FileSystem;
  readonly home: string;
  /** The folder that the page's paths are seen from. */
  readonly workdir: string;
}

/** A kernel over a tree of files, driven by the page's messages. */
export class Machine {
  readonly kernel: Kernel;
  readonly #send: Send;
  readonly #home: string;
  readonly #workdir: string;
  readonly #tree: TreeCalls;
  readonly #channels = new Map<number, Channel>();
  readonly #running = new Map<number, Running>();

  constructor(send: Send, { home, workdir, ...options }: MachinePlace) {
    this.#send = send;
    this.#home = home;
    this.#workdir = workdir;
    const { files } = options;
    this.kernel = new Kernel({
      ...options,
      onCrash: (error, argv) => send({ type: "crashed", message: `${argv[0] ?? "process"}: ${describe(error)}` }),
    });
    this.#tree = new TreeCalls(files, this.#workdir, send);
    this.kernel.on("port", ({ port, type, pid }) => send({ type: "port", port, state: type, pid }));
    send({ type: "ready", workdir: this.#workdir });
  }

  /** How many channels are open: processes', until their end and the end of their output, and connections'. */
  get openChannels(): number {
    return this.#channels.size;
  }

  /** Does what a message says. Calls are answered or refused, never left open. */
  receive(message: Exclude<ToMachine, { type: ForHost }>): void {
    if (!("id" in message)) return this.#tell(message);
    if (message.type === "ping") return this.#send({ type: "pong", id: message.id });
    const { id } = message;
    Promise.resolve()
      .then(() => this.#call(message))
      .then((value) => this.#send({ type: "answer", id, value }))
      .catch((error: unknown) => {
        const code = error instanceof FileError ? error.code : error instanceof ConnectionRefused ? "ECONNREFUSED" : "";
        const reason =
          error instanceof FileError ? error.reason : error instanceof Error ? error.message : String(error);
        this.#send({ type: "refused", id, code, message: reason });
      });
  }

  #call(
    message: Exclude<Extract<ToMachine, { id: number }>, { type: "ping" | "asset" | "asset-placed" | "asset-failed" }>,
  ): unknown {
    switch (message.type) {
      case "mount": {
        this.#tree.mount(message);
        return;
      }
      case "export":
        return this.#tree.export(message);
      case "list":
        return this.#tree.list(message);
      case "read-file":
        return this.#tree.readFile(message);
      case "write-file": {
        this.#tree.writeFile(message);
        return;
      }
      case "make-directory": {
        this.#tree.makeDirectory(message);
        return;
      }
      case "remove": {
        this.#tree.remove(message);
        return;
      }
      case "rename": {
        this.#tree.rename(message);
        return;
      }
      case "watch": {
        this.#tree.watch(message);
        return;
      }
      case "spawn":
        return this.#spawn(message);
      case "connect":
        return this.#connect(message);
      default:
        return assertNever(message);
    }
  }

  #tell(message: Exclude<ToMachine, { id: number } | { type: ForHost }>): void {
    switch (message.type) {
      case "unwatch":
        return this.#tree.unwatch(message);
      case "data":
        return this.#channels.get(message.channel)?.data(message.bytes);
      case "end":
        return this.#channels.get(message.channel)?.end();
      case "credit":
        return this.#channels.get(message.channel)?.credit(message.bytes);
      case "cancel":
        return this.#channels.get(message.channel)?.cancel();
      case "signal":
        return this.#signal(message);
      case "resize":
        return this.#running.get(message.channel)?.terminal?.resize(message.columns, message.rows);
      default:
        return assertNever(message);
    }
  }

  #spawn(message: Call<"spawn">): number {
    const cwd = resolvePath(this.#workdir, message.cwd);
    if (this.kernel.files.stat(cwd).kind !== "directory") throw new FileError("ENOTDIR", message.cwd);
    const env = {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      HOME: this.#home,
      USER,
      LOGNAME: USER,
      SHELL: "/bin/sh",
      LANG: "C.UTF-8",
      PWD: cwd,
      ...(message.terminal === undefined ? {} : { TERM: "xterm-256color" }),
      ...message.env,
    };
    const argv = [message.command, ...message.args];
    const started =
      message.terminal === undefined
        ? this.#spawnOnPipes(message.channel, { argv, env, cwd })
        : this.#spawnOnTerminal(message.channel, { argv, env, cwd }, message.terminal);
    void this.#awaitEnd(message.channel, started);
    return started.child.pid;
  }

  #spawnOnPipes(channel: number, start: { argv: string[]; env: Record<string, string>; cwd: string }): Running {
    const [inRead, inWrite] = this.kernel.pipe();
    const [outRead, outWrite] = this.kernel.pipe();
    const descriptors = new Map([
      [0, inRead],
      [1, outWrite],
      [2, outWrite],
    ]);
    try {
      const child = this.kernel.spawn({ ...start, descriptors });
      const running = { child, terminal: undefined };
      this.#running.set(channel, running);
      this.#channel(channel).open(handleSource(outRead), handleSink(inWrite));
      return running;
    } finally {
      inRead.close();
      outWrite.close();
    }
  }

  #spawnOnTerminal(
    channel: number,
    start: { argv: string[]; env: Record<string, string>; cwd: string },
    size: { columns: number; rows: number },
  ): Running {
    const terminal = this.kernel.openTerminal(size);
    const child = this.kernel.spawn({ ...start, terminal });
    const source: OutputSource = {
      take: (max) => terminal.takeOutput(max),
      onChange: (listener) => terminal.onOutput(listener),
      cancel: () => terminal.hangUp(),
    };
    const sink: InputSink = {
      write: (bytes) => terminal.type(bytes),
      // Closing the stream of keys is not typing Ctrl+D.
      end: () => undefined,
    };
    const running = { child, terminal };
    this.#running.set(channel, running);
    this.#channel(channel).open(source, sink);
    return running;
  }

  async #awaitEnd(channel: number, { child, terminal }: Running): Promise<void> {
    const status = await child.exit;
    terminal?.hangUp();
    for (let turn = 0; turn < LAST_TURNS; turn += 1) await this.kernel.turn.next();
    this.#running.delete(channel);
    this.#send({ type: "exit", channel, status });
    this.#forget(channel);
  }

  async #connect({ channel, port, bytes }: Call<"connect">): Promise<void> {
    // Before the connection is there: a server that is behind with accepting lets it wait.
    const waiting = this.#channel(channel);
    waiting.data(bytes);
    try {
      const socket = await this.kernel.connect(port);
      const sink: InputSink = { write: (bytes) => socket.write(bytes), end: () => socket.endWriting() };
      waiting.open(handleSource(socket), sink);
    } catch (error) {
      this.#channels.delete(channel);
      throw error;
    }
  }

  #channel(number: number): Channel {
    const channel = new Channel(number, this.#send, () => this.#forget(number));
    this.#channels.set(number, channel);
    return channel;
  }

  /** A channel that is over at both ends; a process reads on when its output is not wanted. */
  #forget(channel: number): void {
    if (this.#channels.get(channel)?.ended === true && !this.#running.has(channel)) this.#channels.delete(channel);
  }

  #signal({ channel, signal }: Call<"signal">): void {
    const running = this.#running.get(channel);
    if (running === undefined) return;
    const foreground = running.terminal?.foreground ?? 0;
    const group = foreground !== 0 && this.kernel.hasGroup(foreground) ? foreground : running.child.group;
    this.kernel.kill(-group, signal);
  }
}

/** Reads a host's handle without waiting. */
function handleSource(handle: Handle): OutputSource {
  return {
    take: (max) => {
      const bytes = handle.description.tryRead(max, undefined);
      if (bytes === null) handle.close();
      return bytes;
    },
    onChange: (listener) => handle.listen(listener),
    cancel: () => handle.close(),
  };
}

function handleSink(handle: Handle): InputSink {
  return { write: (bytes) => handle.write(bytes), end: () => handle.close() };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

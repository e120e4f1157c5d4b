import type { FileSystemTree, Unsubscribe } from "@webcontainer/api";
import { treeEntries, type FromMachine } from "#protocol";
import type {
  DownloadProgress,
  Engine,
  EngineFiles,
  EngineProcess,
  EngineSpawnOptions,
  LoopbackRequest,
  LoopbackResponse,
} from "../engine.ts";
import { machineFiles, type Watches } from "./machine-files.ts";
import { MachineRefusal, type MachineLink } from "./machine-link.ts";
import { MachineProcess } from "./machine-process.ts";
import { requestBytes, requestOver } from "./request.ts";
import { flattenTree, nestTree } from "./tree.ts";

export interface EngineEvents {
  port: (port: number, type: "open" | "close", url: string) => void;
  "server-ready": (port: number, url: string) => void;
  error: (error: { message: string }) => void;
  download: (progress: DownloadProgress) => void;
}

type Listeners = { readonly [Event in keyof EngineEvents]: Set<EngineEvents[Event]> };

const KILLED = 137;

/** How often the threads beside a silent machine are asked whether they run. In milliseconds. */
const ROUND_MS = 50;
/** A neighbour that does not answer for that long is gone itself, with its whole process. In milliseconds. */
const NEIGHBOUR_LIMIT_MS = 2_000;

/** What a machine says of programs that are no part of it. */
export type OutsideMessage = Extract<FromMachine, { type: `outside-${string}` }>;

/** What an engine is made of: its machine speaks the protocol of `ToMachine` and `FromMachine`, wherever it runs. */
export interface MachineSeat {
  readonly link: MachineLink;
  readonly workdir: string;
  readonly downloads: Set<EngineEvents["download"]>;
  /** A machine that says nothing for that long after a signal, while threads beside it run, is ended. In milliseconds. */
  readonly stopLimit: number;
}

/** An engine whose machine is at the other end of a link: a worker in the page, or a process in a container. */
export abstract class MachineEngine implements Engine {
  abstract readonly name: "page" | "webcontainer";
  readonly workdir: string;
  readonly fs: EngineFiles;
  protected readonly link: MachineLink;
  readonly #stopLimit: number;
  readonly #watches: Watches = new Map();
  readonly #processes = new Map<number, MachineProcess>();
  readonly #listeners: Listeners;
  #failed: Error | undefined;

  protected constructor(seat: MachineSeat) {
    this.link = seat.link;
    this.workdir = seat.workdir;
    this.#stopLimit = seat.stopLimit;
    this.#listeners = { port: new Set(), "server-ready": new Set(), error: new Set(), download: seat.downloads };
    this.fs = machineFiles(
      () => (this.#failed === undefined ? Promise.resolve(this.link) : Promise.reject(this.#failed)),
      this.#watches,
    );
  }

  /** The machine wants a file of the build. */
  protected abstract bringAsset(id: number, file: string): void;

  /**
   * Resolves when another thread beside the machine's has had its turn: a computer that has no time for that one has
   * none for the machine either, whose silence then says nothing.
   */
  protected neighbour(): Promise<void> {
    return Promise.resolve();
  }

  /** The machine is ended: what it ran in goes. */
  protected abstract release(): void;

  async mount(tree: FileSystemTree, options?: { mountPoint?: string }): Promise<void> {
    await this.link.call({ type: "mount", path: options?.mountPoint ?? ".", entries: flattenTree(tree) });
  }

  async export(path: string, options?: { format?: "json"; excludes?: string[] }): Promise<FileSystemTree> {
    const entries = await this.link.call({ type: "export", path });
    if (!treeEntries(entries)) throw new TypeError("the machine answered no tree");
    return nestTree(entries, options?.excludes);
  }

  async spawn(command: string, args: readonly string[], options: EngineSpawnOptions = {}): Promise<EngineProcess> {
    const channel = this.link.openChannel();
    const { number } = channel;
    const process = new MachineProcess(this.link, channel, options.output !== false, () => void this.#watchStop());
    this.#processes.set(number, process);
    const { terminal } = options;
    try {
      await this.link.call({
        type: "spawn",
        channel: number,
        command,
        args,
        cwd: options.cwd ?? ".",
        env: Object.fromEntries(Object.entries(options.env ?? {}).map(([name, value]) => [name, String(value)])),
        terminal: terminal === undefined ? undefined : { columns: terminal.cols, rows: terminal.rows },
      });
    } catch (error) {
      this.#processes.delete(number);
      channel.finish();
      if (!(error instanceof MachineRefusal)) throw error;
      throw new Error(`${command} could not be started: ${error.message} (${options.cwd ?? "."})`, { cause: error });
    }
    return process;
  }

  on<Event extends keyof EngineEvents>(event: Event, listener: EngineEvents[Event]): Unsubscribe {
    const listeners: Set<EngineEvents[Event]> = this.#listeners[event];
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  async request(port: number, request: LoopbackRequest): Promise<LoopbackResponse> {
    request.signal?.throwIfAborted();
    const bytes = requestBytes(port, request);
    const channel = this.link.openChannel();
    const first = channel.first(bytes);
    try {
      const connected = this.link.call({ type: "connect", channel: channel.number, port, bytes: first });
      await givenUp(connected, request.signal);
    } catch (error) {
      await channel.readable.cancel();
      if (!(error instanceof MachineRefusal) || error.code !== "ECONNREFUSED") throw error;
      throw new TypeError(`nothing listens on port ${port}`, { cause: error });
    }
    return requestOver(channel, port, request, bytes.subarray(first.length));
  }

  teardown(): void {
    this.#end(new Error("The machine was shut down."));
  }

  /** A port of the machine's loopback came or went. */
  protected portChanged(port: number, state: "open" | "close"): void {
    this.tellPort(port, state, `http://localhost:${port}`);
    if (state === "open") this.tellReady(port, `http://localhost:${port}`);
  }

  protected tellPort(port: number, state: "open" | "close", url: string): void {
    for (const listener of [...this.#listeners.port]) listener(port, state, url);
  }

  protected tellReady(port: number, url: string): void {
    for (const listener of [...this.#listeners["server-ready"]]) listener(port, url);
  }

  protected get ended(): boolean {
    return this.#failed !== undefined;
  }

  /** What the machine says by itself; answers and channels are the link's. */
  protected receive(message: FromMachine): void {
    switch (message.type) {
      case "exit":
        this.#processes.get(message.channel)?.ended(message.status);
        return void this.#processes.delete(message.channel);
      case "port":
        return this.portChanged(message.port, message.state);
      case "changed":
        return this.#watches.get(message.watch)?.(message.event, message.name);
      case "asset-wanted":
        return this.bringAsset(message.id, message.file);
      case "crashed":
        // The process said so on its own output; the console is for whoever reports it.
        return console.error(`machine: ${message.message}`);
      case "ready":
      case "answer":
      case "refused":
      case "pong":
      case "data":
      case "end":
      case "credit":
        return;
      case "outside-start":
      case "outside-input":
      case "outside-resize":
      case "outside-kill":
        return this.runOutside(message);
    }
  }

  /** Programs beside the machine: an engine that has none is never asked. */
  protected runOutside(_message: OutsideMessage): void {
    // A machine in the page has no outside.
  }

  /** The machine is lost: everything under way ends, then it is told. */
  protected fail(message: string): void {
    if (this.#failed !== undefined) return;
    this.#end(new Error(message));
    for (const listener of [...this.#listeners.error]) listener({ message });
  }

  /**
   * After a signal: a thread that does not answer will not stop by itself. Its time is counted in rounds in which this
   * thread and the machine's neighbour ran, and begins again whenever the machine says anything at all.
   */
  async #watchStop(): Promise<void> {
    const answered = (): true => true;
    const answer = this.link.ping().then(answered, answered);
    let { heard } = this.link;
    for (let rounds = this.#stopLimit / ROUND_MS; rounds > 0; rounds -= 1) {
      const round = after(ROUND_MS).then(() => Promise.race([this.neighbour(), after(NEIGHBOUR_LIMIT_MS)]));
      if ((await Promise.race([answer, round])) === true) return;
      if (this.link.heard === heard) continue;
      heard = this.link.heard;
      rounds = this.#stopLimit / ROUND_MS;
    }
    this.fail("The machine had to be stopped: a program kept it busy. Start it again.");
  }

  #end(error: Error): void {
    if (this.#failed !== undefined) return;
    this.#failed = error;
    this.release();
    this.link.end(error);
    for (const process of this.#processes.values()) process.ended(KILLED);
    this.#processes.clear();
    this.#watches.clear();
  }
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** What is waited for, or a rejection with the signal's reason as soon as it is given up. */
function givenUp<T>(wanted: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return wanted;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    wanted.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

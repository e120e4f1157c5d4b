import type { FileSystemTree, Unsubscribe } from "@webcontainer/api";
import { treeEntries, type EngineManifest, type FromMachine } from "#protocol";
import type {
  DownloadProgress,
  Engine,
  EngineFiles,
  EngineProcess,
  EngineSpawnOptions,
  LoopbackRequest,
  LoopbackResponse,
} from "./engine.ts";
import { EngineAssets } from "./page/assets.ts";
import { ByteChannel } from "./page/byte-channel.ts";
import { EngineFrame } from "./page/engine-frame.ts";
import { MachineLink, MachineRefusal } from "./page/machine-link.ts";
import { pageFiles, type Watches } from "./page/page-files.ts";
import { PageProcess } from "./page/page-process.ts";
import { requestOver } from "./page/request.ts";
import { flattenTree, nestTree } from "./page/tree.ts";

export interface PageEngineOptions {
  /** What the build wrote. */
  readonly manifest: EngineManifest;
  /** Where its files are, with a final slash; relative to the document. */
  readonly base: string;
  /** Bytes that the machine's files may hold together; 512 MiB unless told. */
  readonly capacity?: number;
  /** The folder that labs are mounted in, below the home directory; "lab" unless told. As WebContainer's. */
  readonly workdirName?: string;
}

interface Events {
  port: (port: number, type: "open" | "close", url: string) => void;
  "server-ready": (port: number, url: string) => void;
  error: (error: { message: string }) => void;
  download: (progress: DownloadProgress) => void;
}

const DEFAULT_CAPACITY = 536_870_912;
/** How long the machine may take to start before the page says that it does not. */
const BOOT_LIMIT_MS = 20_000;
/** A machine that does not answer that long after a signal runs something that never lets others in: it is ended. */
const STOP_LIMIT_MS = 900;
const KILLED = 137;

/** The machine that runs in the page itself: a kernel in a worker, in a frame without origin. */
export class PageEngine implements Engine {
  readonly name = "page";
  readonly workdir: string;
  readonly fs: EngineFiles;
  readonly #link: MachineLink;
  readonly #frame: EngineFrame;
  readonly #assets: EngineAssets;
  readonly #watches: Watches = new Map();
  readonly #processes = new Map<number, PageProcess>();
  readonly #listeners: { readonly [Event in keyof Events]: Set<Events[Event]> };
  #failed: Error | undefined;

  private constructor(boot: Booted) {
    this.#link = boot.link;
    this.#frame = boot.frame;
    this.#assets = boot.assets;
    this.workdir = boot.workdir;
    this.#listeners = { port: new Set(), "server-ready": new Set(), error: new Set(), download: boot.downloads };
    boot.events.use((message) => this.#receive(message));
    boot.failures.use((message) => this.#fail(`The machine stopped: ${message}. Its files are lost; start it again.`));
    this.fs = pageFiles(
      () => (this.#failed === undefined ? Promise.resolve(this.#link) : Promise.reject(this.#failed)),
      this.#watches,
    );
  }

  /** Starts a machine. Code comes first; what a program needs beyond that is fetched when it is first called. */
  static async boot(options: PageEngineOptions & { onDownload?: Events["download"] }): Promise<PageEngine> {
    const downloads = new Set<Events["download"]>(options.onDownload === undefined ? [] : [options.onDownload]);
    const assets = new EngineAssets(options.manifest, options.base, (progress) => {
      for (const listener of [...downloads]) listener(progress);
    });
    const events = new Relay<FromMachine>();
    const failures = new Relay<string>();
    const frame = new EngineFrame(assets.url(options.manifest.frame), (message) => failures.tell(message));
    const { port1, port2 } = new MessageChannel();
    const link = new MachineLink(port1, (message) => events.tell(message));
    try {
      const workdir = await new Promise<string>((resolve, reject) => {
        events.use((message) => {
          if (message.type === "ready") resolve(message.workdir);
        });
        failures.use((message) => reject(new Error(`The machine did not start: ${message}.`)));
        setTimeout(
          () => reject(new Error("The machine did not start: the browser did not load its frame. Reload the page.")),
          BOOT_LIMIT_MS,
        );
        Promise.all([assets.kernel(), frame.loaded]).then(([code]) => frame.start(code, port2), reject);
        link.send({
          type: "boot",
          python: options.manifest.python,
          pythonCommands: options.manifest.pythonCommands,
          capacity: options.capacity ?? DEFAULT_CAPACITY,
          folder: options.workdirName ?? "lab",
        });
      });
      return new PageEngine({ link, frame, assets, workdir, events, failures, downloads });
    } catch (error) {
      frame.remove();
      link.end(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }

  async mount(tree: FileSystemTree, options?: { mountPoint?: string }): Promise<void> {
    await this.#link.call({ type: "mount", path: options?.mountPoint ?? ".", entries: flattenTree(tree) });
  }

  async export(path: string, options?: { format?: "json"; excludes?: string[] }): Promise<FileSystemTree> {
    const entries = await this.#link.call({ type: "export", path });
    if (!treeEntries(entries)) throw new TypeError("the machine answered no tree");
    return nestTree(entries, options?.excludes);
  }

  async spawn(command: string, args: readonly string[], options: EngineSpawnOptions = {}): Promise<EngineProcess> {
    const number = this.#link.number();
    const channel = new ByteChannel(number, (message) => this.#link.send(message));
    this.#link.channels.set(number, channel);
    const process = new PageProcess(
      this.#link,
      number,
      channel,
      options.output !== false,
      () => void this.#watchStop(),
    );
    this.#processes.set(number, process);
    const { terminal } = options;
    try {
      await this.#link.call({
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
      this.#link.channels.delete(number);
      channel.finish();
      if (!(error instanceof MachineRefusal)) throw error;
      throw new Error(`${command} could not be started: ${error.message} (${options.cwd ?? "."})`, { cause: error });
    }
    return process;
  }

  on<Event extends keyof Events>(event: Event, listener: Events[Event]): Unsubscribe {
    const listeners: Set<Events[Event]> = this.#listeners[event];
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  async request(port: number, request: LoopbackRequest): Promise<LoopbackResponse> {
    request.signal?.throwIfAborted();
    const number = this.#link.number();
    const channel = new ByteChannel(number, (message) => this.#link.send(message));
    this.#link.channels.set(number, channel);
    try {
      await this.#link.call({ type: "connect", channel: number, port });
    } catch (error) {
      this.#link.channels.delete(number);
      if (!(error instanceof MachineRefusal) || error.code !== "ECONNREFUSED") throw error;
      throw new TypeError(`nothing listens on port ${port}`, { cause: error });
    }
    return requestOver(channel, port, request);
  }

  teardown(): void {
    this.#end(new Error("The machine was shut down."));
  }

  #receive(message: FromMachine): void {
    switch (message.type) {
      case "exit":
        this.#processes.get(message.channel)?.ended(message.status);
        return void this.#processes.delete(message.channel);
      case "port": {
        const url = `http://localhost:${message.port}`;
        for (const listener of [...this.#listeners.port]) listener(message.port, message.state, url);
        if (message.state === "open")
          for (const ready of [...this.#listeners["server-ready"]]) ready(message.port, url);
        return;
      }
      case "changed":
        return this.#watches.get(message.watch)?.(message.event, message.name);
      case "asset-wanted":
        return void this.#assets.wanted(message.file).then(
          (bytes) => this.#link.send({ type: "asset", id: message.id, bytes }),
          (error: unknown) =>
            this.#link.send({
              type: "asset-failed",
              id: message.id,
              reason: error instanceof Error ? error.message : String(error),
            }),
        );
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
    }
  }

  /** After a signal: a thread that does not answer will not stop by itself. */
  async #watchStop(): Promise<void> {
    const late = new Promise<"late">((resolve) => setTimeout(() => resolve("late"), STOP_LIMIT_MS));
    const answer = await Promise.race([this.#link.ping().catch(() => undefined), late]);
    if (answer === "late") this.#fail("The machine had to be stopped: a program kept it busy. Start it again.");
  }

  #fail(message: string): void {
    if (this.#failed !== undefined) return;
    this.#end(new Error(message));
    for (const listener of [...this.#listeners.error]) listener({ message });
  }

  #end(error: Error): void {
    if (this.#failed !== undefined) return;
    this.#failed = error;
    this.#frame.remove();
    this.#link.end(error);
    for (const process of this.#processes.values()) process.ended(KILLED);
    this.#processes.clear();
    this.#watches.clear();
  }
}

interface Booted {
  readonly link: MachineLink;
  readonly frame: EngineFrame;
  readonly assets: EngineAssets;
  readonly workdir: string;
  readonly events: Relay<FromMachine>;
  readonly failures: Relay<string>;
  readonly downloads: Set<Events["download"]>;
}

/** Hands events to whoever is responsible now: first the start, then the engine. */
class Relay<T> {
  #listener: (value: T) => void = () => undefined;

  use(listener: (value: T) => void): void {
    this.#listener = listener;
  }

  tell(value: T): void {
    this.#listener(value);
  }
}

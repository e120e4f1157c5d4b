import type { EngineManifest, FromMachine } from "#protocol";
import { MachineEngine, type EngineEvents } from "./machine/machine-engine.ts";
import { MachineLink } from "./machine/machine-link.ts";
import { EngineAssets } from "./machine/assets.ts";
import { EngineFrame } from "./page/engine-frame.ts";

export interface PageEngineOptions {
  /** What the build wrote. */
  readonly manifest: EngineManifest;
  /** Where its files are, with a final slash; relative to the document. */
  readonly base: string;
  /** Bytes that the machine's files may hold together; 512 MiB unless told. */
  readonly capacity?: number;
  /** The folder that labs are mounted in, below the home directory; "lab" unless told. As WebContainer's. */
  readonly workdirName?: string;
  /** The command of Python that will be run first, as its manifest names it: what it reads is fetched at once. */
  readonly python?: string;
  /** The text of the machine's frame, on a host whose headers the frame would not have; its address is loaded unless told. */
  readonly frameText?: string | undefined;
}

const DEFAULT_CAPACITY = 536_870_912;
/** How long the machine may take to start before the page says that it does not. */
const BOOT_LIMIT_MS = 20_000;
/** A machine that does not answer that long after a signal runs something that never lets others in: it is ended. */
const STOP_LIMIT_MS = 900;

/** The machine that runs in the page itself: a kernel in a worker, in a frame without origin. */
export class PageEngine extends MachineEngine {
  readonly name = "page";
  readonly #frame: EngineFrame;
  readonly #assets: EngineAssets;

  private constructor(boot: Booted) {
    super({ ...boot, stopLimit: STOP_LIMIT_MS });
    this.#frame = boot.frame;
    this.#assets = boot.assets;
    boot.events.use((message) => this.receive(message));
    boot.failures.use((message) => this.fail(`The machine stopped: ${message}. Its files are lost; start it again.`));
  }

  /** Starts a machine. Code comes first; what a program needs beyond that is fetched when it is first called. */
  static async boot(options: PageEngineOptions & { onDownload?: EngineEvents["download"] }): Promise<PageEngine> {
    const downloads = new Set<EngineEvents["download"]>(options.onDownload === undefined ? [] : [options.onDownload]);
    const assets = new EngineAssets(options.manifest, options.base, (progress) => {
      for (const listener of [...downloads]) listener(progress);
    });
    const events = new Relay<FromMachine>();
    const failures = new Relay<string>();
    const url = assets.url(options.manifest.frame);
    const frame = new EngineFrame(url, (message) => failures.tell(message), options.frameText);
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
        const code = assets.kernel();
        if (options.python !== undefined) assets.beginPython(options.python, code);
        Promise.all([code, frame.loaded]).then(([bytes]) => {
          link.send({
            type: "boot",
            python: options.manifest.python,
            pythonCommands: options.manifest.pythonCommands,
            capacity: options.capacity ?? DEFAULT_CAPACITY,
            folder: options.workdirName ?? "lab",
            bytesPerSecond: assets.bytesPerSecond,
            first: options.python,
          });
          frame.start(bytes, port2);
        }, reject);
      });
      return new PageEngine({ link, frame, assets, workdir, events, failures, downloads });
    } catch (error) {
      frame.remove();
      link.end(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }

  protected bringAsset(id: number, file: string): void {
    this.#assets.wanted(file).then(
      (bytes) => this.link.send({ type: "asset", id, bytes }, [bytes.buffer]),
      (error: unknown) =>
        this.link.send({ type: "asset-failed", id, reason: error instanceof Error ? error.message : String(error) }),
    );
  }

  protected override neighbour(): Promise<void> {
    return this.#frame.ping();
  }

  protected release(): void {
    this.#frame.remove();
  }
}

interface Booted {
  readonly link: MachineLink;
  readonly frame: EngineFrame;
  readonly assets: EngineAssets;
  readonly workdir: string;
  readonly events: Relay<FromMachine>;
  readonly failures: Relay<string>;
  readonly downloads: Set<EngineEvents["download"]>;
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

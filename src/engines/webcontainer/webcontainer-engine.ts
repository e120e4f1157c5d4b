import type { EngineManifest, FromMachine } from "#protocol";
import { EngineAssets } from "../machine/assets.ts";
import { MachineEngine, type EngineEvents, type OutsideMessage } from "../machine/machine-engine.ts";
import { MachineLink } from "../machine/machine-link.ts";
import { Container } from "./container.ts";
import type { ContainerSettings } from "./checks.ts";
import { LinePort } from "./line-port.ts";
import { OutsideProcesses } from "./outside-processes.ts";
import { ContainerProblem } from "./problem.ts";

export interface WebContainerEngineOptions extends ContainerSettings {
  /** What the build wrote. */
  readonly manifest: EngineManifest;
  /** Where its files are, with a final slash; relative to the document. */
  readonly base: string;
  /** The folder that labs are mounted in, below the lab's home directory; "lab" unless told. */
  readonly workdirName?: string;
  /** How long the container may take to boot; 25 seconds unless told. In milliseconds. */
  readonly limit?: number;
  /** What is waited for now, for the page to say. */
  readonly onStage?: (stage: string) => void;
  readonly onDownload?: EngineEvents["download"];
}

const BOOT_LIMIT_MS = 25_000;
const MACHINE_LIMIT_MS = 15_000;
/** A container shares the reader's processors with more than a worker does. */
const STOP_LIMIT_MS = 4_000;
/** How often the container is asked whether it is there, and how long it may think about it. In milliseconds. */
const PULSE_MS = 4_000;
const PULSE_LIMIT_MS = 24_000;
/** The container tells of a real port after our kernel told of its own. In milliseconds. */
const ADDRESS_LIMIT_MS = 1_500;

/** The machine as a process of StackBlitz's WebContainer: real files, real Node and real ports beside our programs. */
export class WebContainerEngine extends MachineEngine {
  readonly name = "webcontainer";
  readonly #container: Container;
  readonly #assets: EngineAssets;
  readonly #addresses = new Map<number, string>();
  readonly #awaited = new Map<number, (url: string) => void>();
  readonly #ours = new Set<number>();
  readonly #releases: (() => void)[] = [];
  readonly #outside: OutsideProcesses;

  private constructor(started: Started) {
    super({ ...started, stopLimit: STOP_LIMIT_MS });
    const { container } = started;
    this.#container = container;
    this.#assets = started.assets;
    this.#outside = new OutsideProcesses(container.api, (message) => this.link.send(message));
    started.listen((message) => this.receive(message));
    started.onExit((words) => this.#die(words));
    this.#releases.push(
      container.api.on("port", (port, type, url) => this.#realPort(port, type, url)),
      container.api.on("error", ({ message }) => this.#die(message)),
    );
    const pulse = setInterval(() => void this.#feelPulse(), PULSE_MS);
    this.#releases.push(() => clearInterval(pulse));
  }

  /** Boots the page's container unless it is up, and starts a machine in it. Settles, one way or the other. */
  static async boot(options: WebContainerEngineOptions): Promise<WebContainerEngine> {
    const downloads = new Set<EngineEvents["download"]>(options.onDownload === undefined ? [] : [options.onDownload]);
    const { manifest, clientId, origin, limit = BOOT_LIMIT_MS, onStage = () => undefined } = options;
    const { host } = new URL(origin);
    if (manifest.container === undefined) throw new ContainerProblem("not-set-up", host);
    const assets = new EngineAssets(manifest, options.base, (progress) => {
      for (const listener of [...downloads]) listener(progress);
    });
    const container = await Container.open({
      ...{ assets, clientId, origin, limit, onStage },
      manifest: manifest.container,
    });
    try {
      onStage("Starting our programs in the container");
      return new WebContainerEngine(await startMachine({ container, assets, downloads, options, host }));
    } catch (error) {
      container.release();
      throw error;
    }
  }

  protected bringAsset(id: number, file: string): void {
    this.#container.place(this.#assets, file).then(
      () => this.link.send({ type: "asset-placed", id }),
      (error: unknown) =>
        this.link.send({ type: "asset-failed", id, reason: error instanceof Error ? error.message : String(error) }),
    );
  }

  protected override runOutside(message: OutsideMessage): void {
    this.#outside.receive(message);
  }

  protected release(): void {
    for (const release of this.#releases) release();
    this.#container.release();
  }

  /** Our kernel's ports are bridged to real ones: the server is ready where the container says that it is. */
  protected override portChanged(port: number, state: "open" | "close"): void {
    if (state === "close") {
      this.#ours.delete(port);
      return this.tellPort(port, state, this.#addresses.get(port) ?? `http://localhost:${port}`);
    }
    this.#ours.add(port);
    void this.#address(port).then((url) => {
      if (this.ended || !this.#ours.has(port)) return;
      this.tellPort(port, state, url);
      this.tellReady(port, url);
    });
  }

  /** The container's own address of a port; one of the loopback when it tells none in time. */
  #address(port: number): Promise<string> {
    const known = this.#addresses.get(port);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve) => {
      this.#awaited.set(port, resolve);
      setTimeout(() => resolve(`http://localhost:${port}`), ADDRESS_LIMIT_MS);
    });
  }

  #realPort(port: number, state: "open" | "close", url: string): void {
    if (state === "open") {
      this.#addresses.set(port, url);
      this.#awaited.get(port)?.(url);
      this.#awaited.delete(port);
    } else this.#addresses.delete(port);
    if (this.#ours.has(port)) return;
    // A server of real Node: nobody else tells of it.
    this.link.send({ type: "outside-port", port, state });
    this.tellPort(port, state, url);
    if (state === "open") this.tellReady(port, url);
  }

  async #feelPulse(): Promise<void> {
    for (let beat = 0; beat < 2; beat += 1) {
      // Twice: after a sleep of the whole computer the first answer may be late through nobody's fault.
      const late = new Promise<"late">((resolve) => setTimeout(() => resolve("late"), PULSE_LIMIT_MS / 2));
      const answer = await Promise.race([this.link.ping().catch(() => undefined), late]);
      if (answer !== "late" || this.ended) return;
    }
    this.#container.abandon();
    this.#die("it does not answer any more");
  }

  #die(words: string): void {
    this.fail(new ContainerProblem("died", this.#container.host, words).message);
  }
}

interface Starting {
  readonly container: Container;
  readonly assets: EngineAssets;
  readonly downloads: Set<EngineEvents["download"]>;
  readonly options: WebContainerEngineOptions;
  readonly host: string;
}

interface Started extends Pick<Starting, "container" | "assets" | "downloads"> {
  readonly link: MachineLink;
  readonly workdir: string;
  /** Whom the machine's messages go to from now on. */
  readonly listen: (listener: (message: FromMachine) => void) => void;
  readonly onExit: (listener: (words: string) => void) => void;
}

/** Starts the machine's process and waits until it takes calls. */
async function startMachine({ container, assets, downloads, options, host }: Starting): Promise<Started> {
  const process = await container.startMachine();
  const port = new LinePort(process);
  let listener: (message: FromMachine) => void = () => undefined;
  const link = new MachineLink(port, (message) => listener(message));
  const gone = process.exit.then((status) => port.words.join(" ") || `it ended with status ${String(status)}`);
  const ready = new Promise<string>((resolve) => {
    listener = (message) => {
      if (message.type === "ready") resolve(message.workdir);
    };
  });
  const { manifest, workdirName = "lab" } = options;
  const worker = manifest.container?.pythonWorker;
  const python = worker === undefined ? undefined : { ...(manifest.python as object), worker };
  link.send({
    type: "boot",
    python,
    pythonCommands: python === undefined ? [] : manifest.pythonCommands,
    capacity: 0,
    folder: workdirName,
    bytesPerSecond: undefined,
    first: undefined,
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const workdir = await Promise.race([
      ready,
      gone.then((words) => {
        throw new ContainerProblem("broken", host, words);
      }),
      new Promise<never>((_resolve, reject) => {
        timer = setTimeout(
          () => reject(new ContainerProblem("broken", host, `no answer in ${String(MACHINE_LIMIT_MS / 1000)} seconds`)),
          MACHINE_LIMIT_MS,
        );
      }),
    ]);
    return {
      ...{ container, assets, downloads, link, workdir },
      listen: (next) => void (listener = next),
      onExit: (tell) => void gone.then(tell),
    };
  } catch (error) {
    link.end(error instanceof Error ? error : new Error(String(error)));
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

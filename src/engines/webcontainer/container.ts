import type { WebContainer, WebContainerProcess } from "@webcontainer/api";
import type { ContainerManifest } from "#protocol";
import type { EngineAssets } from "../machine/assets.ts";
import { abandonContainer, bootContainer, dropContainer, type BootOptions } from "./boot.ts";
import { browserFacts, checkBrowser } from "./checks.ts";
import { ContainerProblem } from "./problem.ts";

/** Where our programs stand in the container, below its working directory. */
const FOLDER = ".companion";
const SELF_TEST_LIMIT_MS = 8_000;
const GRACE_MS = 1_500;
const LOCK = "mlops-companion-webcontainer";
const COPY = `import { readFileSync, writeFileSync } from "node:fs";
writeFileSync(process.argv[3], readFileSync(process.argv[2], "utf8").toUpperCase());
`;

export interface ContainerOptions extends BootOptions {
  readonly assets: EngineAssets;
  readonly manifest: ContainerManifest;
}

/** The page's container, while any lab uses it. */
let shared: Promise<Container> | undefined;
let labs = 0;

/** The one container of the page with our programs in it; its labs share it. */
export class Container {
  readonly api: WebContainer;
  readonly host: string;
  readonly #manifest: ContainerManifest;
  readonly #origin: string;
  readonly #placed = new Map<string, Promise<void>>();
  #unlock: () => void = () => undefined;
  #users = 0;
  #ended = false;

  private constructor(api: WebContainer, { origin, manifest }: ContainerOptions) {
    this.api = api;
    this.host = new URL(origin).host;
    this.#origin = origin;
    this.#manifest = manifest;
  }

  /** Boots it, or joins the labs that have it. Every `open` that resolves is followed by one `release`. */
  static async open(options: ContainerOptions): Promise<Container> {
    const problem = checkBrowser(browserFacts(), options);
    if (problem !== undefined) throw problem;
    const mine = (shared ??= Container.#start(options));
    try {
      const container = await mine;
      container.#users += 1;
      return container;
    } catch (error) {
      if (shared === mine) shared = undefined;
      throw error;
    }
  }

  static async #start(options: ContainerOptions): Promise<Container> {
    const unlock = await lockTab(new URL(options.origin).host);
    try {
      const api = await bootContainer(options);
      const container = new Container(api, options);
      try {
        options.onStage("Testing the container");
        await container.#test();
        options.onStage("Copying our programs into the container");
        await container.place(options.assets, options.manifest.machine.file);
      } catch (error) {
        dropContainer(api);
        throw error;
      }
      container.#unlock = unlock;
      return container;
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** A lab is done with it. It ends soon after the last, unless another comes: a restart need not boot again. */
  release(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    setTimeout(() => {
      if (this.#users > 0 || this.#ended) return;
      this.#end();
      dropContainer(this.api);
    }, GRACE_MS);
  }

  /** It does not answer any more: nobody is to join it, or wait for its end. */
  abandon(): void {
    if (this.#ended) return;
    this.#end();
    abandonContainer(this.#origin);
  }

  #end(): void {
    this.#ended = true;
    shared = undefined;
    this.#unlock();
  }

  /** Starts a machine in a home of its own: two labs may have folders of one name. */
  async startMachine(): Promise<WebContainerProcess> {
    labs += 1;
    const home = `lab-${String(labs)}`;
    await this.api.fs.mkdir(home, { recursive: true });
    const { workdir } = this.api;
    const machine = `${workdir}/${FOLDER}/${this.#manifest.machine.file}`;
    return this.api.spawn("node", ["--no-warnings", machine, `${workdir}/${home}`]);
  }

  /** Puts a file of the build beside the machine's program. */
  place(assets: EngineAssets, file: string): Promise<void> {
    const known = this.#placed.get(file);
    if (known !== undefined) return known;
    const placing = (async () => {
      await this.api.fs.mkdir(FOLDER, { recursive: true });
      await this.api.fs.writeFile(`${FOLDER}/${file}`, await assets.wanted(file));
    })();
    this.#placed.set(file, placing);
    placing.catch(() => this.#placed.delete(file));
    return placing;
  }

  /** Write, run, read: what a lab will ask of it. */
  async #test(): Promise<void> {
    const { fs } = this.api;
    const steps = async (): Promise<string> => {
      await fs.mkdir(FOLDER, { recursive: true });
      await fs.writeFile(`${FOLDER}/copy.mjs`, COPY);
      await fs.writeFile(`${FOLDER}/from.txt`, "works");
      const process = await this.api.spawn("node", [`${FOLDER}/copy.mjs`, `${FOLDER}/from.txt`, `${FOLDER}/to.txt`]);
      const status = await process.exit;
      if (status !== 0) return `its program ended with status ${String(status)}`;
      const text = await fs.readFile(`${FOLDER}/to.txt`, "utf-8");
      return text === "WORKS" ? "" : `its file holds ${JSON.stringify(text)}`;
    };
    const late = new Promise<string>((resolve) => {
      const seconds = SELF_TEST_LIMIT_MS / 1000;
      setTimeout(() => resolve(`it did not answer within ${String(seconds)} seconds`), SELF_TEST_LIMIT_MS);
    });
    const fault = await Promise.race([steps().catch((error: unknown) => String(error)), late]);
    if (fault !== "") throw new ContainerProblem("self-test", this.host, fault);
  }
}

/** Holds the site's one container for this tab. Answers how to let it go. */
async function lockTab(host: string): Promise<() => void> {
  const locks = (navigator as { readonly locks?: LockManager }).locks;
  if (locks === undefined) return () => undefined;
  return new Promise((resolve, reject) => {
    locks
      .request(LOCK, { ifAvailable: true }, (lock) => {
        if (lock === null) {
          reject(new ContainerProblem("other-tab", host));
          return undefined;
        }
        return new Promise<void>((unlock) => resolve(unlock));
      })
      .catch(reject);
  });
}

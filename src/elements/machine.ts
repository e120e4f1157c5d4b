import manifest from "virtual:engine-manifest";
import { PageEngine, type Engine } from "#engines";
import { containerCosts } from "./engine-costs.ts";
import type { EngineSetting } from "./engine-setting.ts";
import { frameText, isolatePage } from "./isolation.ts";

export interface MachineWish {
  /** The name of the working directory. */
  readonly folder: string;
  readonly setting: EngineSetting;
  /** The lab's programs need real Node. */
  readonly needsNode: boolean;
  /** What is waited for, or what was decided, for the reader. */
  readonly onStage: (text: string) => void;
}

/** Machines of the page that start while the rest of their lab is loaded, by the folder that they are for. */
const starting = new Map<string, Promise<Engine>>();

/**
 * Starts a lab's machine of the page at once; `openMachine` answers it. How it fails is told there. `python` is the command of
 * Python that the reader asked for, if it is one: what it reads comes at once as well.
 */
export function prepareMachine(folder: string, python: string | undefined): void {
  const engine = bootPage(folder, python);
  engine.catch(() => undefined);
  starting.set(folder, engine);
}

/** A choice of "auto" waits less long for a container: the page's own machine is there. */
const AUTO_LIMIT_MS = 20_000;

/** Starts the machine of a lab where it is to run. Rejects with what to do when it cannot. */
export async function openMachine(wish: MachineWish): Promise<Engine> {
  const { setting, needsNode } = wish;
  if (setting.place !== "page" && setting.container !== undefined) {
    try {
      return await openContainer(wish, setting.container);
    } catch (error) {
      if (setting.place === "webcontainer" || needsNode) throw error;
      wish.onStage(`Running on this page: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (needsNode) throw new Error(missingNode(setting));
  return openPage(wish.folder);
}

/** What a lab that needs Node says where there is none: what it needs, and what running it elsewhere means. */
function missingNode({ container }: EngineSetting): string {
  if (container === undefined)
    return "This lab needs real Node, which runs in WebContainer, and this site is not set up for it. The recorded output stays readable; download the lab to run it with Node on your own machine.";
  const costs = containerCosts(new URL(container.origin).host, manifest.container?.machine.wire);
  return `This lab needs real Node, which the machine in this page has not and WebContainer has. ${costs} From then on every lab of this site runs there, until you choose this page again under “Where it runs”.`;
}

/** The machine of this page, in a folder of that name. */
function openPage(folder: string): Promise<Engine> {
  const engine = starting.get(folder) ?? bootPage(folder);
  starting.delete(folder);
  return engine;
}

async function bootPage(folder: string, python?: string): Promise<Engine> {
  await isolatePage(folder);
  return PageEngine.boot({
    ...{ manifest, workdirName: folder, base: base() },
    frameText: await frameText(`${base()}${manifest.frame}`),
    ...(python === undefined ? {} : { python }),
  });
}

async function openContainer(
  { folder, setting, onStage }: MachineWish,
  { origin, clientId }: NonNullable<EngineSetting["container"]>,
): Promise<Engine> {
  await isolatePage(folder);
  const { WebContainerEngine } = await import("#engines/webcontainer");
  return WebContainerEngine.boot({
    ...{ manifest, base: base(), origin, clientId, onStage },
    workdirName: folder,
    ...(setting.place === "auto" ? { limit: AUTO_LIMIT_MS } : {}),
  });
}

/** Where the engine's files are. */
function base(): string {
  return `${import.meta.env.BASE_URL.replace(/\/$/, "")}/engine/`;
}

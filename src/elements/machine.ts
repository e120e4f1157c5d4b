import manifest from "virtual:engine-manifest";
import { PageEngine, type Engine } from "#engines";

/** Machines that start while the rest of their lab is loaded, by the folder that they are for. */
const starting = new Map<string, Promise<Engine>>();

/** Starts a lab's machine at once; `openMachine` answers it. How it fails is told there. */
export function prepareMachine(folder: string): void {
  const engine = bootMachine(folder);
  engine.catch(() => undefined);
  starting.set(folder, engine);
}

/** The machine of this page for a lab, in a folder of that name. Rejects with what to do when it cannot. */
export function openMachine(folder: string): Promise<Engine> {
  const engine = starting.get(folder) ?? bootMachine(folder);
  starting.delete(folder);
  return engine;
}

async function bootMachine(folder: string): Promise<Engine> {
  if (!globalThis.crossOriginIsolated)
    throw new Error(
      "This page is served without the headers that its machine needs. The recorded output stays readable; download the lab to run it on your own machine.",
    );
  const base = `${import.meta.env.BASE_URL.replace(/\/$/, "")}/engine/`;
  return PageEngine.boot({ manifest, workdirName: folder, base });
}

import manifest from "virtual:engine-manifest";
import { PageEngine, type Engine } from "#engines";

/** Starts the machine of this page for a lab, in a folder of that name. Rejects with what to do when it cannot. */
export async function openMachine(folder: string): Promise<Engine> {
  if (!globalThis.crossOriginIsolated)
    throw new Error(
      "This page is served without the headers that its machine needs. The recorded output stays readable; download the lab to run it on your own machine.",
    );
  const base = `${import.meta.env.BASE_URL.replace(/\/$/, "")}/engine/`;
  return PageEngine.boot({ manifest, workdirName: folder, base });
}

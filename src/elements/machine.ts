import manifest from "virtual:engine-manifest";
import { PageEngine, type Engine } from "#engines";

/** Starts the machine of this page for a lab. Rejects with what to do when this page cannot hold one. */
export async function openMachine(folder: string): Promise<Engine> {
  throw new Error("This copy of the site was built without its machine: run npm run build.");
  if (!globalThis.crossOriginIsolated)
    throw new Error(
      "This page is served without the headers that its machine needs. The recorded output stays readable; download the lab to run it on your own machine.",
    );
  return PageEngine.boot({
    manifest,
    workdirName: folder,
    base: `${import.meta.env.BASE_URL.replace(/\/$/, "")}/engine/`,
  });
}

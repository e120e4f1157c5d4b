import { Worker } from "node:worker_threads";
import { pythonPrograms, PythonRunner, type Group } from "#programs";
import type { FromPython, PythonManifest } from "#python";
import { createAssetPython } from "../page-python.ts";
import type { PlacedAssets } from "./placed-assets.ts";

/** Python's programs in a container: the page's own assets, in a worker thread. The disk is not ours alone. */
export function containerPython(assets: PlacedAssets, manifest: unknown): Group {
  const python = manifest as PythonManifest;
  const host = createAssetPython(python, ({ file }) => assets.bytes(file), {
    keepAnswers: false,
    lockdown: false,
    async startWorker(onMessage, onFailure) {
      const worker = new Worker(await assets.path(python.worker.file), { stdout: true, stderr: true });
      worker.on("message", (message: FromPython) => onMessage(message));
      worker.on("error", (error: unknown) =>
        onFailure(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      );
      return { post: (message) => worker.postMessage(message), terminate: () => void worker.terminate() };
    },
  });
  return pythonPrograms(new PythonRunner(host, false));
}

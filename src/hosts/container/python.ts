import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { pythonPrograms, PythonRunner, type Group } from "#programs";
import type { FromPython, PythonManifest } from "#python";
import { createAssetPython } from "../page-python.ts";
import type { PlacedAssets } from "./placed-assets.ts";

/** Python's programs in a container: the page's own assets, in a worker thread. The disk is not ours alone. */
export function containerPython(assets: PlacedAssets, manifest: unknown): Group {
  const python = manifest as PythonManifest;
  const host = createAssetPython(
    python,
    ({ file }) => assets.bytes(file),
    () => false,
    {
      keepAnswers: false,
      lockdown: false,
      async startWorker(onMessage, onFailure) {
        const script = await assets.path(python.worker.file);
        // Pyodide begins to read this file although it is given the module: it has to be there.
        writeFileSync(join(dirname(script), "pyodide.asm.wasm"), "");
        const worker = new Worker(script, { stdout: true, stderr: true });
        worker.on("message", (message: FromPython) => onMessage(message));
        worker.on("error", (error: unknown) =>
          onFailure(error instanceof Error ? (error.stack ?? error.message) : String(error)),
        );
        return { post: (message) => worker.postMessage(message), terminate: () => void worker.terminate() };
      },
    },
  );
  return pythonPrograms(new PythonRunner(host, false));
}

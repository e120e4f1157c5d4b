import { readFileSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { PythonCore, PythonHost } from "#programs";
import type { ArchiveIndex, FromPython, Unit } from "#python";

export interface NodePythonOptions {
  /** The folder of `pyodide.mjs`, `pyodide.asm.mjs` and `pyodide.asm.wasm`. */
  readonly pyodide: string;
  /** The folder of the archive: `index.json` and the units. */
  readonly archive: string;
  /** The folder of the Python half (`_companion`). */
  readonly shims: string;
  /** The worker's program. */
  readonly worker: URL;
  /** The tree is a memory tree: it tells every change at once. */
  readonly keepAnswers: boolean;
}

const SHIMS = "companion";

/** Python for a kernel in Node. A worker's uncaught failure is told; its end is not waited for. */
export function createNodePython(options: NodePythonOptions): PythonHost {
  const units = new Map<string, Uint8Array<SharedArrayBuffer>>();
  let core: Promise<PythonCore> | undefined;
  let files: ReadonlyMap<string, string> | undefined;

  const shipped = (): ArchiveIndex =>
    JSON.parse(readFileSync(join(options.archive, "index.json"), "utf8")) as ArchiveIndex;
  const load = async (): Promise<PythonCore> => {
    const [wasm, { unit, bytes }] = [
      await WebAssembly.compile(await readFile(join(options.pyodide, "pyodide.asm.wasm"))),
      packShims(options.shims),
    ];
    const index = shipped();
    files = new Map(index.units.map(({ name, file }) => [name, file]));
    units.set(SHIMS, bytes);
    return { wasm, index: { ...index, units: [...index.units, unit] }, restoring: undefined };
  };

  return {
    keepAnswers: options.keepAnswers,
    lockdown: false,
    core: () => (core ??= load()),
    loadedUnits: () => units,
    async unit(name) {
      const loaded = units.get(name);
      if (loaded !== undefined) return loaded;
      const file = files?.get(name);
      if (file === undefined) throw new Error(`no unit ${name}`);
      const bytes = share(await readFile(join(options.archive, file)));
      units.set(name, bytes);
      return bytes;
    },
    startWorker(onMessage, onFailure) {
      const worker = new Worker(options.worker, {
        workerData: { pyodide: options.pyodide },
        stdout: true,
        stderr: true,
      });
      worker.on("message", (message: FromPython) => onMessage(message));
      worker.on("error", (error: unknown) =>
        onFailure(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      );
      return Promise.resolve({
        post: (message) => worker.postMessage(message),
        terminate: () => void worker.terminate(),
      });
    },
  };
}

function share(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

/** The Python half as a unit of its own. */
function packShims(folder: string): { unit: Unit; bytes: Uint8Array<SharedArrayBuffer> } {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".py"));
  const parts = paths.map((path) => readFileSync(join(folder, path)));
  const bytes = share(Buffer.concat(parts));
  const files = paths.map((path, index) => [path, parts[index]?.length ?? 0] as const);
  return { unit: { name: SHIMS, file: "", bytes: bytes.length, wire: 0, files }, bytes };
}

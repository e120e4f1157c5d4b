/**
 * The memory of an interpreter that has been set up and has imported what pytest needs: with it a run begins where it
 * would otherwise arrive after seconds. Made by the very worker that restores it, from the units that the site ships.
 */
import { Worker } from "node:worker_threads";
import { AnswererEnd, type ArchiveIndex, type FromPython, type PreparePython } from "#python";
import { PYODIDE_FOLDER } from "./python-archive.ts";

export interface SnapshotParts {
  readonly wasm: Uint8Array<ArrayBuffer>;
  readonly index: ArchiveIndex;
  /** Every unit that the modules lie in. */
  readonly units: ReadonlyMap<string, Uint8Array>;
}

/** Makes the snapshot; rejects when the interpreter does. */
export async function makeSnapshot({ wasm, index, units }: SnapshotParts): Promise<Uint8Array<ArrayBuffer>> {
  const worker = new Worker(new URL("../hosts/python-worker.node.ts", import.meta.url), {
    workerData: { pyodide: PYODIDE_FOLDER },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
  worker.on("error", reject);
  worker.on("message", (message: FromPython) => {
    if (message === 0) reject(new Error("the interpreter asked for a unit that is not there [this is a bug]"));
    else if (message.type === "prepared") worker.postMessage({ type: "snapshot" });
    else if (message.type === "snapshot") resolve(message.bytes);
    else if (message.type === "crashed") reject(new Error(message.report));
  });
  const prepare: PreparePython = {
    type: "prepare",
    memory: new AnswererEnd().memory,
    wasm: await WebAssembly.compile(wasm),
    index,
    units: new Map([...units].map(([name, bytes]) => [name, share(bytes)])),
    restores: false,
    name: "python3",
    options: [],
    environment: {},
    making: true,
    imports: ["_companion.warm"],
  };
  worker.postMessage(prepare);
  try {
    return await promise;
  } finally {
    await worker.terminate();
  }
}

function share(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

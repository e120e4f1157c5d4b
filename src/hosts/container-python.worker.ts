/** The Python worker of a container: a worker thread, with Pyodide inside its script. */
import "./node/older-node.ts";
import { fileURLToPath } from "node:url";
import { parentPort } from "node:worker_threads";
import * as loader from "pyodide";
import createModule from "pyodide/pyodide.asm.mjs";
import { servePython, type PyodideParts, type ToPython } from "#python";

const port = parentPort;
if (port === null) throw new Error("this is a worker's program");
const own = fileURLToPath(import.meta.url);

servePython(
  {
    post: (message, transfer = []) => port.postMessage(message, transfer),
    onMessage: (listener) => port.on("message", (message: ToPython) => listener(message)),
  },
  {
    loadPyodide: (loader as unknown as Pick<PyodideParts, "loadPyodide">).loadPyodide,
    createModule: createModule as unknown as PyodideParts["createModule"],
    indexURL: own.slice(0, own.lastIndexOf("/") + 1),
    // Read and not used: any file that is there.
    stdLibURL: own,
  },
);

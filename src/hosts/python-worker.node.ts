/** The Python worker where the kernel runs in Node: a worker thread. */
import "./node/older-node.ts";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { servePython, type PyodideParts, type ToPython } from "#python";

const { pyodide } = workerData as { readonly pyodide: string };
const port = parentPort;
if (port === null) throw new Error("this is a worker's program");

const pending: ToPython[] = [];
let take = (message: ToPython): void => void pending.push(message);
port.on("message", (message: ToPython) => take(message));

const base = pathToFileURL(`${pyodide}/`).href;
const [loader, module] = (await Promise.all([import(`${base}pyodide.mjs`), import(`${base}pyodide.asm.mjs`)])) as [
  Pick<PyodideParts, "loadPyodide">,
  { default: PyodideParts["createModule"] },
];

servePython(
  {
    post: (message, transfer = []) => port.postMessage(message, transfer),
    onMessage: (listener) => {
      take = listener;
      for (const message of pending.splice(0)) listener(message);
    },
  },
  {
    loadPyodide: (options) => loader.loadPyodide(options),
    createModule: (settings) => module.default(settings),
    indexURL: `${pyodide}/`,
    stdLibURL: `${pyodide}/package.json`,
  },
);

/**
 * The Python worker of the page: a classic script run from `blob:`, with Pyodide inside it. Nothing is fetched: the
 * build puts `fetch` out of Pyodide's reach, and everything comes by message.
 */
import * as loader from "pyodide";
import createModule from "pyodide/pyodide.asm.mjs";
import { servePython, type FromPython, type PyodideParts, type ToPython } from "#python";

interface WorkerScope {
  postMessage(message: FromPython, transfer?: readonly ArrayBuffer[]): void;
  addEventListener(type: "message", listener: (event: { readonly data: ToPython }) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
// The lockdown takes the global's own: this reference is all that is left of it.
const post = scope.postMessage.bind(scope);
const NOWHERE = "https://pyodide.invalid/";

servePython(
  {
    post: (message, transfer = []) => post(message, transfer),
    onMessage: (listener) => scope.addEventListener("message", (event) => listener(event.data)),
  },
  {
    loadPyodide: (loader as unknown as Pick<PyodideParts, "loadPyodide">).loadPyodide,
    createModule: createModule as unknown as PyodideParts["createModule"],
    indexURL: NOWHERE,
    stdLibURL: `${NOWHERE}python_stdlib.zip`,
  },
);

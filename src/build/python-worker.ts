import { build } from "esbuild";
import { join } from "node:path";
import { PYODIDE_FOLDER } from "./python-archive.ts";

/**
 * The page's Python worker as one classic script. Pyodide is taken as it is: `define` turns its `fetch` and its other
 * ways out into functions that never answer, and passes its check for classic workers.
 */
export async function bundlePythonWorker(): Promise<Uint8Array> {
  const result = await build({
    entryPoints: [new URL("../hosts/python.worker.ts", import.meta.url).pathname],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    minify: true,
    legalComments: "none",
    banner: { js: '"use strict";var __never=()=>new Promise(()=>{});' },
    external: ["node:*", "ws"],
    alias: {
      pyodide: join(PYODIDE_FOLDER, "pyodide.mjs"),
      "pyodide/pyodide.asm.mjs": join(PYODIDE_FOLDER, "pyodide.asm.mjs"),
    },
    define: {
      fetch: "__never",
      "WebAssembly.instantiateStreaming": "__never",
      "import.meta.url": '"https://pyodide.invalid/pyodide.asm.mjs"',
      "globalThis.importScripts": "undefined",
    },
    logOverride: { "direct-eval": "silent" },
    logLevel: "warning",
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error("esbuild wrote no worker [this is a bug]");
  return file.contents;
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pythonPrograms, PythonRunner, type Group } from "#programs";
import { createNodePython } from "../node-python.ts";

/** Python's programs for the command line, from the folder that the build put beside it; none where there is none. */
export function pythonGroup(folder: string): Group {
  if (!existsSync(join(folder, "archive/index.json"))) return {};
  const host = createNodePython({
    pyodide: join(folder, "pyodide"),
    archive: join(folder, "archive"),
    shims: join(folder, "shims"),
    worker: pathToFileURL(join(folder, "worker.mjs")),
    keepAnswers: false,
  });
  return pythonPrograms(new PythonRunner(host, false));
}

/** Python's programs as a group of the page's machine: what the interpreter is made of comes through the page. */
import { pythonPrograms, PythonRunner, type Group } from "#programs";
import type { PythonManifest } from "#python";
import type { AssetRequests } from "./machine/assets.ts";
import type { BootFacts } from "./machine/group-script.ts";
import { createPagePython } from "./page-python.ts";

export function makeGroup(assets: AssetRequests, { python, bytesPerSecond, first }: BootFacts): Group {
  const host = createPagePython(python as PythonManifest, ({ file }) => assets.file(file), bytesPerSecond);
  const runner = new PythonRunner(host, true);
  if (first !== undefined) runner.warmUp(first);
  return pythonPrograms(runner);
}

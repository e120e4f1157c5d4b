import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PythonManifest } from "#python";
import { PYTHON_MANIFEST, writePythonAssets } from "./python-assets.ts";
import { PYODIDE_FOLDER } from "./python-archive.ts";
import { sha256 } from "./python-cache.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Everything that Python's assets are made from or measured with, below the repository. */
const SOURCES = [
  "src/base",
  "src/build/python-archive.ts",
  "src/build/python-assets.ts",
  "src/build/python-compile.ts",
  "src/build/brotli.ts",
  "src/build/python-metadata.ts",
  "src/build/python-snapshot.ts",
  "src/build/python-trace.ts",
  "src/build/python-worker.ts",
  "src/build/wheels.lock.txt",
  "src/files",
  "src/hosts/node-python.ts",
  "src/hosts/python-worker.node.ts",
  "src/hosts/python.worker.ts",
  "src/programs/python",
  "src/protocol",
  "src/python",
];

/**
 * Python's assets in `folder`, copied from `.cache/python` when an earlier build made them from the same sources. Assets
 * without packages are not kept: the next build tries to download them again.
 */
export async function keptPythonAssets(
  folder: string,
  log: (line: string) => void,
): Promise<{ manifest: PythonManifest; withoutWheels: string | undefined }> {
  const cache = join(ROOT, ".cache/python");
  const kept = join(cache, sourceHash());
  if (existsSync(kept)) {
    cpSync(kept, folder, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(kept, PYTHON_MANIFEST), "utf8")) as PythonManifest;
    return { manifest, withoutWheels: undefined };
  }
  const working = `${kept}.${String(process.pid)}`;
  const made = await writePythonAssets(working, log);
  cpSync(working, folder, { recursive: true });
  for (const old of readdirSync(cache)) if (!old.includes(".")) rmSync(join(cache, old), { recursive: true });
  if (made.withoutWheels === undefined) renameSync(working, kept);
  else rmSync(working, { recursive: true });
  return made;
}

function sourceHash(): string {
  mkdirSync(join(ROOT, ".cache/python"), { recursive: true });
  const files = SOURCES.flatMap((path) => filesBelow(join(ROOT, path))).sort();
  const parts = files.map((path) => [path.slice(ROOT.length), sha256(readFileSync(path))]);
  return sha256(JSON.stringify([readFileSync(join(PYODIDE_FOLDER, "package.json"), "utf8"), parts])).slice(0, 16);
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name !== "__pycache__")
    .flatMap((name) => filesBelow(join(path, name)));
}

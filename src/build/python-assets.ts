/**
 * Everything of Python that the page fetches, in one folder: the worker, the WebAssembly, the index, the units, and a
 * manifest that says which of them a command's first run reads and how many bytes that is. Which units a command reads
 * is measured by running it.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Asset, PythonManifest } from "#python";
import { buildPythonArchive, packUnit, PYODIDE_FOLDER, wireBytes, type PythonArchive } from "./python-archive.ts";
import { sha256 } from "./python-cache.ts";
import { compileModules } from "./python-compile.ts";
import { traceCommands } from "./python-trace.ts";
import { bundlePythonWorker } from "./python-worker.ts";

const SHIMS = new URL("../python/shims/", import.meta.url).pathname;

/** The name of the file beside the assets. */
export const PYTHON_MANIFEST = "manifest.json";

/** Writes the assets below `folder`; answers the manifest, and why packages are missing where they are. */
export async function writePythonAssets(
  folder: string,
  log: (line: string) => void = () => undefined,
): Promise<{ manifest: PythonManifest; withoutWheels: string | undefined }> {
  const archive = await buildPythonArchive(log);
  mkdirSync(folder, { recursive: true });
  const write = (name: string, extension: string, bytes: Uint8Array): Asset => {
    const file = `${name}-${sha256(bytes).slice(0, 12)}.${extension}`;
    writeFileSync(join(folder, file), bytes);
    return { file, bytes: bytes.length, wire: wireBytes(bytes) };
  };
  const { unit, bytes } = await packPythonHalf();
  const index = { ...archive.index, units: [...archive.index.units, unit] };
  const units: Record<string, Asset> = {};
  for (const { name, file, bytes: size, wire } of archive.index.units) {
    copyFileSync(join(archive.folder, file), join(folder, file));
    units[name] = { file, bytes: size, wire };
  }
  writeFileSync(join(folder, unit.file), bytes);
  units[unit.name] = { file: unit.file, bytes: unit.bytes, wire: unit.wire };
  const manifest: PythonManifest = {
    pyodide: index.pyodide,
    worker: write("worker", "js", await bundlePythonWorker()),
    wasm: write("pyodide", "wasm", readFileSync(join(PYODIDE_FOLDER, "pyodide.asm.wasm"))),
    index: write("index", "json", new TextEncoder().encode(JSON.stringify(index))),
    units,
    commands: await traceCommands(archive),
  };
  writeFileSync(join(folder, PYTHON_MANIFEST), JSON.stringify(manifest));
  return { manifest, withoutWheels: archive.withoutWheels };
}

/** The Python half as a unit, with its modules compiled. */
async function packPythonHalf(): Promise<ReturnType<typeof packUnit>> {
  const paths = readdirSync(SHIMS, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".py"));
  const files = new Map(paths.map((path) => [path, new Uint8Array(readFileSync(join(SHIMS, path)))]));
  const [compiled = new Map<string, Uint8Array>()] = await compileModules([files]);
  return packUnit("companion", new Map([...files, ...compiled]));
}

/** What is shipped and under which licence, for the page that says so. */
export function shippedDistributions(archive: PythonArchive): {
  readonly distributions: PythonArchive["index"]["distributions"];
  readonly licenses: Readonly<Record<string, readonly { readonly file: string; readonly text: string }[]>>;
} {
  const licenses = JSON.parse(readFileSync(join(archive.folder, "licenses.json"), "utf8")) as Record<
    string,
    { file: string; text: string }[]
  >;
  return { distributions: archive.index.distributions, licenses };
}

if (import.meta.main) {
  const [folder = "dist/python"] = process.argv.slice(2);
  const { manifest, withoutWheels } = await writePythonAssets(folder, console.log);
  for (const [command, units] of Object.entries(manifest.commands)) {
    const core = manifest.worker.wire + manifest.wasm.wire + manifest.index.wire;
    const sum = units.reduce((bytes, name) => bytes + (manifest.units[name]?.wire ?? 0), core);
    console.log(`${command}: ${(sum / 1e6).toFixed(2)} MB, ${units.join(" ")}`);
  }
  if (withoutWheels !== undefined) console.log(`without packages: ${withoutWheels}`);
}

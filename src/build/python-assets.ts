/**
 * Everything of Python that the page fetches, in one folder: the worker, the WebAssembly, the index, the units, and a
 * manifest that says which of them a command's first run reads and how many bytes that is. Which units a command reads
 * is measured by running it.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { firstRun, packSnapshot, type Asset, type Distribution, type PythonManifest, type Unit } from "#python";
import {
  buildPythonArchive,
  compressAhead,
  PYODIDE_FOLDER,
  writeCompressed,
  writeUnit,
  type PythonArchive,
} from "./python-archive.ts";
import { sha256 } from "./python-cache.ts";
import { compileModules } from "./python-compile.ts";
import { makeSnapshot } from "./python-snapshot.ts";
import { traceCommands, traceRestored } from "./python-trace.ts";
import { bundlePythonWorker } from "./python-worker.ts";
import { describeRuff } from "./ruff.ts";

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
    return { file, bytes: bytes.length, wire: writeCompressed(folder, file, bytes) };
  };
  const unit = await writePythonHalf(folder);
  const index = { ...archive.index, units: [...archive.index.units, unit] };
  const units: Record<string, Asset> = {};
  for (const { name, file, bytes: size, wire } of archive.index.units) {
    for (const each of [file, `${file}.br`]) copyFileSync(join(archive.folder, each), join(folder, each));
    units[name] = { file, bytes: size, wire };
  }
  units[unit.name] = { file: unit.file, bytes: unit.bytes, wire: unit.wire };
  const wasm = readFileSync(join(PYODIDE_FOLDER, "pyodide.asm.wasm"));
  const commands = await traceCommands(archive);
  const read = (name: string): Uint8Array => readFileSync(join(folder, units[name]?.file ?? ""));
  const snapshot = await makeSnapshot({
    wasm: Uint8Array.from(wasm),
    index,
    units: new Map((commands.pytest ?? commands.python ?? []).map((name) => [name, read(name)])),
  });
  const packed = packSnapshot(snapshot, wasm);
  const [restoredCommands] = await Promise.all([
    traceRestored(archive, snapshot),
    compressAhead(`snapshot-${sha256(packed)}.bin`, packed),
  ]);
  const manifest: PythonManifest = {
    pyodide: index.pyodide,
    worker: write("worker", "js", await bundlePythonWorker()),
    wasm: write("pyodide", "wasm", wasm),
    index: write("index", "json", new TextEncoder().encode(JSON.stringify(index))),
    units,
    commands,
    snapshot: {
      asset: write("snapshot", "bin", packed),
      commands: restoredCommands,
    },
  };
  writeFileSync(join(folder, PYTHON_MANIFEST), JSON.stringify(manifest));
  return { manifest, withoutWheels: archive.withoutWheels };
}

/** The Python half as a unit, with its modules compiled. */
async function writePythonHalf(folder: string): Promise<Unit> {
  const paths = readdirSync(SHIMS, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".py"));
  const files = new Map(paths.map((path) => [path, new Uint8Array(readFileSync(join(SHIMS, path)))]));
  const [compiled = new Map<string, Uint8Array>()] = await compileModules([files]);
  return writeUnit(folder, "companion", new Map([...files, ...compiled]));
}

/** What is shipped and under which licence, for the page that says so: by its own metadata. */
export function shippedDistributions(archive: PythonArchive): {
  readonly distributions: readonly (Pick<Distribution, "name" | "version" | "license" | "homepage"> & {
    readonly texts: readonly { readonly file: string; readonly text: string }[];
  })[];
} {
  const path = join(archive.folder, "licenses.json");
  const texts = JSON.parse(readFileSync(path, "utf8")) as Record<string, { file: string; text: string }[]>;
  const wheels = archive.index.distributions.map((each) => ({ ...each, texts: texts[each.units[0] ?? ""] ?? [] }));
  return {
    distributions: [...wheels, describeRuff()].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1)),
  };
}

if (import.meta.main) {
  const [folder = "dist/python"] = process.argv.slice(2);
  const { manifest, withoutWheels } = await writePythonAssets(folder, console.log);
  for (const command of Object.keys(manifest.commands))
    for (const restored of [false, true]) {
      const assets = firstRun(manifest, command, restored);
      const sum = assets.reduce((bytes, { wire }) => bytes + wire, 0);
      console.log(`${command}: ${(sum / 1e6).toFixed(2)} MB, ${assets.map(({ file }) => file).join(" ")}`);
    }
  if (withoutWheels !== undefined) console.log(`without packages: ${withoutWheels}`);
}

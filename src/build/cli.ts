import { build, type BuildOptions } from "esbuild";
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPythonArchive, PYODIDE_FOLDER } from "./python-archive.ts";
import { RUFF_WASM } from "./ruff.ts";

/** Writes `dist/cli/`: the command line programs, each by absolute path with the Node that built it. */
const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = `${root}dist/cli`;
const ENTRIES = { sh: "sh-node", companion: "companion-node" };

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const shared = {
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  legalComments: "none",
  logLevel: "warning",
} satisfies BuildOptions;
await build({
  ...shared,
  entryPoints: Object.fromEntries(
    Object.entries(ENTRIES).map(([name, entry]) => [name, `${root}src/hosts/${entry}.ts`]),
  ),
  outdir: folder,
  chunkNames: "chunks/[name]-[hash]",
  splitting: true,
});
// Apart, as one CommonJS file: Node starts it in four fifths of the time that a module with chunks takes.
await build({
  ...shared,
  entryPoints: { make: `${root}src/hosts/make-node.ts` },
  outdir: folder,
  outExtension: { ".js": ".cjs" },
  format: "cjs",
  minify: true,
});
await writePython(`${folder}/python`);
cpSync(RUFF_WASM, `${folder}/ruff.wasm`);
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
for (const name of Object.keys(ENTRIES)) writeWrapper(name, "", `${name}.mjs`);
// One compiler less: a build with nothing to do takes a fifth less processor time. Of a small process less is copied
// when it forks: hence a young generation of 2 MB, and no compiling in threads of their own, each with memory of its own.
const SMALL = " --no-turbofan --max-semi-space-size=2 --no-concurrent-recompilation";
writeWrapper("make", "COMPANION_MAKE=$0 ", "make.cjs", SMALL);

function writeWrapper(name: string, assignment: string, script: string, options = ""): void {
  const command = `exec ${quoted(process.execPath)}${options} ${quoted(`${folder}/${script}`)} "$@"`;
  writeFileSync(`${folder}/${name}`, `#!/bin/sh\n${assignment}${command}\n`);
  chmodSync(`${folder}/${name}`, 0o755);
}

/** What `python` runs from: the interpreter, the archive of packages, the Python half and the worker's script. */
async function writePython(target: string): Promise<void> {
  const archive = await buildPythonArchive(console.log);
  mkdirSync(target);
  for (const file of ["package.json", "pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"])
    cpSync(join(PYODIDE_FOLDER, file), `${target}/pyodide/${file}`);
  cpSync(archive.folder, `${target}/archive`, { recursive: true });
  cpSync(`${root}src/python/shims`, `${target}/shims`, { recursive: true });
  await build({ ...shared, entryPoints: { worker: `${root}src/hosts/python-worker.node.ts` }, outdir: target });
}

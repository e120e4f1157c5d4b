import { build, type BuildOptions } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import type { ContainerManifest, EngineAsset } from "#protocol";
import { PYODIDE_FOLDER } from "./python-archive.ts";

const HOSTS = fileURLToPath(new URL("../hosts/", import.meta.url));

export interface ContainerBuildOptions {
  readonly outDir: string;
  /** Whether Python's worker is built too. */
  readonly python: boolean;
  /** Ruff's WebAssembly, where the site has it. */
  readonly ruff?: EngineAsset | undefined;
  /** The machine's program, for tests that bring programs of their own. */
  readonly machineEntry?: string;
}

/** Builds what a container runs: the machine and Python's worker, one file each, for Node 20 and newer. */
export async function buildContainer(options: ContainerBuildOptions): Promise<ContainerManifest> {
  mkdirSync(options.outDir, { recursive: true });
  const write = async (name: string, entry: string, more: BuildOptions = {}): Promise<EngineAsset> => {
    const code = await bundle(entry, more);
    const file = `${name}.${createHash("sha256").update(code).digest("hex").slice(0, 16)}.mjs`;
    writeFileSync(join(options.outDir, file), code);
    const wire = brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).length;
    return { file, bytes: code.length, wire };
  };
  const machine = await write("container", options.machineEntry ?? join(HOSTS, "container-node.ts"), {
    define: { RUFF_FILE: JSON.stringify(options.ruff?.file ?? "") },
  });
  if (!options.python) return { machine };
  const pythonWorker = await write("container-python", join(HOSTS, "container-python.worker.ts"), {
    alias: {
      pyodide: join(PYODIDE_FOLDER, "pyodide.mjs"),
      "pyodide/pyodide.asm.mjs": join(PYODIDE_FOLDER, "pyodide.asm.mjs"),
    },
    logOverride: { "direct-eval": "silent" },
  });
  return { machine, pythonWorker };
}

async function bundle(entry: string, more: BuildOptions): Promise<Uint8Array> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    minify: true,
    legalComments: "none",
    logLevel: "warning",
    ...more,
  });
  const [file] = result.outputFiles ?? [];
  if (file === undefined) throw new Error("esbuild wrote nothing [this is a bug]");
  return file.contents;
}

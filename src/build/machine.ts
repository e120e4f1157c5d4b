import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineManifest, PythonManifest } from "#protocol";
import { buildContainer } from "./container.ts";
import { buildEngine, frameHeaders } from "./engine.ts";
import { buildIsolationWorker, buildPreviewPage, PREVIEW_HEADERS } from "./preview.ts";
import { keptPythonAssets } from "./python-kept.ts";
import { writeSwagger } from "./swagger.ts";
import type { HeaderRule } from "./header-rules.ts";

/** The page engine as built: what the page code is told of it, and the headers that its files need. */
export interface Machine {
  readonly manifest: EngineManifest;
  readonly rules: readonly HeaderRule[];
}

let built: Promise<Machine> | undefined;

/** Builds the engine into `.cache/engine`, once a process. */
export function buildMachine(root: string): Promise<Machine> {
  built ??= build(root);
  return built;
}

async function build(root: string): Promise<Machine> {
  const outDir = join(root, ".cache/engine");
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const python = await buildPython(outDir);
  const { manifest, framePolicy } = await buildEngine({ outDir, ...(python === undefined ? {} : { python }) });
  const container = await buildContainer({ outDir, python: python !== undefined, ruff: manifest.ruff });
  const whole = { ...manifest, container, swagger: writeSwagger(outDir) };
  writeFileSync(join(outDir, "manifest.json"), `${JSON.stringify(whole, undefined, 2)}\n`);
  return {
    manifest: whole,
    rules: [
      ...["*.js", "*.mjs", "*.wasm", "*.bin", "index-*.json"].map((names) => ({
        pattern: `/engine/${names}`,
        set: { "Cache-Control": "public, max-age=31536000, immutable" },
      })),
      {
        pattern: "/engine/frame.html",
        remove: ["Content-Security-Policy", "Cross-Origin-Resource-Policy"],
        set: frameHeaders(framePolicy),
      },
      {
        pattern: "/preview.html",
        remove: ["Content-Security-Policy", "Cross-Origin-Resource-Policy"],
        set: PREVIEW_HEADERS,
      },
    ],
  };
}

/** Python's files beside the engine's. A machine without Python or pip still builds: its labs say what is missing. */
async function buildPython(outDir: string): Promise<PythonManifest | undefined> {
  try {
    const { manifest, withoutWheels } = await keptPythonAssets(outDir, (line) => console.log(line));
    if (withoutWheels !== undefined) console.warn(`build: Python comes without packages: ${withoutWheels}`);
    return manifest;
  } catch (error) {
    if (process.env.CI !== undefined) throw error;
    console.warn(`build: the site is built without Python: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Puts the engine's files below `/engine/` of the site, and the preview's frame beside its pages. */
export async function copyMachine(root: string, siteFolder: string): Promise<void> {
  writeFileSync(join(siteFolder, "preview.html"), await buildPreviewPage());
  writeFileSync(join(siteFolder, "isolation.js"), await buildIsolationWorker());
  cpSync(join(root, ".cache/engine"), join(siteFolder, "engine"), { recursive: true });
}

import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { EngineManifest } from "#protocol";
import { buildEngine, frameHeaders } from "./engine.ts";
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
  const { manifest, framePolicy } = await buildEngine({ outDir });
  return {
    manifest,
    rules: [
      { pattern: "/engine/*.js", set: { "Cache-Control": "public, max-age=31536000, immutable" } },
      {
        pattern: "/engine/frame.html",
        remove: ["Content-Security-Policy", "Cross-Origin-Resource-Policy"],
        set: frameHeaders(framePolicy),
      },
    ],
  };
}

/** Puts the engine's files below `/engine/` of the site. */
export function copyMachine(root: string, siteFolder: string): void {
  cpSync(join(root, ".cache/engine"), join(siteFolder, "engine"), { recursive: true });
}

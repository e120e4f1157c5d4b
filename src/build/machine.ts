import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { HeaderRule } from "./header-rules.ts";

/** The page engine as built: what the page code is told of it, and the headers that its files need. */
export interface Machine {
  readonly manifest: unknown;
  readonly rules: readonly HeaderRule[];
}

/** What `engine.ts` offers, as far as it is used here. */
interface EngineBuilder {
  readonly buildEngine: (options: { outDir: string }) => Promise<{ manifest: unknown; framePolicy: string }>;
  readonly frameHeaders: (framePolicy: string) => Readonly<Record<string, string>>;
}

let built: Promise<Machine | undefined> | undefined;

/** Builds the engine into `.cache/engine`, once a process. Undefined in a tree that has no engine to build. */
export function buildMachine(root: string): Promise<Machine | undefined> {
  built ??= build(root);
  return built;
}

async function build(root: string): Promise<Machine | undefined> {
  const entry = new URL("./engine.ts", import.meta.url);
  if (!existsSync(entry)) return undefined;
  const { buildEngine, frameHeaders } = (await import(entry.href)) as EngineBuilder;
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

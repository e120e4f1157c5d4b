import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { EngineAsset } from "#protocol";
import { writeCompressed } from "./python-archive.ts";
import { sha256 } from "./python-cache.ts";

const FOLDER = dirname(createRequire(import.meta.url).resolve("@astral-sh/ruff-wasm-web/package.json"));

/** Ruff's WebAssembly, as its package brings it. */
export const RUFF_WASM = join(FOLDER, "ruff_wasm_bg.wasm");

/** Writes it for the page, under a name that carries its hash. */
export function writeRuff(folder: string): EngineAsset {
  const bytes = readFileSync(RUFF_WASM);
  const file = `ruff-${sha256(bytes).slice(0, 12)}.bin`;
  return { file, bytes: bytes.length, wire: writeCompressed(folder, file, bytes) };
}

/** What the page of licences says of it. */
export function describeRuff() {
  const { version } = JSON.parse(readFileSync(join(FOLDER, "package.json"), "utf8")) as { version: string };
  const text = readFileSync(join(FOLDER, "LICENSE"), "utf8");
  return {
    name: "ruff",
    version,
    license: "MIT",
    homepage: "https://docs.astral.sh/ruff",
    texts: [{ file: "LICENSE", text }],
  };
}

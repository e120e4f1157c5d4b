import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { ruff, type Group } from "#programs";

/** `ruff` for the command line, from the WebAssembly that the build put beside it; none where there is none. */
export function ruffGroup(wasm: string): Group {
  if (!existsSync(wasm)) return {};
  const load = async () => {
    const { createRuffLinter } = await import("../ruff-linter.ts");
    return createRuffLinter(await WebAssembly.compile(await readFile(wasm)));
  };
  return { ruff: ruff(load) };
}

import { ruff, type Group, type Linter } from "#programs";
import { createRuffLinter } from "../ruff-linter.ts";
import type { PlacedAssets } from "./placed-assets.ts";

/** `ruff` in a container: the page's WebAssembly of it, placed when it is first called. */
export function containerRuff(assets: PlacedAssets, file: string): Group {
  let linter: Promise<Linter> | undefined;
  const load = (): Promise<Linter> => {
    linter ??= assets.bytes(file).then(async (bytes) => createRuffLinter(await WebAssembly.compile(bytes)));
    linter.catch(() => (linter = undefined));
    return linter;
  };
  return { ruff: ruff(load) };
}

/** `ruff` as a group of the page's machine: its WebAssembly comes through the page when it is first called. */
import { ruff, type Group, type Linter } from "#programs";
import type { AssetRequests } from "./machine/assets.ts";
import { createRuffLinter } from "./ruff-linter.ts";

/** The file's name below the engine's; the build puts it in. */
declare const RUFF_FILE: string;

export function makeGroup(assets: AssetRequests): Group {
  let linter: Promise<Linter> | undefined;
  const load = (): Promise<Linter> => {
    linter ??= assets.file(RUFF_FILE).then(async (bytes) => createRuffLinter(await WebAssembly.compile(bytes)));
    linter.catch(() => (linter = undefined));
    return linter;
  };
  return { ruff: ruff(load) };
}

import { initSync, PositionEncoding, Workspace } from "@astral-sh/ruff-wasm-web";
import type { Linter, RuffFinding } from "#programs";

/** Ruff's linter from its WebAssembly. */
export function createRuffLinter(module: WebAssembly.Module): Linter {
  initSync({ module });
  return {
    version: Workspace.version(),
    open(options) {
      const workspace = new Workspace(options, PositionEncoding.Utf16);
      return {
        check: (text) => workspace.check(text) as RuffFinding[],
        format: (text) => workspace.format(text),
        free: () => workspace.free(),
      };
    },
  };
}

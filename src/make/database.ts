import type { BuildState } from "./build-state.ts";

export function printDatabase(state: BuildState): void {
  state.say("");
}

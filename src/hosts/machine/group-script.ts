import type { Group } from "#programs";
import type { AssetRequests } from "./assets.ts";

/** What the page said of itself when the machine began. */
export interface BootFacts {
  /** Python's manifest. */
  readonly python: unknown;
  readonly bytesPerSecond: number | undefined;
  /** The command of Python that will be run first. */
  readonly first: string | undefined;
}

/** What the script of a group leaves behind: its programs, or a function that makes them. */
interface GroupScript {
  readonly group?: Group;
  readonly makeGroup?: (assets: AssetRequests, boot: BootFacts) => Group;
}

const scope = globalThis as unknown as {
  companionGroup?: GroupScript;
  importScripts(url: string): void;
};

/**
 * Runs the script of a group, which the build made as a classic script that sets `companionGroup`. Modules that the
 * kernel's script holds as well are taken from there (`companionModules`), so that classes are the same on both sides.
 */
export function evaluateGroup(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  assets: AssetRequests,
  boot: BootFacts,
): Group {
  const url = URL.createObjectURL(new Blob([bytes], { type: "text/javascript" }));
  try {
    scope.importScripts(url);
  } finally {
    URL.revokeObjectURL(url);
  }
  const script = scope.companionGroup;
  delete scope.companionGroup;
  const group = script?.group ?? script?.makeGroup?.(assets, boot);
  if (group === undefined) throw new Error(`the script of group ${name} holds no programs [this is a bug]`);
  return group;
}

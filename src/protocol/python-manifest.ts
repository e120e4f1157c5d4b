import type { EngineAsset as Asset } from "./engine-asset.ts";

/** What the build writes beside the assets of Python, for whoever fetches them. */
export interface PythonManifest {
  readonly pyodide: string;
  /** The worker's script, the WebAssembly and the index: every run needs them. */
  readonly worker: Asset;
  readonly wasm: Asset;
  readonly index: Asset;
  /** Units by name, as in the index. */
  readonly units: Readonly<Record<string, Asset>>;
  /** Units that a command's first run reads, in the order of their first use; measured by the build. */
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** An interpreter's memory to start from, and what a command's first run reads besides it. */
  readonly snapshot?: { readonly asset: Asset; readonly commands: Readonly<Record<string, readonly string[]>> };
}

/** Every asset that the first run of a command fetches, with the snapshot or without. */
export function firstRun(manifest: PythonManifest, command: string, restored: boolean): Asset[] {
  const { snapshot } = restored ? manifest : { snapshot: undefined };
  const { commands } = snapshot ?? manifest;
  const units = commands[command] ?? commands.python ?? [];
  const found = units.flatMap((name) => manifest.units[name] ?? []);
  return [
    manifest.worker,
    manifest.wasm,
    manifest.index,
    ...(snapshot === undefined ? [] : [snapshot.asset]),
    ...found,
  ];
}

/** Milliseconds that a first run is sooner there by the snapshot, downloads aside; measured by `npm run bench`. */
const SAVED_MS = 1500;

/** 20 Mbit/s. Faster lines get what this one gets, so that a page can tell the bytes before it knows the line. */
const USUAL_LINE = 2_500_000;

/** Whether a line of so many bytes a second brings the snapshot soon enough to be worth its bytes. */
export function snapshotPays(manifest: PythonManifest, command: string, bytesPerSecond = USUAL_LINE): boolean {
  if (manifest.snapshot === undefined) return false;
  const wire = (restored: boolean): number =>
    firstRun(manifest, command, restored).reduce((sum, asset) => sum + asset.wire, 0);
  return ((wire(true) - wire(false)) * 1000) / Math.min(bytesPerSecond, USUAL_LINE) < SAVED_MS;
}

import type { PythonCore, PythonHost, Restoring } from "#programs";
import {
  snapshotPays,
  unpackSnapshot,
  type ArchiveIndex,
  type Asset,
  type FromPython,
  type PythonManifest,
} from "#python";

/** What differs between a worker of the page's frame and one of a container. */
type WorkerPlace = Pick<PythonHost, "keepAnswers" | "lockdown" | "startWorker">;

/** Python for a kernel in the page's frame: bytes come from the page, workers are started from `blob:`. */
export function createPagePython(
  manifest: PythonManifest,
  /** An asset's bytes, fetched and kept by the page. */
  fetchAsset: (asset: Asset) => Promise<Uint8Array<ArrayBuffer>>,
  /** What the page's line brings, where that is known. */
  bytesPerSecond: number | undefined,
): PythonHost {
  let script: Promise<string> | undefined;
  const restores = (command: string): boolean => snapshotPays(manifest, command, bytesPerSecond);
  return createAssetPython(manifest, fetchAsset, restores, {
    keepAnswers: true,
    lockdown: true,
    async startWorker(onMessage, onFailure) {
      script ??= fetchAsset(manifest.worker).then((bytes) =>
        URL.createObjectURL(new Blob([bytes], { type: "text/javascript" })),
      );
      const url = await script.catch((error: unknown) => {
        script = undefined;
        throw error;
      });
      const worker = new Worker(url);
      worker.onmessage = (event: MessageEvent<FromPython>) => onMessage(event.data);
      worker.onerror = (event) => onFailure(event.message || "its worker could not be started");
      return { post: (message) => worker.postMessage(message), terminate: () => worker.terminate() };
    },
  });
}

/** Python from the assets of a manifest, in workers of the host's own kind. */
export function createAssetPython(
  manifest: PythonManifest,
  fetchAsset: (asset: Asset) => Promise<Uint8Array<ArrayBuffer>>,
  /** Whether a machine whose first command this is begins with the snapshot. */
  restores: (command: string) => boolean,
  place: WorkerPlace,
): PythonHost {
  const units = new Map<string, Uint8Array<SharedArrayBuffer>>();
  const coming = new Map<string, Promise<Uint8Array<SharedArrayBuffer>>>();
  let core: Promise<PythonCore> | undefined;

  const unit = (name: string): Promise<Uint8Array<SharedArrayBuffer>> => {
    const known = coming.get(name);
    if (known !== undefined) return known;
    const asset = manifest.units[name];
    if (asset === undefined) return Promise.reject(new Error(`no unit ${name}`));
    const fetched = fetchAsset(asset).then((bytes) => {
      const shared = share(bytes);
      units.set(name, shared);
      return shared;
    });
    coming.set(name, fetched);
    fetched.catch(() => coming.delete(name));
    return fetched;
  };

  /** The snapshot, ready to be restored; or why there is none. */
  const snapshot = async (asset: Asset, wasm: Promise<Uint8Array<ArrayBuffer>>): Promise<Restoring> => {
    try {
      const [packed, code] = await Promise.all([fetchAsset(asset), wasm]);
      return { snapshot: await unpackSnapshot(packed, code, nextTask) };
    } catch (error) {
      await begin();
      return { snapshot: undefined, trouble: error instanceof Error ? error.message : String(error) };
    }
  };

  /** What an interpreter reads that begins without a snapshot. */
  const begin = async (): Promise<void> => {
    await Promise.all((manifest.commands.python ?? []).map(unit));
  };

  const load = async (command: string): Promise<PythonCore> => {
    const code = fetchAsset(manifest.wasm);
    const { asset } = (restores(command) ? manifest.snapshot : undefined) ?? {};
    const restoring = asset === undefined ? undefined : snapshot(asset, code);
    restoring?.catch(() => (core = undefined));
    const [wasm, index] = await Promise.all([
      code.then((bytes) => WebAssembly.compile(bytes)),
      fetchAsset(manifest.index).then((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as ArchiveIndex),
      restoring === undefined ? begin() : undefined,
    ]);
    return { wasm, index, restoring };
  };

  return {
    ...place,
    loadedUnits: () => units,
    unit,
    core(command) {
      core ??= load(command).catch((error: unknown) => {
        core = undefined;
        throw error;
      });
      return core;
    },
    prefetch(command) {
      const { commands } = (restores(command) ? manifest.snapshot : undefined) ?? manifest;
      for (const name of commands[command] ?? []) unit(name).catch(() => undefined);
    },
  };
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function share(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

import type { EngineAsset, EngineManifest } from "#protocol";
import type { DownloadProgress } from "../engine.ts";

/** Fetches what the machine needs: only files that the manifest names. The browser's cache keeps them. */
export class EngineAssets {
  readonly #manifest: EngineManifest;
  readonly #base: string;
  readonly #onProgress: (progress: DownloadProgress) => void;
  readonly #files = new Map<string, { readonly asset: EngineAsset; readonly what: string }>();

  constructor(manifest: EngineManifest, base: string, onProgress: (progress: DownloadProgress) => void) {
    this.#manifest = manifest;
    this.#base = base;
    this.#onProgress = onProgress;
    for (const asset of assetsIn(manifest.container)) this.#files.set(asset.file, { asset, what: "the programs" });
    for (const asset of [...assetsIn(manifest.python), ...assetsIn(manifest.container?.pythonWorker)])
      this.#files.set(asset.file, { asset, what: "Python" });
  }

  /** The address of a file of the engine. */
  url(file: string): string {
    return new URL(file, new URL(this.#base, document.baseURI)).href;
  }

  kernel(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#fetch(this.#manifest.kernel, "the machine");
  }

  /** What the machine asked for: a group as "group:name", or a file of Python. */
  wanted(file: string): Promise<Uint8Array<ArrayBuffer>> {
    const group = file.startsWith("group:") ? file.slice("group:".length) : undefined;
    if (group !== undefined) {
      const asset = Object.hasOwn(this.#manifest.groups, group) ? this.#manifest.groups[group] : undefined;
      return asset === undefined
        ? Promise.reject(new Error(`no group of programs is called ${group}`))
        : this.#fetch(asset, group === "python" ? "Python" : "programs");
    }
    const known = this.#files.get(file);
    if (known === undefined) return Promise.reject(new Error(`the engine has no file ${file}`));
    return this.#fetch(known.asset, known.what);
  }

  async #fetch(asset: EngineAsset, what: string): Promise<Uint8Array<ArrayBuffer>> {
    const response = await fetch(this.url(asset.file)).catch((error: unknown) => {
      throw new Error(`${what}: the download failed; check the connection and try again`, { cause: error });
    });
    if (!response.ok || response.body === null) {
      throw new Error(`${what}: the server answered ${response.status} for ${asset.file}; reload the page`);
    }
    const whole = new Uint8Array(asset.bytes);
    let at = 0;
    this.#onProgress({ what, received: 0, total: asset.wire });
    for await (const piece of response.body) {
      if (at + piece.length > whole.length)
        throw new Error(`${what}: ${asset.file} is not the file that was built; reload the page`);
      whole.set(piece, at);
      at += piece.length;
      // The wire is compressed, the pieces are not: their share is what can be told.
      this.#onProgress({ what, received: Math.round((asset.wire * at) / asset.bytes), total: asset.wire });
    }
    if (at !== whole.length) throw new Error(`${what}: ${asset.file} came in part only; reload the page`);
    return whole;
  }
}

/** Every `{ file, bytes, wire }` in a manifest, at any depth. */
function assetsIn(value: unknown): EngineAsset[] {
  if (typeof value !== "object" || value === null) return [];
  if ("file" in value && "bytes" in value && "wire" in value) return [value as EngineAsset];
  return Object.values(value).flatMap(assetsIn);
}

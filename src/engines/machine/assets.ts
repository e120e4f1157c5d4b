import { firstRun, snapshotPays, type EngineAsset, type EngineManifest } from "#protocol";
import type { DownloadProgress } from "../engine.ts";

/** A line of so many bytes a second brings things one after the other no later than side by side. */
const FAST_LINE = 10_000_000;

/** How often a download is told. */
const TOLD_EVERY_MS = 80;

/** Names of Python's files end in the first digits of their SHA-256. */
const HASHED = /-([\da-f]{12})\.\w+$/;

type Bytes = Promise<Uint8Array<ArrayBuffer>>;

/** Fetches what the machine needs: only files that the manifest names. The browser's cache keeps them. */
export class EngineAssets {
  readonly #manifest: EngineManifest;
  readonly #base: string;
  readonly #onProgress: (progress: DownloadProgress) => void;
  readonly #files = new Map<string, { readonly asset: EngineAsset; readonly what: string }>();
  /** Fetched before the machine asked. */
  readonly #begun = new Map<string, Bytes | undefined>();
  readonly #downloads = new Set<{ what: string; received: number; total: number; over: boolean }>();
  #told = 0;
  #received = 0;
  #since: number | undefined;
  #rate: number | undefined;

  constructor(manifest: EngineManifest, base: string, onProgress: (progress: DownloadProgress) => void) {
    this.#manifest = manifest;
    this.#base = base;
    this.#onProgress = onProgress;
    for (const asset of assetsIn(manifest.container)) this.#files.set(asset.file, { asset, what: "the programs" });
    for (const asset of assetsIn(manifest.ruff)) this.#files.set(asset.file, { asset, what: "ruff" });
    for (const asset of [...assetsIn(manifest.python), ...assetsIn(manifest.container?.pythonWorker)])
      this.#files.set(asset.file, { asset, what: "Python" });
  }

  /** What had come when this was first asked, by the time since the first of it came; caches count as a line. */
  get bytesPerSecond(): number | undefined {
    if (this.#since === undefined) return undefined;
    this.#rate ??= Math.round((this.#received * 1000) / Math.max(1, performance.now() - this.#since));
    return this.#rate;
  }

  /** The address of a file of the engine. */
  url(file: string): string {
    return new URL(file, new URL(this.#base, document.baseURI)).href;
  }

  kernel(): Bytes {
    return this.#fetch(this.#manifest.kernel, "the machine");
  }

  /** Begins to fetch what the first run of a command reads, the machine's own code first. */
  beginPython(command: string, kernel: Bytes): void {
    const { python } = this.#manifest;
    if (python === undefined) return;
    void this.#begin("group:python");
    void this.#begin(python.worker.file);
    const wasm = this.#begin(python.wasm.file);
    void this.#begin(python.index.file);
    void Promise.allSettled([kernel]).then(async () => {
      const rate = this.bytesPerSecond ?? 0;
      const restored = snapshotPays(python, command, rate);
      // WebAssembly is compiled while the rest still comes; a snapshot takes longer than that in any case.
      if (!restored && rate < FAST_LINE) await wasm;
      for (const { file } of firstRun(python, command, restored)) void this.#begin(file);
    });
  }

  /** Settles when the file is there or cannot be had. */
  async #begin(file: string): Promise<void> {
    if (this.#begun.has(file)) return;
    const bytes = this.#find(file);
    this.#begun.set(file, bytes);
    await bytes.catch(() => undefined);
  }

  /** What the machine asked for: a group as "group:name", or a file of Python. */
  wanted(file: string): Bytes {
    const begun = this.#begun.get(file);
    // The machine keeps what it is given: it is not begun again.
    this.#begun.set(file, undefined);
    return begun ?? this.#find(file);
  }

  #find(file: string): Bytes {
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

  /** A file that is not what was built (a cache or a proxy spoiled it) is fetched once more, past the caches. */
  async #fetch(asset: EngineAsset, what: string): Bytes {
    const [, hash] = HASHED.exec(asset.file) ?? [];
    for (const cache of ["default", "reload"] as const) {
      const bytes = await this.#load(asset, what, cache);
      if (bytes !== undefined && (hash === undefined || (await sha256(bytes)).startsWith(hash))) return bytes;
    }
    throw new Error(`${what}: ${asset.file} is not the file that was built; reload the page`);
  }

  /** The file's bytes; undefined when they are not as many as they should be. */
  async #load(asset: EngineAsset, what: string, cache: RequestCache): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const response = await fetch(this.url(asset.file), { cache }).catch((error: unknown) => {
      throw new Error(`${what}: the download failed; check the connection and try again`, { cause: error });
    });
    if (!response.ok || response.body === null) {
      throw new Error(`${what}: the server answered ${response.status} for ${asset.file}; reload the page`);
    }
    this.#since ??= performance.now();
    const whole = new Uint8Array(asset.bytes);
    let at = 0;
    const download = { what, received: 0, total: asset.wire, over: false };
    this.#downloads.add(download);
    this.#tell(what);
    for await (const piece of response.body) {
      if (at + piece.length > whole.length) break;
      whole.set(piece, at);
      at += piece.length;
      // The wire is compressed, the pieces are not: their share is what can be told.
      this.#received += (asset.wire * piece.length) / asset.bytes;
      download.received = Math.round((asset.wire * at) / asset.bytes);
      this.#tell(what);
    }
    download.over = true;
    this.#tell(what);
    return at === whole.length ? whole : undefined;
  }

  /** All that comes for one purpose is told as one download, some times a second. */
  #tell(what: string): void {
    const parts = [...this.#downloads].filter((each) => each.what === what);
    const over = parts.every((each) => each.over);
    if (!over && performance.now() - this.#told < TOLD_EVERY_MS) return;
    this.#told = performance.now();
    const sum = (key: "received" | "total"): number => parts.reduce((bytes, each) => bytes + each[key], 0);
    this.#onProgress({ what, received: over ? sum("total") : sum("received"), total: sum("total") });
    if (over) for (const each of parts) this.#downloads.delete(each);
  }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Every `{ file, bytes, wire }` in a manifest, at any depth. */
function assetsIn(value: unknown): EngineAsset[] {
  if (typeof value !== "object" || value === null) return [];
  if ("file" in value && "bytes" in value && "wire" in value) return [value as EngineAsset];
  return Object.values(value).flatMap(assetsIn);
}

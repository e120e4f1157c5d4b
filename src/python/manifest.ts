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
}

export interface Asset {
  /** The file's name below the folder of assets; it carries a hash of its contents. */
  readonly file: string;
  readonly bytes: number;
  /** Bytes over the wire (brotli). */
  readonly wire: number;
}

/** Every asset that the first run of a command fetches: what the page tells before it. */
export function firstRun(manifest: PythonManifest, command: string): Asset[] {
  const units = manifest.commands[command] ?? manifest.commands.python ?? [];
  const found = units.flatMap((name) => manifest.units[name] ?? []);
  return [manifest.worker, manifest.wasm, manifest.index, ...found];
}

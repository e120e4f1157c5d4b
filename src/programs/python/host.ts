import type { ArchiveIndex, FromPython, ToPython } from "#python";

/** What the host provides for Python: workers, and what the site ships. */
export interface PythonHost {
  /** Starts a worker that calls `servePython`; its code may have to be fetched first. */
  startWorker(onMessage: (message: FromPython) => void, onFailure: (reason: string) => void): Promise<PythonWorker>;
  /** What every interpreter is made of; asked for once, and again after a failure. The command is the first one's. */
  core(command: string): Promise<PythonCore>;
  /** A unit's bytes, fetched when they are first asked for. Rejects when they cannot be had. */
  unit(name: string): Promise<Uint8Array<SharedArrayBuffer>>;
  /** Fetches what a command's first run reads, all at once, where that is known. */
  prefetch?(command: string): void;
  /** Units that are here already: handed to a new worker as they are. */
  loadedUnits(): ReadonlyMap<string, Uint8Array<SharedArrayBuffer>>;
  /** The tree tells every change at once (a memory tree), so workers may keep what they learned about it. */
  readonly keepAnswers: boolean;
  /** Whether a browser's storage and network would be within reach of the worker's global. */
  readonly lockdown: boolean;
}

export interface PythonCore {
  readonly wasm: WebAssembly.Module;
  readonly index: ArchiveIndex;
  /** An interpreter's memory to start from, when there is to be one: it may come after the rest. */
  readonly restoring: Promise<Restoring> | undefined;
}

export interface Restoring {
  readonly snapshot: Uint8Array<SharedArrayBuffer> | undefined;
  /** Why there is no snapshot. */
  readonly trouble?: string;
}

export interface PythonWorker {
  post(message: ToPython): void;
  /** Ends it at once; no message comes after. */
  terminate(): void;
}

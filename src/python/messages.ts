/** Every message between the kernel and a Python worker, besides the system calls. The bell of a call is `0`. */
import type { ArchiveIndex } from "./archive.ts";
import type { PythonCommand } from "./command-line.ts";

/** What an interpreter is made of; the same for every worker. */
export interface PreparePython {
  readonly type: "prepare";
  /** The channel of `system-call.ts`. */
  readonly memory: SharedArrayBuffer;
  /** Compiled once, shared by all workers. */
  readonly wasm: WebAssembly.Module;
  readonly index: ArchiveIndex;
  /** Units that are here already; others are read by system calls. */
  readonly units: ReadonlyMap<string, Uint8Array<SharedArrayBuffer>>;
  /** A memory to start from follows, by `RestorePython`. */
  readonly restores: boolean;
  /** The name by which it speaks of itself. */
  readonly name: string;
  /** Options and variables that only a fresh interpreter can take. */
  readonly options: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The interpreter is to become a snapshot. */
  readonly making: boolean;
  /** Modules to import while nobody waits. */
  readonly imports: readonly string[];
}

/** What an interpreter that `restores` waits for when everything else of it is ready. */
export interface RestorePython {
  readonly type: "restore";
  /** A memory of an interpreter that has been set up and has imported things; undefined when it could not be had. */
  readonly snapshot: Uint8Array<SharedArrayBuffer> | undefined;
  /** Units that have come meanwhile. */
  readonly units: ReadonlyMap<string, Uint8Array<SharedArrayBuffer>>;
}

/** A process for a prepared interpreter. */
export interface RunPython {
  readonly type: "run";
  readonly command: PythonCommand;
  /** The whole command line as it was called. */
  readonly argv: readonly string[];
  /** `argv[0]` as it was typed. */
  readonly name: string;
  /** As the command was called: `sys.executable`'s way to a virtual environment goes by it. */
  readonly executable: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly umask: number;
  readonly pid: number;
  /** Directories at the top of the kernel's tree; `link` is the target of one that is a symbolic link. */
  readonly roots: readonly { readonly name: string; readonly link?: string }[];
  /** Sockets that the parent passed on: its number for Python, the kernel's, the port, and whether it listens. */
  readonly sockets: readonly { readonly descriptor: number; readonly socket: number; readonly port: number }[];
  /** Descriptors above 2 that the parent passed on. */
  readonly descriptors: readonly number[];
  /** The tree tells every change at once, so answers about it may be kept. */
  readonly keepAnswers: boolean;
  /** Reduce the worker's global before the program runs; off where no browser storage is within reach (Node). */
  readonly lockdown: boolean;
}

/** Makes the snapshot of a prepared worker, which ends it. */
export interface SnapshotPython {
  readonly type: "snapshot";
}

export type ToPython = PreparePython | RestorePython | RunPython | SnapshotPython;

export type FromPython =
  | 0
  | {
      readonly type: "prepared";
      readonly milliseconds: number;
      readonly restored: boolean;
      readonly trouble: string | undefined;
    }
  /** It was not set up: an option asked for words only, or had a wrong value. */
  | { readonly type: "told"; readonly status: number; readonly output: string; readonly error: string }
  | { readonly type: "started" }
  | { readonly type: "ended"; readonly status: number }
  | { readonly type: "snapshot"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: "crashed"; readonly report: string };

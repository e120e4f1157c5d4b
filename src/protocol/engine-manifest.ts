import type { EngineAsset } from "./engine-asset.ts";
import type { PythonManifest } from "./python-manifest.ts";

/** What `buildEngine` wrote: the page reads it to know what to fetch. */
export interface EngineManifest {
  /** The frame's document below the folder of engine files. */
  readonly frame: string;
  readonly kernel: EngineAsset;
  /** Groups of programs that are loaded when one of them is first called. */
  readonly groups: Readonly<Record<string, EngineAsset>>;
  /** Commands that the group "python" holds; none when the build was made without Python. */
  readonly pythonCommands: readonly string[];
  /** Python's own manifest, with files below the same folder; undefined without Python. */
  readonly python?: PythonManifest;
  /** The WebAssembly of the group "ruff"; undefined without Python. */
  readonly ruff?: EngineAsset;
  /** What a container with Node in it runs; undefined when the build was made without. */
  readonly container?: ContainerManifest;
  /** Swagger UI's script, below the same folder; undefined when the build was made without. */
  readonly swagger?: string;
}

/** The machine as programs for Node: one bundle each. */
export interface ContainerManifest {
  readonly machine: EngineAsset;
  /** Python's worker, Pyodide's own script inside it; undefined without Python. */
  readonly pythonWorker?: EngineAsset;
}

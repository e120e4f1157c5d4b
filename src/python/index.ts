/** Python in a worker: the interpreter's boot, its system calls, and what the site ships for it. */
export { PYTHON_LIBRARY, SITE_PACKAGES, ZONES, type ArchiveIndex, type Distribution, type Unit } from "./archive.ts";
export { parseCommandLine, type EarlyAnswer, type PythonCommand } from "./command-line.ts";
export { ERRNO } from "./errno.ts";
export type { PyodideParts } from "./interpreter.ts";
export { firstRun, snapshotPays, type EngineAsset as Asset, type PythonManifest } from "#protocol";
export type { FromPython, PreparePython, RunPython, SnapshotPython, ToPython } from "./messages.ts";
export { packSnapshot, unpackSnapshot } from "./snapshot-file.ts";
export {
  AnswererEnd,
  CALL,
  DESCRIPTOR_KINDS,
  OPEN,
  PAYLOAD_BYTES,
  POLL,
  type SpawnRequest,
  type SystemCall,
} from "./system-call.ts";
export { servePython, type WorkerPort } from "./worker.ts";

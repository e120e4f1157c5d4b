/** Messages that cross a thread or frame: their types and their checks, nothing else. */
export { firstRun, snapshotPays, type PythonManifest } from "./python-manifest.ts";
export type { EngineAsset } from "./engine-asset.ts";
export type { ContainerManifest, EngineManifest } from "./engine-manifest.ts";
export { parseFromFrame, parseToFrame, type FromFrame, type ToFrame } from "./frame-messages.ts";
export {
  directoryEntries,
  INPUT_WINDOW,
  OUTPUT_WINDOW,
  parseFromMachine,
  parseToMachine,
  treeEntries,
  type FromMachine,
  type ToMachine,
  type TreeEntry,
} from "./machine-messages.ts";
export { ISOLATING } from "./isolation-headers.ts";
export { FROM_MACHINE_MARK, MessageLines, renderMessageLine, TO_MACHINE_MARK } from "./message-lines.ts";
export { parseFromPreview, type FromPreview, type HeaderList, type ResourceKind, type ToPreview } from "./preview.ts";
export type { SearchDocument } from "./search-document.ts";

/** Messages that cross a thread or a frame: types and validators only. */
export { parseFromPreview, type FromPreview, type HeaderList, type ResourceKind, type ToPreview } from "./preview.ts";

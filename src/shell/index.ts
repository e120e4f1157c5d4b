/** The shells: dash's and bash's language over whatever process they are given. */
export { runShell, type ShellOptions } from "./main.ts";
export { provideTimes } from "./parts.ts";
export type { ShellProcess } from "./process.ts";
export { decodeText, encodeText } from "./text.ts";

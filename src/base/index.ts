/** The ground floor: names, bytes and diagnostics that every room may use. Imports nothing. */
export { assertNever } from "./assert-never.ts";
export { concatBytes, decodeUtf8, encodeUtf8 } from "./bytes.ts";
export type { Diagnostic } from "./diagnostic.ts";
export type { ExitStatus } from "./exit-status.ts";
export { SIGNALS, signalName, signalNumber, type SignalName } from "./signal.ts";
export { compareNumbers } from "./compare-numbers.ts";

import type * as ChildProcess from "node:child_process";

/** `node:child_process`, loaded by the first command that starts: a make that starts none spares a tenth of its time. */
export function childProcess(): typeof ChildProcess {
  return process.getBuiltinModule("node:child_process");
}

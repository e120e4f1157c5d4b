import { encodeUtf8 } from "#base";
import type { BuildState } from "./build-state.ts";
import { MISSING, type Disk } from "./disk.ts";

/** Removes a file if it can be; a folder or a name that is gone stays as it is. */
export function removeFile(disk: Disk, name: string): void {
  try {
    disk.files.unlink(disk.path(name));
    disk.note(name, false);
  } catch {
    // Nothing to remove.
  }
}

/** `make -t`: marks a file as just made. Manual: "Instead of Executing Recipes". */
export function touchTarget(state: BuildState, name: string, silent: boolean): void {
  if (!silent) state.say(`touch ${name}`);
  if (state.options.justPrint) return;
  const path = state.disk.path(name);
  const now = state.host.now();
  if (state.disk.mtime(name) === MISSING) state.disk.files.writeFile(path, encodeUtf8(""));
  state.disk.files.setTimes(path, now, now);
}

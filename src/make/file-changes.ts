import { encodeUtf8 } from "#base";
import { FileError } from "#files";
import { touchMember } from "./archive.ts";
import { archiveMember } from "./automatic-variables.ts";
import type { BuildState } from "./build-state.ts";
import { MISSING, type Disk } from "./disk.ts";
import type { Target } from "./target.ts";

/** Removes a file if it can be; a folder or a name that is gone stays as it is. */
export function removeFile(disk: Disk, name: string): void {
  try {
    disk.files.unlink(disk.path(name));
    disk.forget(name);
  } catch {
    // Nothing to remove.
  }
}

/** `make -t`: marks a file as just made. Manual: "Instead of Executing Recipes". */
export function touchTarget(state: BuildState, name: string, silent: boolean): "success" | "failed" {
  if (!silent) state.say(`touch ${name}`);
  if (state.options.justPrint) return "success";
  const member = archiveMember(name);
  if (member !== undefined) {
    const result = touchMember(state.disk, member.archive, member.member);
    if (result === "touched") return "success";
    if (result === "no-archive") state.warn(`touch: Archive '${member.archive}' does not exist`);
    else if (result === "not-an-archive") state.warn(`touch: '${member.archive}' is not a valid archive`);
    else state.warn(`touch: Member '${member.member}' does not exist in '${member.archive}'`);
    return "failed";
  }
  const path = state.disk.path(name);
  const now = state.host.now();
  try {
    if (state.disk.mtime(name) === MISSING) state.disk.files.writeFile(path, encodeUtf8(""));
    state.disk.files.setTimes(path, now, now);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    state.warn(`touch: ${name}: ${error.reason}`);
    return "failed";
  }
  return "success";
}

/** Removes intermediate files that were made, as `rm` would say it; with `-n` it is only said. */
export function removeMade(state: BuildState, made: readonly Target[], silent: boolean): void {
  const { justPrint, question, touch } = state.options;
  const gone = made.filter((one) => justPrint || state.disk.mtime(one.name) !== MISSING);
  if (gone.length === 0 || question || touch) return;
  if (state.debug.basic) state.say("Removing intermediate files...");
  if (!silent) state.say(`rm ${gone.map((one) => one.name).join(" ")}`);
  if (!justPrint) for (const one of gone) removeFile(state.disk, one.name);
}

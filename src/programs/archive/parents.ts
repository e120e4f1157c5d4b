import { dirname } from "#files";
import type { Run } from "../tool/tool.ts";

/** Makes the folders above a path that are not there, as the umask has it. */
export function makeParents(run: Run, path: string): void {
  const { files } = run;
  const parent = dirname(path);
  if (files.tryStat(parent) !== undefined) return;
  makeParents(run, parent);
  files.makeDirectory(parent, 0o777 & ~run.process.umask);
}

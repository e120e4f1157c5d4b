import { MemoryFileSystem } from "#files";
import { HOME, layOutTree } from "#kernel";
import type { ProgramTable } from "#programs";
import type { MachinePlace } from "./machine.ts";

/** A tree in memory, laid out as a small Linux. `folder`: the working directory's name, below the home directory. */
export function memoryPlace(
  programs: ProgramTable,
  { capacity, folder }: { readonly capacity: number; readonly folder: string },
): MachinePlace {
  const files = new MemoryFileSystem({ capacity });
  layOutTree(files, programs);
  const workdir = `${HOME}/${folder}`;
  files.makeDirectory(workdir, 0o755);
  return { files, programs, home: HOME, workdir };
}

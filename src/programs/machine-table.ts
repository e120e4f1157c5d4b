import { make } from "./make.ts";
import { shellPrograms } from "./sh.ts";
import { createProgramTable, type GroupLoader, type ProgramTable } from "./table.ts";

/** The table of a whole machine: tools, shells and make. Python is added by hosts that have it. */
export function createMachineTable(load: GroupLoader): ProgramTable {
  const table = createProgramTable(load);
  table.add(shellPrograms(() => table.names, load));
  table.add({ make, gmake: make });
  return table;
}

/** The programs of the machine and the table that finds them. */
export { GROUPS, type GroupName } from "./groups/names.ts";
export { importGroup } from "./import-group.ts";
export { createMachineTable } from "./machine-table.ts";
export { createProgramTable, loadedProgram, type Group, type GroupLoader, type ProgramTable } from "./table.ts";
export type { PythonCore, PythonHost, PythonWorker, Restoring } from "./python/host.ts";
export { pythonPrograms } from "./python/programs.ts";
export { PythonRunner } from "./python/python.ts";
export type { Finding as RuffFinding, Linter } from "./ruff/linter.ts";
export { ruff } from "./ruff/ruff.ts";
export { curl } from "./curl/curl.ts";

/** The page's side of a lab: opens it on an engine, keeps the reader's edits, runs and stops its actions. */
export { OUTPUT_KEPT, type CommandRun } from "./command-run.ts";
export { compareRun, type Comparison, type Situation } from "./comparison.ts";
export type { LabAction, LabData, LabFile, LabPanel, RecordedRun } from "./lab-data.ts";
export { LabSession, MOST_TERMINALS, type SessionHost, type Undo } from "./lab-session.ts";
export { LabTerminal, type StopOutcome, type TerminalState } from "./lab-terminal.ts";
export { MakeReport, type GraphTarget, type TargetState } from "./make/report.ts";
export { explainOutput } from "./notes.ts";
export { openEditStore, StorageProblem, type EditStore, type SavedEdit } from "./saved-edits.ts";
export type { MachineState, OtherText, RestoreReport, SessionEvent, StorageState } from "./session-event.ts";
export { parseCoverage, type FileCoverage } from "./tests/coverage.ts";
export { outlineOf, type OutlineNode } from "./tests/outline.ts";
export type { Section } from "./tests/event.ts";
export {
  TestReport,
  type Problem,
  type TestCase,
  type TestCounts,
  type TestState,
  type Uncollected,
} from "./tests/report.ts";
export { sameContent, WorkingTree, type Content, type TreeChange, type TreeFile } from "./working-tree.ts";

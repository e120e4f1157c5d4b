/** The page's side of a lab: opens it on an engine, keeps the reader's edits, runs and stops its actions. */
export type { LabAction, LabData, LabFile, LabPanel, RecordedRun } from "./lab-data.ts";

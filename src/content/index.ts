/** What may be written in `content/`, and how a mistake there is told. Read at build time only. */
export { certificationSchema, type Certification } from "./certification.ts";
export { changeSchema, type Change } from "./change.ts";
export { chapterSchema, weekSchema, type Chapter, type Week } from "./chapter.ts";
export { checkContent } from "./check.ts";
export { conceptSchema, type Concept } from "./concept.ts";
export type { Source } from "./fields.ts";
export { handbookSchema, type HandbookPage } from "./handbook.ts";
export { labData, labNames, readLab, type Lab } from "./lab-folder.ts";
export { labSchema, planRecording, recordedSchema, type LabManifest, type PlannedRun, type Recorded } from "./lab.ts";
export { listingSchema, readListing, type Listing } from "./listing.ts";
export { ContentError, parseYaml, renderProblem } from "./problem.ts";
export { searchDocuments, withinBudget } from "./search-document.ts";
export { pythonCommand } from "./python-command.ts";
export { site } from "./site.ts";
export { highlightFile, paperTheme, paperTransformer } from "./highlight.ts";
export { labAsset } from "./lab-asset.ts";

import type { Diagnostic } from "#base";
import type { DownloadProgress } from "#engines";
import type { CommandRun } from "./command-run.ts";
import type { Comparison } from "./comparison.ts";
import type { LabTerminal } from "./lab-terminal.ts";
import type { Content, TreeChange } from "./working-tree.ts";

/** What a lab tells its view. */
export type SessionEvent =
  | { readonly kind: "files"; readonly changes: readonly TreeChange[] }
  | { readonly kind: "terminal"; readonly terminal: LabTerminal; readonly change: "opened" | "closed" }
  | { readonly kind: "run-started"; readonly terminal: LabTerminal }
  | {
      readonly kind: "run-finished";
      readonly terminal: LabTerminal;
      readonly run: CommandRun;
      readonly comparison: Comparison;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: "download"; readonly progress: DownloadProgress }
  | { readonly kind: "machine"; readonly state: MachineState; readonly problem?: Diagnostic }
  | { readonly kind: "storage"; readonly state: StorageState }
  | { readonly kind: "restored"; readonly restored: RestoreReport }
  | { readonly kind: "other-tab"; readonly open: boolean; readonly offer?: OtherText }
  /** pytest said something: `LabSession.tests` has it. */
  | { readonly kind: "tests" }
  /** make said something: `LabSession.make` has it. */
  | { readonly kind: "make" }
  /** `url`: where the machine serves it; `http://localhost:PORT` where only the machine's own programs reach it. */
  | { readonly kind: "port"; readonly port: number; readonly open: boolean; readonly url: string };

/** "restarted": it did not answer, so a new one took its place with the same files. */
export type MachineState = "off" | "starting" | "ready" | "restarted" | "failed";

export type StorageState =
  | { readonly kind: "untouched" | "saving" | "saved" }
  /** The browser's refusal in words. The text itself stays in the page. */
  | { readonly kind: "problem"; readonly message: string };

export interface RestoreReport {
  /** Paths whose saved text is in place again. */
  readonly files: readonly string[];
  /** Those of which the lab's own file has changed since the edit was made. */
  readonly outdated: readonly string[];
}

/** Another tab's text of a file that this tab has another text of. */
export interface OtherText {
  readonly path: string;
  readonly content: Content;
  readonly savedAt: number;
}

import type { ExitStatus } from "#base";

/**
 * A lab as the build hands it to the page: one JSON file per lab, fetched when the reader first reaches for it. The
 * markup that reads without JavaScript shows the same files and the same recorded output.
 */
export interface LabData {
  /** The folder below `content/labs`; saved edits are kept under this name. */
  readonly name: string;
  readonly title: string;
  /** The folder that the files are in on the reader's own machine and in the prompt: "make" gives `~/make`. */
  readonly folder: string;
  /** Every file of the lab, in the order of the tabs. */
  readonly files: readonly LabFile[];
  readonly actions: readonly LabAction[];
  /** How many terminals are open at the start; 1 unless told. */
  readonly terminals?: number;
  /** Panels beside the terminal and the file list. */
  readonly panels?: readonly LabPanel[];
  /** What the output was recorded with: "GNU make 4.3, dash 0.5.12". */
  readonly recordedWith?: string;
}

export type LabPanel = "graph" | "tests" | "preview" | "requests";

export interface LabFile {
  /** Relative to the lab's folder, with slashes: "src/a.md". */
  readonly path: string;
  /** The content: text, or bytes that are no UTF-8 text in base64. Exactly one of the two. */
  readonly text?: string;
  readonly base64?: string;
  /** Permission bits, 0o644 unless told. */
  readonly mode?: number;
  /** Has a tab from the start; the others are in the file list. */
  readonly shown: boolean;
}

export interface LabAction {
  /** The command line as it is typed: "make clean". It is the button's label too. */
  readonly command: string;
  /** The one that is pressed first. One a lab. */
  readonly primary?: boolean;
  /** The terminal it runs in, counted from 1; any that is idle unless told. */
  readonly terminal?: number;
  /** Runs that were recorded from the real programs, each in its own situation. */
  readonly recorded?: readonly RecordedRun[];
}

export interface RecordedRun {
  /** The commands that had been run before, in a new copy of the folder; none unless told. */
  readonly after?: readonly string[];
  /** The command that was running in another terminal. */
  readonly beside?: string;
  /** Standard output and error as a terminal shows them, in order, lines ended by "\n". */
  readonly output: string;
  readonly status: ExitStatus;
  /** Regular expressions (JavaScript, flags `gm`) for what differs from run to run: times, process numbers. */
  readonly varies?: readonly string[];
}

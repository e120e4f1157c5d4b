import type { FileStat, FileSystem } from "#files";
import { isFileError, type Run } from "./tool/tool.ts";

/** What only the whole ls of another group has. */
export interface LsAdditions {
  /** How a style shows names; undefined for "literal". */
  readonly quoting: (run: Run, style: string) => ((name: string) => string) | undefined;
  /** The units asked for; undefined when the usual ones are. */
  readonly sizes: (run: Run) => { size(bytes: number): string; blocks(bytes: number): string } | undefined;
  /** Colours as LS_COLORS has them; undefined when it cannot be read. */
  readonly colors: (run: Run) => Promise<LsAdditions["paint"] | undefined>;
  /** How times are shown, as --time-style, --full-time or TIME_STYLE have it. */
  readonly timeText: (run: Run) => ((run: Run, ms: number) => string) | undefined;
  readonly hyperlink: (run: Run, path: string, text: string) => string;
  readonly paint?: (name: string, stat: FileStat | undefined, target: FileStat | undefined, missing: boolean) => string;
}

export interface Item {
  readonly name: string;
  /** The letter of what could not be read any nearer. */
  readonly entry?: string;
  readonly path: string;
  readonly stat: FileStat | undefined;
  /** Of what a link leads to, for its colour and its mark. */
  readonly target: string | undefined;
  readonly targetStat: FileStat | undefined;
}

/** What a name leads to; undefined where it leads to nothing, or round in circles. */
export function followed(files: FileSystem, path: string): FileStat | undefined {
  try {
    return files.tryStat(path);
  } catch (error) {
    if (isFileError(error)) return undefined;
    throw error;
  }
}

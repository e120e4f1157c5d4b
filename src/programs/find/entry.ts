import { basename, type FileStat } from "#files";

export interface Entry {
  readonly path: string;
  /** The command line's name it was found below. */
  readonly start: string;
  readonly depth: number;
  readonly stat: FileStat;
  prune: boolean;
}

export type Test = (entry: Entry) => boolean | Promise<boolean>;

export interface Settings {
  depthFirst: boolean;
  minDepth: number;
  maxDepth: number;
  oneFileSystem: boolean;
  quit: boolean;
  /** What is left to do at the end: calls of -exec … +. */
  readonly atEnd: (() => Promise<void>)[];
}

/** The last part of a path; "/" for the root. */
export function baseName(path: string): string {
  return basename(path);
}

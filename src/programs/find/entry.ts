import { basename, type FileKind, type FileStat, type OpenFile } from "#files";

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
  /** Files that -fprint and its like write. */
  readonly outputs: Map<string, OpenFile>;
  /** Said before anything is visited. */
  readonly warnings: string[];
  /** Whether -follow asks for what links lead to. */
  followLinks: boolean;
  /** The names that -files0-from gives a file of. */
  namesFrom: string | undefined;
  /** What is left to do at the end: calls of -exec … +. */
  readonly atEnd: (() => Promise<void>)[];
}

/** The last part of a path; "/" for the root. */
export function baseName(path: string): string {
  return basename(path);
}

/** The letters of -type. */
export const KINDS: Readonly<Record<string, FileKind | "none">> = {
  f: "file",
  d: "directory",
  l: "symlink",
  p: "fifo",
  c: "character-device",
  b: "none",
  s: "none",
  D: "none",
};

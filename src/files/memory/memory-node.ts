import type { FileKind, FileStat } from "../file-system.ts";

/** What every node of the memory tree has: an inode, in the words of inode(7). */
interface Inode {
  readonly ino: number;
  mode: number;
  mtimeMs: number;
  ctimeMs: number;
  atimeMs: number;
  nlink: number;
}

export interface MemoryFile extends Inode {
  readonly kind: "file";
  /** At least `size` bytes; what lies behind `size` is room to grow, and zero. */
  data: Uint8Array;
  size: number;
  /** Open handles: a file without a name lives until the last one is closed. */
  opened: number;
}

export interface MemoryDirectory extends Inode {
  readonly kind: "directory";
  readonly entries: Map<string, MemoryNode>;
}

interface MemoryLink extends Inode {
  readonly kind: "symlink";
  readonly target: string;
}

interface MemoryDevice extends Inode {
  readonly kind: "character-device";
}

export type MemoryNode = MemoryFile | MemoryDirectory | MemoryLink | MemoryDevice;

/** Device number of the memory tree; it has one. */
const DEVICE = 1;

function nodeSize(node: MemoryNode): number {
  switch (node.kind) {
    case "file":
      return node.size;
    case "symlink":
      return new TextEncoder().encode(node.target).length;
    case "directory":
      return 4096;
    case "character-device":
      return 0;
  }
}

export function nodeStat(node: MemoryNode): FileStat {
  const kind: FileKind = node.kind;
  return {
    kind,
    mode: node.mode,
    size: nodeSize(node),
    mtimeMs: node.mtimeMs,
    ctimeMs: node.ctimeMs,
    atimeMs: node.atimeMs,
    ino: node.ino,
    dev: DEVICE,
    nlink: node.kind === "directory" ? 2 + subdirectories(node) : node.nlink,
  };
}

function subdirectories(node: MemoryDirectory): number {
  let count = 0;
  for (const child of node.entries.values()) if (child.kind === "directory") count += 1;
  return count;
}

import { FileError } from "../file-error.ts";
import type { MemoryDirectory, MemoryNode } from "./memory-node.ts";

const MAX_NAME = 255;
const MAX_PATH = 4096;
const MAX_LINKS = 40;

/** Where a path leads: the directory that holds its last name, and what is there, if anything. */
export interface Place {
  readonly directory: MemoryDirectory;
  /** Empty for the root itself. */
  readonly name: string;
  readonly node: MemoryNode | undefined;
  /** The path with every link resolved that was followed. */
  readonly real: string;
}

interface Step {
  readonly node: MemoryDirectory;
  readonly name: string;
}

/**
 * Follows a path from the root (path_resolution(7)): every directory on the way must be searchable, links in the
 * middle are always followed, the last one when `follow` says so.
 */
export function walk(
  root: MemoryDirectory,
  path: string,
  follow: boolean,
  maySearch: (node: MemoryNode) => boolean,
): Place {
  checkPath(path);
  const trail: Step[] = [{ node: root, name: "" }];
  let pending = segments(path);
  let links = 0;
  for (;;) {
    const name = pending.shift();
    const at = trail.at(-1) ?? { node: root, name: "" };
    if (name === undefined) {
      const parent = trail.at(-2) ?? at;
      return { directory: parent.node, name: at.name, node: at.node, real: pathOf(trail) };
    }
    if (name === "..") {
      if (trail.length > 1) trail.pop();
      continue;
    }
    if (!maySearch(at.node)) throw new FileError("EACCES", path);
    const last = pending.length === 0;
    const child = at.node.entries.get(name);
    if (child === undefined) {
      if (!last) throw new FileError("ENOENT", path);
      if (new TextEncoder().encode(name).length > MAX_NAME) throw new FileError("ENAMETOOLONG", path);
      return { directory: at.node, name, node: undefined, real: pathOf(trail, name) };
    }
    if (child.kind === "symlink" && (follow || !last)) {
      links += 1;
      if (links > MAX_LINKS) throw new FileError("ELOOP", path);
      if (child.target.startsWith("/")) trail.length = 1;
      pending = [...segments(child.target), ...pending];
      continue;
    }
    if (child.kind === "directory") {
      trail.push({ node: child, name });
      continue;
    }
    if (!last) throw new FileError("ENOTDIR", path);
    if (path.endsWith("/") && child.kind === "file") throw new FileError("ENOTDIR", path);
    return { directory: at.node, name, node: child, real: pathOf(trail, name) };
  }
}

function checkPath(path: string): void {
  if (path === "") throw new FileError("ENOENT", path);
  if (!path.startsWith("/") || path.includes("\0")) throw new FileError("EINVAL", path);
  if (path.length > MAX_PATH) throw new FileError("ENAMETOOLONG", path);
}

function segments(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "" && segment !== ".");
}

function pathOf(trail: readonly Step[], name?: string): string {
  const names = trail.slice(1).map((step) => step.name);
  if (name !== undefined) names.push(name);
  return `/${names.join("/")}`;
}

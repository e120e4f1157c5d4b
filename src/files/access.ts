import type { FileStat } from "./file-system.ts";

/** Who asks for a file: the effective user and group of a process. */
export interface FileUser {
  readonly uid: number;
  readonly gid: number;
}

/** access(2): whether `user` may read (4), write (2) or execute and search (1). */
export function canAccess(user: FileUser, stat: FileStat, wanted: 1 | 2 | 4): boolean {
  if (user.uid === 0) return wanted !== 1 || stat.kind === "directory" || (stat.mode & 0o111) !== 0;
  const shift = (stat.uid ?? user.uid) === user.uid ? 6 : (stat.gid ?? user.gid) === user.gid ? 3 : 0;
  return ((stat.mode >> shift) & wanted) !== 0;
}

import type { FileStat } from "#files";
import type { Process } from "#kernel";

/** access(2): whether this process may read (4), write (2) or execute and search (1). */
export function canAccess(process: Process, stat: FileStat, wanted: 1 | 2 | 4): boolean {
  if (process.uid === 0) return wanted !== 1 || stat.kind === "directory" || (stat.mode & 0o111) !== 0;
  const shift = (stat.uid ?? process.uid) === process.uid ? 6 : (stat.gid ?? process.gid) === process.gid ? 3 : 0;
  return ((stat.mode >> shift) & wanted) !== 0;
}

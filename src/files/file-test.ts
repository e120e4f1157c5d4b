import { canAccess, type FileUser } from "./access.ts";
import type { FileStat } from "./file-system.ts";

/**
 * A unary primary of test(1) over a file that is there, its link followed: -e -f -d -p -c -s -r -w -x -u -g -k -O -G -N.
 * Undefined for every other operator.
 */
export function fileTest(operator: string, stat: FileStat, user: FileUser): boolean | undefined {
  switch (operator) {
    case "-e":
      return true;
    case "-f":
      return stat.kind === "file";
    case "-d":
      return stat.kind === "directory";
    case "-p":
      return stat.kind === "fifo";
    case "-c":
      return stat.kind === "character-device";
    case "-s":
      return stat.size > 0 || stat.kind === "directory";
    case "-r":
      return canAccess(user, stat, 4);
    case "-w":
      return canAccess(user, stat, 2);
    case "-x":
      return canAccess(user, stat, 1);
    case "-u":
      return (stat.mode & 0o4000) !== 0;
    case "-g":
      return (stat.mode & 0o2000) !== 0;
    case "-k":
      return (stat.mode & 0o1000) !== 0;
    case "-O":
      return (stat.uid ?? user.uid) === user.uid;
    case "-G":
      return (stat.gid ?? user.gid) === user.gid;
    case "-N":
      return stat.mtimeMs > stat.atimeMs;
    default:
      return undefined;
  }
}

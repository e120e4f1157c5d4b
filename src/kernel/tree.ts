import { encodeUtf8 } from "#base";
import type { MemoryFileSystem } from "#files";
import { programFile, type ProgramTable } from "./command.ts";
import { DEVICE_NAMES } from "./device.ts";

const FOLDERS = [
  "/dev",
  "/etc",
  "/home",
  "/tmp",
  "/usr",
  "/usr/bin",
  "/usr/local",
  "/usr/local/bin",
  "/var",
  "/var/tmp",
];

/** Name of the one user of a memory tree. */
export const USER = "reader";
/** Home of that user. */
export const HOME = `/home/${USER}`;

const FILES: Readonly<Record<string, string>> = {
  "/etc/passwd": `root:x:0:0:root:/root:/bin/sh\n${USER}:x:1000:1000:${USER}:${HOME}:/bin/sh\n`,
  "/etc/group": `root:x:0:\n${USER}:x:1000:\n`,
  "/etc/hostname": "localhost\n",
  "/etc/hosts": "127.0.0.1\tlocalhost\n",
};

/**
 * Lays an empty memory tree out as a small Linux: the folders of hier(7), the devices, and a file for every program of
 * the table, so that `ls /usr/bin`, `which` and `test -x` tell the truth. The user may not write in /usr/bin.
 */
export function layOutTree(files: MemoryFileSystem, programs: ProgramTable): void {
  for (const folder of FOLDERS) files.makeDirectory(folder, folder.endsWith("tmp") ? 0o1777 : 0o755);
  files.makeDirectory(HOME, 0o755);
  for (const path of DEVICE_NAMES) files.makeDevice(path);
  for (const [path, text] of Object.entries(FILES)) files.writeFile(path, encodeUtf8(text), 0o644);
  for (const name of programs.names) files.writeFile(`/usr/bin/${name}`, encodeUtf8(programFile(name)), 0o755);
  files.chmod("/usr/bin", 0o555);
  files.symlink("usr/bin", "/bin");
}

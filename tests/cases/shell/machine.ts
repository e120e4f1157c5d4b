import { decodeUtf8 } from "#base";
import { MemoryFileSystem, type FileSystem, type OpenFile } from "#files";
import { HOME, Kernel, layOutTree } from "#kernel";
import { createMachineTable, importGroup } from "#programs";
import type { Dialect, ShellOutcome } from "./case.ts";

/** Runs a script in a fresh machine (with a disk of so many bytes), as `sh -c SCRIPT` or `bash -c SCRIPT`. */
export async function runInMachine(dialect: Dialect, script: string, capacity?: number): Promise<ShellOutcome> {
  const files = new MemoryFileSystem(capacity === undefined ? {} : { capacity });
  const programs = createMachineTable(importGroup);
  layOutTree(files, programs);
  const kernel = new Kernel({ files, programs });
  const [outRead, outWrite] = kernel.pipe();
  const [errRead, errWrite] = kernel.pipe();
  const [inRead, inWrite] = kernel.pipe();
  inWrite.close();
  const child = kernel.spawn({
    argv: [dialect, "-c", script],
    cwd: HOME,
    env: { PATH: "/usr/bin:/bin", HOME, LC_ALL: "C", TZ: "UTC" },
    descriptors: new Map<number, OpenFile>([
      [0, inRead],
      [1, outWrite],
      [2, errWrite],
    ]),
  });
  for (const end of [inRead, outWrite, errWrite]) end.close();
  const [stdout, stderr, status] = await Promise.all([drain(outRead), drain(errRead), child.exit]);
  kernel.shutdown();
  const made = filesOf(files, HOME);
  return { stdout, stderr, status, ...(Object.keys(made).length > 0 ? { files: made } : {}) };
}

function filesOf(files: FileSystem, folder: string, prefix = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, kind } of files.readDirectory(folder).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${name}`;
    if (kind === "directory") Object.assign(found, { [`${prefix}${name}/`]: "" }, filesOf(files, path, `${prefix}${name}/`));
    else if (kind === "symlink") found[prefix + name] = `-> ${files.readLink(path)}`;
    else found[prefix + name] = kind === "file" ? decodeUtf8(files.readFile(path)) : "";
  }
  return found;
}

async function drain(file: OpenFile): Promise<string> {
  let text = "";
  for (;;) {
    const bytes = await file.read(65536);
    if (bytes === null) return text;
    text += decodeUtf8(bytes);
  }
}

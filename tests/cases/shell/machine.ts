import { decodeUtf8 } from "#base";
import { MemoryFileSystem, type OpenFile } from "#files";
import { HOME, Kernel, layOutTree } from "#kernel";
import { createProgramTable, importGroup } from "#programs";

export interface ShellOutcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** Runs a script in a fresh machine, as `sh -c SCRIPT` or `bash -c SCRIPT`. */
export async function runInMachine(dialect: "sh" | "bash", script: string): Promise<ShellOutcome> {
  const files = new MemoryFileSystem();
  const programs = createProgramTable(importGroup);
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
  return { stdout, stderr, status };
}

async function drain(file: OpenFile): Promise<string> {
  let text = "";
  for (;;) {
    const bytes = await file.read(65536);
    if (bytes === null) return text;
    text += decodeUtf8(bytes);
  }
}

import { rmSync } from "node:fs";
import { concatBytes, decodeUtf8 } from "#base";
import type { OpenFile } from "#files";
import { NodeFileSystem } from "#files/node";
import { Kernel } from "#kernel";
import { createMachineTable } from "#programs";
import { importGroup } from "#programs/import";
import type { Outcome } from "./case.ts";
import { ENVIRONMENT, makeFolder } from "./fixture.ts";

async function drain(file: OpenFile): Promise<string> {
  const chunks: Uint8Array[] = [];
  for (let chunk = await file.read(65_536); chunk !== null; chunk = await file.read(65_536)) chunks.push(chunk);
  return decodeUtf8(concatBytes(chunks));
}

/** What our shell and tools answer, in a fresh folder with the files that the judge had. */
export async function runInMachine(script: string): Promise<Outcome> {
  const cwd = makeFolder();
  const user = { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 };
  const programs = createMachineTable(importGroup);
  const kernel = new Kernel({ files: new NodeFileSystem(), programs, realDisk: true, user });
  const [outReader, outWriter] = kernel.pipe();
  const [errorReader, errorWriter] = kernel.pipe();
  const child = kernel.spawn({
    argv: ["sh", "-c", script],
    cwd,
    env: ENVIRONMENT,
    descriptors: new Map([
      [1, outWriter],
      [2, errorWriter],
    ]),
  });
  outWriter.close();
  errorWriter.close();
  try {
    const [stdout, stderr, status] = await Promise.all([drain(outReader), drain(errorReader), child.exit]);
    return { stdout, stderr, status };
  } finally {
    kernel.shutdown();
    rmSync(cwd, { recursive: true, force: true });
  }
}

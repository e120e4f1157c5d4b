import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { concatBytes, decodeUtf8 } from "#base";
import type { OpenFile } from "#files";
import { NodeFileSystem } from "#files/node";
import { Kernel, type Program } from "#kernel";
import { createMachineTable, curl } from "#programs";
import { importGroup } from "#programs/import";
import type { Outcome } from "../tools/case.ts";
import { ENVIRONMENT, makeFolder, PORT, settle } from "./case.ts";
import { Service } from "./server.ts";

async function drain(file: OpenFile): Promise<string> {
  const chunks: Uint8Array[] = [];
  for (let chunk = await file.read(65_536); chunk !== null; chunk = await file.read(65_536)) chunks.push(chunk);
  return decodeUtf8(concatBytes(chunks));
}

/** The server as a program of the machine; `listening` is called when it may be asked. */
function serverProgram(listening: () => void): Program {
  return async (process) => {
    const service = new Service();
    const listener = process.listen(PORT);
    listening();
    for (;;) {
      const connection = await listener.accept();
      void service
        .serve({
          read: async () => connection.read(65_536),
          write: async (bytes) => connection.write(bytes),
          close: () => connection.close(),
        })
        .catch(() => undefined)
        .finally(() => connection.close());
    }
  };
}

/** What our curl answers, in a fresh folder with the files that the judge had. */
export async function runInMachine(script: string): Promise<Outcome> {
  const cwd = makeFolder(tmpdir());
  const programs = createMachineTable(importGroup);
  const user = { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 };
  const kernel = new Kernel({ files: new NodeFileSystem(), programs, realDisk: true, user });
  const [outReader, outWriter] = kernel.pipe();
  const [errorReader, errorWriter] = kernel.pipe();
  try {
    await new Promise<void>((resolve) => {
      programs.add({ curl, server: serverProgram(resolve) });
      kernel.spawn({ argv: ["server"], cwd, env: ENVIRONMENT });
    });
    const descriptors = new Map([
      [1, outWriter],
      [2, errorWriter],
    ]);
    const child = kernel.spawn({ argv: ["sh", "-c", script], cwd, env: ENVIRONMENT, descriptors });
    outWriter.close();
    errorWriter.close();
    const [stdout, stderr, status] = await Promise.all([drain(outReader), drain(errorReader), child.exit]);
    return { stdout: settle(stdout), stderr: settle(stderr), status };
  } finally {
    kernel.shutdown();
    rmSync(cwd, { recursive: true, force: true });
  }
}

import { readFileSync, rmSync } from "node:fs";
import { expect, test } from "vitest";
import { concatBytes, decodeUtf8 } from "#base";
import { NodeFileSystem } from "#files/node";
import { Kernel } from "#kernel";
import { createMachineTable } from "#programs";
import { importGroup } from "#programs/import";
import { ENVIRONMENT, makeFolder } from "./fixture.ts";

interface Recorded {
  readonly judge: string;
  readonly cases: readonly { name: string; argv: string[]; stdout: string; stderr: string; status: number }[];
}

const recorded = JSON.parse(readFileSync(new URL("recorded.json", import.meta.url), "utf8")) as Recorded;

/** Runs a tool of ours in a fresh folder with the files that the judge had. */
async function runOurs(argv: readonly string[]): Promise<{ stdout: string; stderr: string; status: number }> {
  const folder = makeFolder();
  const kernel = new Kernel({ files: new NodeFileSystem(), programs: createMachineTable(importGroup), realDisk: true });
  const [outReader, outWriter] = kernel.pipe();
  const [errorReader, errorWriter] = kernel.pipe();
  const child = kernel.spawn({
    argv,
    cwd: folder,
    env: ENVIRONMENT,
    descriptors: new Map([
      [1, outWriter],
      [2, errorWriter],
    ]),
  });
  outWriter.close();
  errorWriter.close();
  const readAll = async (file: typeof outReader): Promise<string> => {
    const chunks: Uint8Array[] = [];
    for (let chunk = await file.read(65_536); chunk !== null; chunk = await file.read(65_536)) chunks.push(chunk);
    return decodeUtf8(concatBytes(chunks));
  };
  const [stdout, stderr, status] = await Promise.all([readAll(outReader), readAll(errorReader), child.exit]);
  rmSync(folder, { recursive: true });
  return { stdout, stderr, status };
}

test.each(recorded.cases)("$name", async ({ argv, stdout, stderr, status }) => {
  expect(await runOurs(argv)).toEqual({ stdout, stderr, status });
});

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NodeFileSystem } from "#files/node";
import { afterAll } from "vitest";
import { fileSystemContract } from "./file-system-contract.ts";

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

fileSystemContract(
  "node",
  () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "files-")));
    made.push(folder);
    return { files: new NodeFileSystem(), folder };
  },
  // The superuser may do everything, whatever the modes say.
  { enforcesModes: process.getuid?.() !== 0 },
);

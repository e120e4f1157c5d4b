import { expect, test } from "vitest";
import { concatBytes, decodeUtf8, encodeUtf8, signalNumber } from "#base";
import { MemoryFileSystem } from "#files";
import { HOME, Kernel, layOutTree } from "#kernel";
import { createMachineTable } from "#programs";
import { importGroup } from "#programs/import";

/** What GNU make 4.3 does on Ctrl+C in a terminal: the signal reaches make and the recipe's commands. */
const ROWS = [
  {
    name: "a recipe that dies of it",
    makefile: "out.txt:\n\t@echo half > out.txt; echo started; sleep 60; echo not reached\n",
    printed: "started\nmake: *** Deleting file 'out.txt'\nmake: *** [Makefile:2: out.txt] Interrupt\n",
    files: ["Makefile"],
  },
  {
    name: "a recipe that cleans up and ends by itself is waited for",
    makefile: ".PHONY: run\nrun:\n\t@trap 'echo closing; exit 0' INT; echo started; sleep 60; :\n\t@echo not reached\n",
    printed: "started\nclosing\n",
    files: ["Makefile"],
  },
  {
    name: "a recipe that ends with a status of its own",
    makefile: ".PHONY: run\nrun:\n\t@trap 'exit 5' INT; echo started; sleep 60; :\n",
    printed: "started\nmake: *** [Makefile:3: run] Error 5\n",
    files: ["Makefile"],
  },
  {
    name: "a precious target stays",
    makefile: ".PRECIOUS: out.txt\nout.txt:\n\t@echo half > out.txt; echo started; sleep 60\n",
    printed: "started\nmake: *** [Makefile:3: out.txt] Interrupt\n",
    files: ["Makefile", "out.txt"],
  },
] as const;

test.each(ROWS)("$name", async ({ makefile, printed, files }) => {
  const tree = new MemoryFileSystem();
  const programs = createMachineTable(importGroup);
  layOutTree(tree, programs);
  tree.writeFile(`${HOME}/Makefile`, encodeUtf8(makefile));
  const kernel = new Kernel({ files: tree, programs });
  const [reader, writer] = kernel.pipe();
  const make = kernel.spawn({
    argv: ["make"],
    cwd: HOME,
    env: { PATH: "/usr/bin:/bin" },
    descriptors: new Map([
      [1, writer],
      [2, writer],
    ]),
  });
  writer.close();
  const chunks: Uint8Array[] = [];
  const told = (): string => decodeUtf8(concatBytes(chunks));
  let interrupted = false;
  for (let chunk = await reader.read(65_536); chunk !== null; chunk = await reader.read(65_536)) {
    chunks.push(chunk);
    if (interrupted || !told().includes("started\n")) continue;
    interrupted = true;
    kernel.kill(-make.pid, signalNumber("SIGINT") ?? 0);
  }
  expect(await make.exit).toBe(130);
  expect(told()).toBe(printed);
  const names = tree.readDirectory(HOME).map(({ name }) => name);
  expect(names.filter((name) => !name.startsWith(".")).sort()).toEqual(files);
});

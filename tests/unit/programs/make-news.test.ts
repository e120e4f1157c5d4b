import { expect, test } from "vitest";
import { decodeUtf8, encodeUtf8 } from "#base";
import { MemoryFileSystem } from "#files";
import { HOME, Kernel, layOutTree } from "#kernel";
import { createMachineTable } from "#programs";
import { importGroup } from "#programs/import";

const NEWS = "/tmp/news";

const ROWS = [
  { name: "a run that ends well", makefile: "all: a\na: ; @touch a\n", status: 0 },
  { name: "a recipe that fails", makefile: "all: ; @exit 3\n", status: 2 },
  { name: "a makefile that cannot be read", makefile: "all\n\ttouch all\n", status: 2 },
  { name: "nothing to make", makefile: "A = 1\n", status: 2 },
] as const;

test.each(ROWS)("$name is told of to its end", async ({ makefile, status }) => {
  const tree = new MemoryFileSystem();
  const programs = createMachineTable(importGroup);
  layOutTree(tree, programs);
  tree.writeFile(`${HOME}/Makefile`, encodeUtf8(makefile));
  tree.makeDirectory(NEWS);
  const kernel = new Kernel({ files: tree, programs });
  const [, writer] = kernel.pipe();
  const make = kernel.spawn({
    argv: ["make"],
    cwd: HOME,
    env: { PATH: "/usr/bin:/bin", COMPANION_MAKE_NEWS: NEWS },
    descriptors: new Map([
      [1, writer],
      [2, writer],
    ]),
  });
  expect(await make.wait()).toEqual({ kind: "exited", status });
  const files = tree.readDirectory(NEWS).map(({ name }) => name);
  expect(files).toHaveLength(1);
  const lines = decodeUtf8(tree.readFile(`${NEWS}/${files[0] ?? ""}`)).split("\n");
  expect(lines.pop()).toBe("");
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ type: "ended", status });
});

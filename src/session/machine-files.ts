import type { Engine } from "#engines";
import { readContent, type TreeFile } from "./working-tree.ts";

/**
 * The files as a running machine has them: with the permission bits that programs gave them, and with the content of
 * those that are too large to be mirrored. What the machine cannot tell stays as it is.
 */
export async function filesOfMachine(engine: Engine, files: readonly TreeFile[]): Promise<TreeFile[]> {
  const modes = await readModes(engine).catch(() => new Map<string, number>());
  return Promise.all(
    files.map(async (file) => {
      const content = file.content ?? (await engine.fs.readFile(file.path).then(readContent, () => undefined));
      return { ...file, content, mode: modes.get(file.path) ?? file.mode };
    }),
  );
}

/** The permission bits of every file below the lab's folder, by path. */
async function readModes(engine: Engine): Promise<Map<string, number>> {
  const find = await engine.spawn("find", [".", "-type", "f", "-printf", String.raw`%m %P\0`]);
  let text = "";
  const read = find.output.pipeTo(new WritableStream({ write: (piece) => void (text += piece) }));
  const status = await find.exit;
  if (status !== 0) return new Map();
  await read;
  const entries = text.split("\0").filter((entry) => entry !== "");
  return new Map(entries.map((entry) => [entry.slice(entry.indexOf(" ") + 1), Number.parseInt(entry, 8)]));
}

import { mkdir, readFile, readdir, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A tree of files as the client of `@webcontainer/api` 1.6 sends and takes it. Binary contents are latin-1 text. */
export interface WireTree {
  d: Record<string, WireTree | { f: { c: string; b?: true } | { l: string } }>;
}

export async function unpackTree(folder: string, tree: WireTree): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, entry] of Object.entries(tree.d)) {
    const path = join(folder, name);
    if ("d" in entry) await unpackTree(path, entry);
    else if ("l" in entry.f) {
      await rm(path, { force: true });
      await symlink(entry.f.l, path);
    } else await writeFile(path, Buffer.from(entry.f.c, entry.f.b ? "latin1" : "utf8"));
  }
}

export async function packTree(folder: string, excludes: readonly string[]): Promise<WireTree> {
  const tree: WireTree = { d: {} };
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (excludes.includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) tree.d[entry.name] = await packTree(path, excludes);
    else if (entry.isSymbolicLink()) tree.d[entry.name] = { f: { l: await readlink(path) } };
    else if (entry.isFile()) tree.d[entry.name] = { f: fileOf(await readFile(path)) };
  }
  return tree;
}

function fileOf(bytes: Buffer): { c: string; b?: true } {
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? { c: text } : { c: bytes.toString("latin1"), b: true };
}

import type { FileSystemTree } from "@webcontainer/api";
import { encodeUtf8 } from "#base";
import type { TreeEntry } from "#protocol";

/** WebContainer's nested tree as a flat list, folders before what is in them. */
export function flattenTree(tree: FileSystemTree, below = ""): TreeEntry[] {
  return Object.entries(tree).flatMap(([name, node]): TreeEntry[] => {
    const path = below === "" ? name : `${below}/${name}`;
    if ("directory" in node) return [{ kind: "directory", path }, ...flattenTree(node.directory, path)];
    if ("symlink" in node.file) return [{ kind: "symlink", path, target: node.file.symlink }];
    const { contents } = node.file;
    return [{ kind: "file", path, bytes: (typeof contents === "string" ? encodeUtf8(contents) : contents).slice() }];
  });
}

/** The nested tree that `mount` takes; contents that are UTF-8 come as text, others as bytes. */
export function nestTree(entries: readonly TreeEntry[], excludes: readonly string[] = []): FileSystemTree {
  const root: FileSystemTree = {};
  const skipped = excludes.map(globPattern);
  const folders = new Map<string, FileSystemTree>([["", root]]);
  for (const entry of entries) {
    const cut = entry.path.lastIndexOf("/");
    const folder = folders.get(cut < 0 ? "" : entry.path.slice(0, cut));
    // What is below an excluded folder has no folder to go to.
    if (folder === undefined || skipped.some((pattern) => pattern.test(entry.path))) continue;
    const name = entry.path.slice(cut + 1);
    if (entry.kind === "directory") {
      const directory: FileSystemTree = {};
      folders.set(entry.path, directory);
      folder[name] = { directory };
    } else if (entry.kind === "symlink") folder[name] = { file: { symlink: entry.target } };
    else folder[name] = { file: { contents: textOrBytes(entry.bytes) } };
  }
  return root;
}

function textOrBytes(bytes: Uint8Array): string | Uint8Array {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

/** `*`, `?` and `**` over whole paths; a pattern without a slash matches the last name anywhere. */
function globPattern(glob: string): RegExp {
  const body = glob.replace(/\*\*\/?|[*?]|[.+^${}()|[\]\\]/g, (token) => {
    if (token.startsWith("**")) return token.endsWith("/") ? "(?:.*/)?" : ".*";
    return token === "*" ? "[^/]*" : token === "?" ? "[^/]" : `\\${token}`;
  });
  return new RegExp(`^${glob.includes("/") ? "" : "(?:.*/)?"}${body}$`);
}

import { FileError, joinPath, normalizePath, relativePath } from "#files";
import { isFileError, type Run, tool } from "./tool/tool.ts";

const LINK_LIMIT = 40;

/** Follows links part by part; what is missing is an error as `missing` says: the last part, or any, may be absent. */
export function canonical(run: Run, name: string, missing: "none" | "last" | "any"): string {
  let rest = (name.startsWith("/") ? name : `${run.process.cwd}/${name}`).split("/").filter((part) => part !== "");
  let path = "/";
  let links = 0;
  while (rest.length > 0) {
    const part = rest.shift() ?? "";
    if (part === ".") continue;
    if (part === "..") {
      path = normalizePath(`${path}/..`);
      continue;
    }
    const next = joinPath(path, part);
    const stat = run.tryLstat(next);
    if (stat === undefined) {
      if (missing === "none" || (missing === "last" && rest.some((word) => word !== "."))) {
        throw new FileError("ENOENT", name);
      }
      path = next;
    } else if (stat.kind === "symlink") {
      links += 1;
      if (links > LINK_LIMIT) throw new FileError("ELOOP", name);
      const target = run.files.readLink(next);
      rest = [...target.split("/").filter((word) => word !== ""), ...rest];
      if (target.startsWith("/")) path = "/";
    } else {
      if (stat.kind !== "directory" && rest.length > 0 && missing !== "any") throw new FileError("ENOTDIR", name);
      path = next;
    }
  }
  return path;
}

/** The absolute path of each name, links resolved. */
export const realpath = tool(
  {
    options:
      "e,canonicalize-existing m,canonicalize-missing L,logical P,physical q,quiet relative-to= relative-base= " +
      "s,strip,no-symlinks z,zero",
  },
  async (run) => {
    run.expectOperands(1);
    const missing = run.lastOf("e", "m") === "e" ? "none" : run.has("m") ? "any" : "last";
    const resolve = (name: string): string => {
      if (name === "") throw new FileError("ENOENT", name);
      if (run.lastOf("s", "P") === "s") {
        if (missing !== "any") canonical(run, name, missing);
        return normalizePath(run.path(name));
      }
      return canonical(run, run.has("L") ? normalizePath(run.path(name)) : name, missing);
    };
    const base = run.value("relative-base");
    const anchor = run.value("relative-to") ?? base;
    const within = base === undefined ? undefined : resolve(base);
    const from = anchor === undefined ? undefined : resolve(anchor);
    for (const name of run.operands) {
      try {
        const path = resolve(name);
        const inside = within === undefined || within === "/" || path === within || path.startsWith(`${within}/`);
        const shown = from === undefined || !inside ? path : relativePath(from, path) || ".";
        await run.out.text(`${shown}${run.has("z") ? "\0" : "\n"}`);
      } catch (error) {
        if (!isFileError(error)) throw error;
        if (run.has("q")) run.status = 1;
        else await run.fileError(name, error);
      }
    }
    return undefined;
  },
);

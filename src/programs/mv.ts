import { canAccess, type FileStat } from "#files";
import { backupName, backupStyle } from "./tool/backup.ts";
import { Copier } from "./tool/copy.ts";
import { readTransfers } from "./tool/destination.ts";
import { permissionText } from "./tool/mode.ts";
import { quoteAlways } from "./tool/quote.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

async function mayReplace(
  run: Run,
  source: string,
  stat: FileStat,
  target: string,
  existing: FileStat,
): Promise<boolean> {
  if (stat.kind === "directory" && existing.kind !== "directory") {
    await run.error(`cannot overwrite non-directory ${quoteAlways(target)} with directory ${quoteAlways(source)}`);
    return false;
  }
  if (stat.kind !== "directory" && existing.kind === "directory") {
    await run.error(`cannot overwrite directory ${quoteAlways(target)} with non-directory`);
    return false;
  }
  const asked = run.lastOf("i", "n", "f");
  if (asked === "n") return false;
  if (run.has("u") && existing.mtimeMs >= stat.mtimeMs) return false;
  if (asked === "i") return run.confirm(`overwrite ${quoteAlways(target)}? `);
  const terminal = run.process.descriptors.get(0)?.kind === "terminal";
  if (asked !== "f" && terminal && existing.kind !== "symlink" && !canAccess(run.process, existing, 2)) {
    const octal = existing.mode.toString(8).padStart(4, "0");
    return run.confirm(`replace ${quoteAlways(target)}, overriding mode ${octal} (${permissionText(existing.mode)})? `);
  }
  return true;
}

async function acrossFileSystems(run: Run, source: string, target: string): Promise<void> {
  const copier = new Copier(run, {
    recursive: true,
    follow: "none",
    preserveMode: true,
    preserveTimes: true,
    preserveLinks: true,
    attributesOnly: false,
    linking: "none",
    existing: "replace",
    force: true,
    removeFirst: true,
    backup: "none",
    oneFileSystem: false,
    verbose: false,
  });
  if (!(await copier.copy(source, target))) return;
  const remove = (path: string): void => {
    if (run.files.lstat(path).kind !== "directory") {
      run.files.unlink(path);
      return;
    }
    for (const { name } of run.files.readDirectory(path)) remove(`${path}/${name}`);
    run.files.removeDirectory(path);
  };
  remove(run.path(source));
}

async function move(run: Run, source: string, target: string): Promise<void> {
  let stat: FileStat;
  try {
    stat = run.lstat(source);
  } catch (error) {
    if (!isFileError(error)) throw error;
    await run.error(`cannot stat ${quoteAlways(source)}: ${error.reason}`);
    return;
  }
  const existing = run.tryLstat(target.replace(/(?<=.)\/+$/, ""));
  let note = "";
  try {
    if (existing !== undefined) {
      if (
        existing.ino === stat.ino &&
        existing.dev === stat.dev &&
        (stat.nlink === 1 || run.path(source) === run.path(target))
      ) {
        if (stat.kind === "directory") {
          await run.error(`cannot move ${quoteAlways(source)} to a subdirectory of itself, ${quoteAlways(target)}`);
        } else await run.error(`${quoteAlways(source)} and ${quoteAlways(target)} are the same file`);
        return;
      }
      if (!(await mayReplace(run, source, stat, target, existing))) return;
      const kept = backupName(run, target, backupStyle(run));
      if (kept !== undefined) {
        run.files.rename(run.path(target), run.path(kept));
        note = ` (backup: ${quoteAlways(kept)})`;
      }
    }
    const [from, to] = [run.path(source), run.path(target)];
    if (stat.kind === "directory" && to.startsWith(`${from}/`)) {
      await run.error(`cannot move ${quoteAlways(source)} to a subdirectory of itself, ${quoteAlways(target)}`);
      return;
    }
    if (target.endsWith("/") && stat.kind !== "directory") {
      await run.error(`cannot move ${quoteAlways(source)} to ${quoteAlways(target)}: Not a directory`);
      return;
    }
    try {
      run.files.rename(from, to);
    } catch (error) {
      if (!isFileError(error) || error.code !== "EXDEV") throw error;
      await acrossFileSystems(run, source, target);
    }
    if (run.has("v")) void run.out.text(`renamed ${quoteAlways(source)} -> ${quoteAlways(target)}${note}\n`);
  } catch (error) {
    if (!isFileError(error)) throw error;
    await run.error(`cannot move ${quoteAlways(source)} to ${quoteAlways(target)}: ${error.reason}`);
  }
}

export const mv = tool(
  {
    options:
      "b backup? f,force i,interactive n,no-clobber strip-trailing-slashes S,suffix= t,target-directory= T,no-target-directory u,update v,verbose",
  },
  async (run) => {
    if (run.operands.length > 1 && run.operands.at(-1) === "") {
      throw new Refusal(`cannot move '${run.operands[0] ?? ""}' to '': No such file or directory`);
    }
    const done = new Set<string>();
    for (const { source, target } of readTransfers(run)) {
      const path = run.path(target);
      if (done.has(path)) {
        await run.error(`will not overwrite just-created ${quoteAlways(target)} with ${quoteAlways(source)}`);
        continue;
      }
      done.add(path);
      await move(run, run.has("strip-trailing-slashes") ? source.replace(/(?<=.)\/+$/, "") : source, target);
    }
    return undefined;
  },
);

import { dirname, type FileStat, relativePath } from "#files";
import { backupName, backupStyle } from "./tool/backup.ts";
import { inside, readTransfers, type Transfer } from "./tool/destination.ts";
import { quoteAlways, quoteInMessage } from "./tool/quote.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

async function link(run: Run, { source, target }: Transfer): Promise<void> {
  const symbolic = run.has("s");
  if (target === "") {
    await run.error(`failed to create ${symbolic ? "symbolic" : "hard"} link '': No such file or directory`);
    return;
  }
  const path = run.path(target);
  let stat: FileStat | undefined;
  if (!symbolic) {
    try {
      stat = run.has("L") ? run.stat(source) : run.lstat(source);
    } catch (error) {
      if (!isFileError(error)) throw error;
      await run.error(`failed to access ${quoteAlways(source)}: ${error.reason}`);
      return;
    }
    if (stat.kind === "directory") {
      await run.error(`${quoteInMessage(source)}: hard link not allowed for directory`);
      return;
    }
  }
  const text =
    symbolic && run.has("r")
      ? relativePath(dirname(run.files.realPath(dirname(path)) + "/x"), run.path(source))
      : source;
  const existing = run.tryLstat(target);
  let note = "";
  try {
    if (existing !== undefined) {
      const style = backupStyle(run);
      const asked = run.lastOf("i", "f");
      if (asked === "i" && !(await run.confirm(`replace ${quoteAlways(target)}? `))) return;
      if (existing.kind === "directory" && (asked !== undefined || style !== "none")) {
        await run.error(`${quoteInMessage(target)}: cannot overwrite directory`);
        return;
      }
      if (
        stat?.ino === existing.ino &&
        stat.dev === existing.dev &&
        (asked !== undefined || style !== "none") &&
        run.path(source) === path
      ) {
        await run.error(`${quoteAlways(source)} and ${quoteAlways(target)} are the same file`);
        return;
      }
      const kept = backupName(run, target, style);
      if (kept !== undefined) {
        run.files.rename(path, run.path(kept));
        note = ` ~ ${quoteAlways(kept)}`;
      } else if (asked !== undefined) run.files.unlink(path);
    }
    if (symbolic) run.files.symlink(text, path);
    else run.files.link(run.has("L") ? run.files.realPath(run.path(source)) : run.path(source), path);
    if (run.has("v")) {
      void run.out.text(`${quoteAlways(target)}${note} ${symbolic ? "->" : "=>"} ${quoteAlways(text)}\n`);
    }
  } catch (error) {
    if (!isFileError(error)) throw error;
    const kind = symbolic ? "symbolic" : "hard";
    const to =
      symbolic && error.code !== "EEXIST"
        ? `${quoteAlways(target)} -> ${quoteAlways(text)}`
        : symbolic
          ? quoteAlways(target)
          : `${quoteAlways(target)}${error.code === "EEXIST" ? "" : ` => ${quoteAlways(source)}`}`;
    await run.error(`failed to create ${kind} link ${to}: ${error.reason}`);
  }
}

export const ln = tool(
  {
    options:
      "b backup? d,F,directory f,force i,interactive L,logical n,no-dereference P,physical r,relative s,symbolic S,suffix= " +
      "t,target-directory= T,no-target-directory v,verbose",
  },
  async (run) => {
    if (run.has("r") && !run.has("s")) throw new Refusal("cannot do --relative without --symbolic");
    const [only, second] = run.operands;
    let transfers: Transfer[];
    if (only !== undefined && second === undefined && !run.has("t", "T")) {
      transfers = [{ source: only, target: inside(".", only) }];
    } else transfers = readTransfers(run, { followTarget: !run.has("n") });
    for (const transfer of transfers) await link(run, transfer);
    return undefined;
  },
);

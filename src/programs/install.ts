/** Copies files to where they are used, with their modes; makes folders. */
import { dirname } from "#files";
import { backupName, backupStyle } from "./tool/backup.ts";
import { inside } from "./tool/destination.ts";
import { applyMode, parseMode } from "./tool/mode.ts";
import { quoteAlways } from "./tool/quote.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

async function makeFolders(run: Run, path: string, mode: number): Promise<boolean> {
  let made = path.startsWith("/") ? "/" : "";
  for (const part of path.split("/")) {
    if (part === "") continue;
    made += made === "" || made.endsWith("/") ? part : `/${part}`;
    const there = run.tryStat(made);
    if (there?.kind === "directory") continue;
    try {
      if (there !== undefined) throw new Refusal("File exists");
      run.files.makeDirectory(run.path(made), 0o755);
    } catch (error) {
      const reason = isFileError(error) ? error.reason : error instanceof Refusal ? error.message : undefined;
      if (reason === undefined) throw error;
      await run.error(`cannot create directory ${run.locale.quote(made)}: ${reason}`);
      return false;
    }
    if (run.has("v")) await run.out.text(`${run.name}: creating directory ${quoteAlways(made)}\n`);
  }
  run.files.chmod(run.path(path), mode);
  return true;
}

function sameAlready(run: Run, source: string, target: string, mode: number): boolean {
  const there = run.tryLstat(target);
  if (there?.kind !== "file" || there.mode !== mode || there.size !== run.stat(source).size) return false;
  const [left, right] = [run.files.readFile(run.path(source)), run.files.readFile(run.path(target))];
  return left.every((byte, at) => byte === right[at]);
}

async function installFile(run: Run, source: string, target: string, mode: number): Promise<void> {
  let stat;
  try {
    stat = run.stat(source);
  } catch (error) {
    if (!isFileError(error)) throw error;
    await run.error(`cannot stat ${quoteAlways(source)}: ${error.reason}`);
    return;
  }
  if (stat.kind === "directory") {
    await run.error(`omitting directory ${quoteAlways(source)}`);
    return;
  }
  let note = "";
  try {
    const there = run.tryLstat(target);
    if (there?.kind === "directory") {
      await run.error(`cannot overwrite directory ${quoteAlways(target)} with non-directory`);
      return;
    }
    if (there?.ino === stat.ino && there.dev === stat.dev) {
      await run.error(`${quoteAlways(source)} and ${quoteAlways(target)} are the same file`);
      return;
    }
    if (there === undefined && target.endsWith("/")) {
      await run.error(`cannot create regular file ${quoteAlways(target)}: Not a directory`);
      return;
    }
    if (run.has("C") && sameAlready(run, source, target, mode)) return;
    const kept = there === undefined ? undefined : backupName(run, target, backupStyle(run));
    if (kept !== undefined) {
      run.files.rename(run.path(target), run.path(kept));
      note = ` (backup: ${quoteAlways(kept)})`;
    } else if (there !== undefined) {
      run.files.unlink(run.path(target));
      if (run.has("v")) await run.out.text(`removed ${quoteAlways(target)}\n`);
    }
    run.files.writeFile(run.path(target), run.files.readFile(run.path(source)));
    run.files.chmod(run.path(target), mode);
    if (run.has("p")) run.files.setTimes(run.path(target), stat.atimeMs, stat.mtimeMs, true);
  } catch (error) {
    if (!isFileError(error)) throw error;
    await run.error(`cannot create regular file ${quoteAlways(target)}: ${error.reason}`);
    return;
  }
  if (run.has("v")) await run.out.text(`${quoteAlways(source)} -> ${quoteAlways(target)}${note}\n`);
}

/** Where each source goes. */
async function transfers(run: Run): Promise<(readonly [source: string, target: string])[] | undefined> {
  const { operands } = run;
  const into = run.value("t");
  if (operands.length === 0) throw new Refusal("missing file operand", { usage: true });
  if (into !== undefined) {
    if (run.has("T")) throw new Refusal("cannot combine --target-directory (-t) and --no-target-directory (-T)");
    if (run.has("D") && !(await makeFolders(run, into, 0o755))) return undefined;
    const there = run.tryStat(into);
    if (there?.kind !== "directory") {
      const reason = there === undefined ? "No such file or directory" : "Not a directory";
      throw new Refusal(
        `${there === undefined ? "failed to access" : "target directory"} ${quoteAlways(into)}: ${reason}`,
      );
    }
    return operands.map((source) => [source, inside(into, source)]);
  }
  const last = operands.at(-1) ?? "";
  if (operands.length === 1) {
    throw new Refusal(`missing destination file operand after ${quoteAlways(last)}`, { usage: true });
  }
  const folder = !run.has("T") && run.tryStat(last)?.kind === "directory";
  if (folder) return operands.slice(0, -1).map((source) => [source, inside(last, source)]);
  if (operands.length > 2) {
    if (run.has("T")) throw new Refusal(`extra operand ${quoteAlways(operands[2] ?? "")}`, { usage: true });
    throw new Refusal(
      `target ${quoteAlways(last)}: ${run.tryStat(last) === undefined ? "No such file or directory" : "Not a directory"}`,
    );
  }
  const [source = ""] = operands;
  const parent = last.includes("/") ? dirname(last) : ".";
  if (
    run.has("D") &&
    run.tryStat(source) !== undefined &&
    !(await makeFolders(run, parent, run.tryStat(parent)?.mode ?? 0o755))
  )
    return undefined;
  return [[source, last]];
}

export const install = tool(
  {
    options:
      "b backup? c C,compare d,directory D g,group= m,mode= o,owner= p,preserve-timestamps s,strip strip-program= " +
      "S,suffix= t,target-directory= T,no-target-directory v,verbose preserve-context Z",
  },
  async (run) => {
    if (run.has("s", "g", "o")) {
      throw new Refusal("files have one owner here and nothing to strip: -s, -g and -o are not here");
    }
    const text = run.value("m");
    const parsed = text === undefined ? undefined : parseMode(text);
    if (text !== undefined && parsed === undefined) throw new Refusal(`invalid mode ${run.locale.quote(text)}`);
    const mode = parsed === undefined ? 0o755 : applyMode(parsed, 0, run.has("d"), 0);
    if (run.has("d")) {
      if (run.operands.length === 0) throw new Refusal("missing file operand", { usage: true });
      for (const name of run.operands) await makeFolders(run, name, mode);
      return undefined;
    }
    for (const [source, target] of (await transfers(run)) ?? []) await installFile(run, source, target, mode);
    return undefined;
  },
);

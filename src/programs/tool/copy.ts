/** Copying files and trees, for cp, for mv across file systems and for install. */
import { dirname, type FileStat } from "#files";
import { backupName, type BackupStyle } from "./backup.ts";
import { quoteAlways } from "./quote.ts";
import { isFileError, type Run } from "./tool.ts";

export interface CopyPlan {
  readonly recursive: boolean;
  /** Which symbolic links are followed: those on the command line, all, or none. */
  readonly follow: "all" | "operands" | "none";
  readonly preserveMode: boolean;
  readonly preserveTimes: boolean;
  readonly preserveLinks: boolean;
  readonly attributesOnly: boolean;
  readonly linking: "none" | "hard" | "symbolic";
  readonly existing: "replace" | "ask" | "keep" | "update";
  readonly force: boolean;
  readonly removeFirst: boolean;
  readonly backup: BackupStyle;
  /** Folders on another file system than the first are made, and left empty. */
  readonly oneFileSystem: boolean;
  readonly verbose: boolean;
}

export class Copier {
  #run: Run;
  #plan: CopyPlan;
  /** Copies made so far by "dev:ino", so that hard links stay links under -a. */
  #made = new Map<string, string>();
  /** Directories made by this run: a copy of a tree into itself must not go on into them. */
  #madeDirectories = new Set<number>();
  /** Targets written from the command line: two sources of one name must not overwrite each other. */
  #targets = new Set<string>();

  /** Where the operand that is being copied lies. */
  #device: number | undefined;

  constructor(run: Run, plan: CopyPlan) {
    this.#run = run;
    this.#plan = plan;
  }

  async copy(source: string, target: string, top = true): Promise<boolean> {
    const run = this.#run;
    const plan = this.#plan;
    const turn = run.process.breathe();
    if (turn !== undefined) await turn;
    if (top) this.#device = undefined;
    const follows = plan.follow === "all" || (plan.follow === "operands" && top);
    let stat: FileStat;
    try {
      stat = follows ? run.stat(source) : run.lstat(source);
    } catch (error) {
      return this.#failed(`cannot stat ${quoteAlways(source)}`, error);
    }
    if (stat.kind === "directory" && !plan.recursive) {
      await run.error(`-r not specified; omitting directory ${quoteAlways(source)}`);
      return false;
    }
    let existing: FileStat | undefined;
    try {
      existing =
        run.tryStat(target) === undefined
          ? run.tryLstat(target)
          : plan.follow === "none" && stat.kind === "symlink"
            ? run.lstat(target)
            : run.stat(target);
    } catch (error) {
      return this.#failed(`failed to access ${quoteAlways(target)}`, error);
    }
    if (top && stat.kind !== "directory" && this.#targets.has(run.path(target))) {
      await run.error(`will not overwrite just-created ${quoteAlways(target)} with ${quoteAlways(source)}`);
      return false;
    }
    if (existing !== undefined) {
      const verdict = await this.#mayReplace(source, stat, target, existing);
      if (verdict !== "go") return verdict === "skip";
    }
    if (top) this.#targets.add(run.path(target));
    return stat.kind === "directory"
      ? this.#directory(source, stat, target, existing, top)
      : this.#file(source, stat, target, existing);
  }

  async #failed(what: string, error: unknown): Promise<false> {
    if (!isFileError(error) || error.code === "EPIPE") throw error;
    await this.#run.error(`${what}: ${error.reason}`);
    return false;
  }

  async #mayReplace(
    source: string,
    stat: FileStat,
    target: string,
    existing: FileStat,
  ): Promise<"go" | "skip" | "fail"> {
    const run = this.#run;
    const plan = this.#plan;
    const same = stat.ino === existing.ino && stat.dev === existing.dev;
    if (same && stat.kind !== "directory" && plan.backup === "none") {
      if (
        plan.linking === "hard" ||
        (plan.linking === "none" && run.lstat(target).kind === "symlink" && plan.removeFirst)
      )
        return "go";
      await run.error(`${quoteAlways(source)} and ${quoteAlways(target)} are the same file`);
      return "fail";
    }
    if (stat.kind === "directory") {
      if (existing.kind !== "directory") {
        await run.error(`cannot overwrite non-directory ${quoteAlways(target)} with directory ${quoteAlways(source)}`);
        return "fail";
      }
      return "go";
    }
    if (existing.kind === "directory") {
      await run.error(`cannot overwrite directory ${quoteAlways(target)} with non-directory`);
      return "fail";
    }
    if (plan.existing === "keep") return "skip";
    if (plan.existing === "update" && existing.mtimeMs >= stat.mtimeMs) return "skip";
    if (plan.existing === "ask" && !(await run.confirm(`overwrite ${quoteAlways(target)}? `))) return "skip";
    return "go";
  }

  #tell(source: string, target: string, note = ""): void {
    if (this.#plan.verbose) void this.#run.out.text(`${quoteAlways(source)} -> ${quoteAlways(target)}${note}\n`);
  }

  async #file(source: string, stat: FileStat, target: string, existing: FileStat | undefined): Promise<boolean> {
    const run = this.#run;
    const plan = this.#plan;
    const path = run.path(target);
    let note = "";
    try {
      const kept = existing === undefined ? undefined : backupName(run, target, plan.backup);
      if (kept !== undefined) {
        run.files.rename(path, run.path(kept));
        note = ` (backup: ${quoteAlways(kept)})`;
      } else if (existing !== undefined && (plan.removeFirst || plan.linking !== "none" || stat.kind === "symlink")) {
        if (plan.linking !== "none" && !plan.force && !plan.removeFirst) {
          const kind = plan.linking === "hard" ? "hard" : "symbolic";
          await run.error(
            `cannot create ${kind} link ${quoteAlways(target)}${kind === "hard" ? ` to ${quoteAlways(source)}` : ""}: File exists`,
          );
          return false;
        }
        run.files.unlink(path);
      }
      const key = `${stat.dev}:${stat.ino}`;
      const twin = plan.preserveLinks && stat.nlink > 1 ? this.#made.get(key) : undefined;
      if (twin !== undefined) {
        if (existing !== undefined && kept === undefined && run.tryLstat(target) !== undefined) run.files.unlink(path);
        run.files.link(twin, path);
      } else if (plan.linking === "hard") run.files.link(run.path(source), path);
      else if (plan.linking === "symbolic") run.files.symlink(source, path);
      else if (stat.kind === "symlink") run.files.symlink(run.files.readLink(run.path(source)), path);
      else {
        if (run.tryStat(target) === undefined && run.tryLstat(target) !== undefined) {
          await run.error(`not writing through dangling symlink ${quoteAlways(target)}`);
          return false;
        }
        if (target.endsWith("/")) {
          await run.error(`cannot create regular file ${quoteAlways(target)}: Not a directory`);
          return false;
        }
        await this.#contents(source, stat, target);
      }
      this.#made.set(key, path);
      this.#tell(source, target, note);
      this.#attributes(stat, target, existing === undefined || kept !== undefined);
      return true;
    } catch (error) {
      return this.#failed(
        `cannot create ${stat.kind === "symlink" ? "symbolic link" : "regular file"} ${quoteAlways(target)}`,
        error,
      );
    }
  }

  async #contents(source: string, stat: FileStat, target: string): Promise<void> {
    const run = this.#run;
    const path = run.path(target);
    const mode = stat.mode & ~run.process.umask & 0o777;
    const size = 1 << 18;
    let from;
    try {
      from = run.process.open(source, { read: true });
    } catch (error) {
      await this.#failed(`cannot open ${quoteAlways(source)} for reading`, error);
      return;
    }
    try {
      const open = (): ReturnType<typeof run.files.open> =>
        run.files.open(path, { write: true, create: true, truncate: !this.#plan.attributesOnly, mode });
      let to;
      try {
        to = open();
      } catch (error) {
        if (!this.#plan.force || !isFileError(error) || error.code !== "EACCES") throw error;
        run.files.unlink(path);
        to = open();
      }
      try {
        if (this.#plan.attributesOnly) return;
        let position = 0;
        for (let chunk = await from.read(size); chunk !== null; chunk = await from.read(size)) {
          position = to.write(position, chunk);
          const turn = run.process.breathe();
          if (turn !== undefined) await turn;
        }
      } finally {
        to.close();
      }
    } finally {
      from.close();
    }
  }

  #attributes(stat: FileStat, target: string, isNew: boolean): void {
    const run = this.#run;
    const plan = this.#plan;
    const path = run.path(target);
    if (stat.kind === "symlink") {
      if (plan.preserveTimes) run.files.setTimes(path, stat.atimeMs, stat.mtimeMs, false);
      return;
    }
    if (plan.linking !== "none") return;
    if (plan.preserveMode) run.files.chmod(path, stat.mode);
    else if (isNew && stat.kind === "directory") run.files.chmod(path, stat.mode & ~run.process.umask & 0o777);
    if (plan.preserveTimes) run.files.setTimes(path, stat.atimeMs, stat.mtimeMs);
  }

  async #directory(
    source: string,
    stat: FileStat,
    target: string,
    existing: FileStat | undefined,
    top: boolean,
  ): Promise<boolean> {
    const run = this.#run;
    if (this.#madeDirectories.has(stat.ino)) return true;
    const targetParent = run.files.tryStat(dirname(run.path(target)));
    if (top && targetParent !== undefined) {
      const real = run.files.realPath(run.path(source));
      const parent = run.files.realPath(dirname(run.path(target)));
      if (
        parent === real ||
        parent.startsWith(`${real}/`) ||
        (existing?.ino === stat.ino && existing.dev === stat.dev)
      ) {
        if (existing?.ino === stat.ino) {
          await run.error(`cannot copy a directory, ${quoteAlways(source)}, into itself, ${quoteAlways(target)}`);
          return false;
        }
        await run.error(`cannot copy a directory, ${quoteAlways(source)}, into itself, ${quoteAlways(target)}`);
        if (existing === undefined) run.files.makeDirectory(run.path(target), stat.mode & 0o777 & ~run.process.umask);
        this.#madeDirectories.add(run.stat(target).ino);
        for (const entry of run.files.readDirectory(run.path(source))) {
          await this.copy(`${source.replace(/(?<=.)\/+$/, "")}/${entry.name}`, `${target}/${entry.name}`, false);
        }
        return false;
      }
    }
    if (existing === undefined) {
      try {
        run.files.makeDirectory(run.path(target), (stat.mode & 0o777 & ~run.process.umask) | 0o700);
      } catch (error) {
        return this.#failed(`cannot create directory ${quoteAlways(target)}`, error);
      }
      this.#madeDirectories.add(run.stat(target).ino);
      this.#tell(source, target);
    }
    let all = true;
    this.#device ??= stat.dev;
    if (this.#plan.oneFileSystem && stat.dev !== this.#device) return true;
    let entries;
    try {
      entries = run.files.readDirectory(run.path(source));
    } catch (error) {
      return this.#failed(`cannot access ${quoteAlways(source)}`, error);
    }
    for (const entry of entries) {
      const done = await this.copy(
        `${source.replace(/(?<=.)\/+$/, "")}/${entry.name}`,
        `${target.replace(/(?<=.)\/+$/, "")}/${entry.name}`,
        false,
      );
      all &&= done;
    }
    this.#attributes(stat, target, existing === undefined);
    return all;
  }
}

import { type FileStat, type OpenFile } from "#files";
import { makeParents } from "./parents.ts";
import { quoteInMessage } from "../tool/quote.ts";
import { isFileError, type Run } from "../tool/tool.ts";
import type { Entry } from "./tar-format.ts";
import type { Listing } from "./tar-listing.ts";
import { type Exclusions, SafeNames, type Wanted } from "./tar-names.ts";
import type { EntrySink } from "./tar-reader.ts";

export interface ExtractOptions {
  readonly wanted: Wanted;
  readonly exclusions: Exclusions;
  readonly listing: Listing;
  readonly show: (text: string) => Promise<void>;
  /** The folder that members go to, relative to the process's. */
  readonly folder: string;
}

/** Puts members on the disk. Folders get their modes and times at the end, when nothing is written in them any more. */
export class Extractor {
  readonly #run: Run;
  readonly #options: ExtractOptions;
  readonly #names: SafeNames;
  readonly #strip: number;
  readonly #folders: { readonly path: string; readonly entry: Entry }[] = [];

  constructor(run: Run, options: ExtractOptions) {
    this.#run = run;
    this.#options = options;
    this.#names = new SafeNames(run);
    this.#strip = Number(run.value("strip-components") ?? 0);
  }

  async entry(entry: Entry): Promise<EntrySink | undefined> {
    const { wanted, exclusions, listing, show, folder } = this.#options;
    const run = this.#run;
    if (!wanted.has(entry.name) || exclusions.has(entry.name)) return undefined;
    const stripped = this.#stripped(await this.#names.safe(entry.name));
    if (stripped === "") return undefined;
    if (run.has("O")) {
      if (run.has("v")) await show(listing.line(entry));
      if (entry.kind !== "file") return undefined;
      return { write: (bytes) => run.out.bytes(bytes), close: () => Promise.resolve() };
    }
    if (run.has("v")) {
      await show(listing.line(run.has("show-transformed-names") ? { ...entry, name: stripped } : entry));
    }
    const path = stripped.startsWith("/") ? stripped : `${folder}/${stripped}`;
    try {
      return await this.#make(entry, stripped, path);
    } catch (error) {
      if (!isFileError(error)) throw error;
      const what =
        entry.kind === "directory"
          ? "Cannot mkdir"
          : entry.kind === "symlink"
            ? "Cannot create symlink to"
            : "Cannot open";
      const detail = entry.kind === "symlink" ? `${what} '${entry.target}'` : what;
      await run.error(`${quoteInMessage(stripped)}: ${detail}: ${error.reason}`);
      return undefined;
    }
  }

  #stripped(name: string): string {
    if (this.#strip === 0) return name;
    const parts = name.split("/").filter((part, at) => part !== "" || at === 0);
    const rest = parts.slice(this.#strip).join("/");
    return rest !== "" && name.endsWith("/") ? `${rest}/` : rest;
  }

  #mode(entry: Entry): number {
    const keep =
      this.#run.lastOf("p", "no-same-permissions") === "p" ||
      (this.#run.process.uid === 0 && !this.#run.has("no-same-permissions"));
    return keep ? entry.mode & 0o7777 : entry.mode & 0o777 & ~this.#run.process.umask;
  }

  /** Clears the way for a new member; false when what is there stays. */
  async #clear(path: string, name: string, entry: Entry): Promise<boolean> {
    const run = this.#run;
    const there = run.tryLstat(path);
    if (there === undefined) return true;
    if (run.has("skip-old-files")) return false;
    if (run.has("keep-newer-files") && there.mtimeMs / 1000 >= entry.mtime) {
      await run.warn(`Current ${quoteInMessage(name)} is newer or same age`);
      return false;
    }
    if (run.has("k")) {
      await run.error(`${quoteInMessage(name)}: Cannot open: File exists`);
      return false;
    }
    if (there.kind === "directory") run.files.removeDirectory(run.path(path));
    else run.files.unlink(run.path(path));
    return true;
  }

  async #make(entry: Entry, name: string, written: string): Promise<EntrySink | undefined> {
    const run = this.#run;
    const path = run.path(written);
    if (name.replace(/\/$/, "") === ".") return undefined;
    makeParents(this.#run, path);
    if (entry.kind === "directory") {
      const there: FileStat | undefined = run.files.tryStat(path);
      if (there?.kind !== "directory") {
        if (there !== undefined && !(await this.#clear(written.replace(/\/+$/, ""), name, entry))) return undefined;
        run.files.makeDirectory(path, 0o700);
      }
      this.#folders.push({ path, entry });
      return undefined;
    }
    if (!(await this.#clear(written, name, entry))) return undefined;
    if (entry.kind === "symlink") {
      run.files.symlink(entry.target, path);
      if (!run.has("m")) run.files.setTimes(path, entry.mtime * 1000, entry.mtime * 1000, false);
      return undefined;
    }
    if (entry.kind === "link") {
      const target = this.#stripped(await this.#names.safe(entry.target, "hard link targets"));
      const full = run.path(target.startsWith("/") ? target : `${this.#options.folder}/${target}`);
      try {
        run.files.link(full, path);
      } catch (error) {
        if (!isFileError(error)) throw error;
        await run.error(`${quoteInMessage(name)}: Cannot hard link to '${target}': ${error.reason}`);
      }
      return undefined;
    }
    if (entry.kind === "other") {
      await run.error(`${quoteInMessage(name)}: devices and pipes are not made here`);
      return undefined;
    }
    const file: OpenFile = run.process.open(written, { write: true, create: true, truncate: true });
    return {
      write: async (bytes) => {
        await file.write(bytes, run.process.signal);
      },
      close: () => {
        file.close();
        run.files.chmod(path, this.#mode(entry));
        if (!run.has("m")) run.files.setTimes(path, Date.now(), entry.mtime * 1000);
        return Promise.resolve();
      },
    };
  }

  finish(): void {
    const { files } = this.#run;
    for (const { path, entry } of this.#folders.reverse()) {
      if (files.tryStat(path)?.kind !== "directory") continue;
      files.chmod(path, this.#mode(entry));
      if (!this.#run.has("m")) files.setTimes(path, Date.now(), entry.mtime * 1000);
    }
  }
}

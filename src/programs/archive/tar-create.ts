import type { FileStat } from "#files";
import { Owners } from "../tool/owner.ts";
import { quoteInMessage } from "../tool/quote.ts";
import { readChunk } from "../tool/input.ts";
import { isFileError, type Run } from "../tool/tool.ts";
import { padding, renderHeader, type Entry } from "./tar-format.ts";
import type { Listing } from "./tar-listing.ts";
import { type Exclusions, SafeNames } from "./tar-names.ts";

export interface CreateOptions {
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly listing: Listing;
  /** Prints what -v shows. */
  readonly show: (text: string) => Promise<void>;
  /** The archive itself, which is not put into it. */
  readonly archive: FileStat | undefined;
  /** -u: whether a file is newer than its copy in the archive. */
  readonly newer: (name: string, mtimeMs: number) => boolean;
  /** Fixed facts of every member (--owner, --group, --mtime, --mode). */
  readonly fixed: (entry: Entry) => Entry;
}

/** Writes members for names and for what is below folders. */
export class Creator {
  readonly #run: Run;
  readonly #options: CreateOptions;
  readonly #owners: Owners;
  readonly #names: SafeNames;
  readonly #linked = new Map<string, string>();

  constructor(run: Run, options: CreateOptions) {
    this.#run = run;
    this.#options = options;
    this.#owners = new Owners(run);
    this.#names = new SafeNames(run);
  }

  async add(name: string, folder: string, exclusions: Exclusions): Promise<void> {
    const { archive } = this.#options;
    if (exclusions.has(name)) return;
    const path = `${folder}/${name}`;
    const run = this.#run;
    let stat: FileStat;
    try {
      const full = name.startsWith("/") ? name : path;
      stat = run.has("h") ? run.stat(full) : run.lstat(full.replace(/(.)\/+$/, "$1"));
    } catch (error) {
      if (!isFileError(error)) throw error;
      await run.error(`${quoteInMessage(name)}: Cannot stat: ${error.reason}`);
      return;
    }
    if (archive?.ino === stat.ino && archive.dev === stat.dev && stat.kind === "file") {
      await run.warn(`${quoteInMessage(name)}: file is the archive; not dumped`);
      return;
    }
    if (stat.kind === "character-device" || stat.kind === "fifo") {
      await run.error(`${quoteInMessage(name)}: devices and pipes are not archived here`);
      return;
    }
    await this.#member(name, name.startsWith("/") ? name : path, stat);
    if (stat.kind !== "directory" || run.has("no-recursion")) return;
    const entries = run.files.readDirectory(run.path(name.startsWith("/") ? name : path)).map((entry) => entry.name);
    if ((run.value("sort") ?? "none") === "name") entries.sort();
    for (const entry of entries)
      await this.add(`${name.replace(/(.)\/+$/, "$1").replace(/\/$/, "")}/${entry}`, folder, exclusions);
  }

  async #member(name: string, path: string, stat: FileStat): Promise<void> {
    const run = this.#run;
    const { write, listing, show, newer, fixed } = this.#options;
    const bare = name.replace(/(.)\/+$/, "$1");
    if (!newer(bare, stat.mtimeMs)) return;
    const safe = await this.#names.safe(stat.kind === "directory" ? `${bare.replace(/\/$/, "")}/` : bare);
    const uid = stat.uid ?? run.process.uid;
    const gid = stat.gid ?? run.process.gid;
    const id = `${String(stat.dev)}:${String(stat.ino)}`;
    const first = stat.kind === "file" && stat.nlink > 1 ? this.#linked.get(id) : undefined;
    if (stat.kind === "file" && stat.nlink > 1 && first === undefined) this.#linked.set(id, safe);
    const kind =
      first !== undefined ? "link" : stat.kind === "directory" || stat.kind === "symlink" ? stat.kind : "file";
    const entry = fixed({
      name: safe === "/" || safe === "./" ? "./" : safe,
      kind,
      mode: stat.mode,
      uid,
      gid,
      user: run.has("numeric-owner") ? "" : named(this.#owners.user(uid)),
      group: run.has("numeric-owner") ? "" : named(this.#owners.group(gid)),
      size: kind === "file" ? stat.size : 0,
      mtime: Math.floor(stat.mtimeMs / 1000),
      target: first ?? (stat.kind === "symlink" ? run.files.readLink(run.path(path)) : ""),
    });
    if (kind !== "file") {
      for (const block of renderHeader(entry)) await write(block);
      if (run.has("v")) await show(listing.line(entry));
      return;
    }
    let file: ReturnType<Run["openInput"]>;
    try {
      file = run.openInput(path);
    } catch (error) {
      if (!isFileError(error)) throw error;
      await run.error(`${quoteInMessage(name)}: Cannot open: ${error.reason}`);
      return;
    }
    if (run.has("v")) await show(listing.line(entry));
    for (const block of renderHeader(entry)) await write(block);
    let left = entry.size;
    while (left > 0) {
      const chunk = await readChunk(run, file, Math.min(left, 65_536));
      if (chunk === null) break;
      await write(chunk);
      left -= chunk.length;
    }
    file.close();
    if (left > 0) {
      await run.error(`${quoteInMessage(name)}: File shrank by ${String(left)} bytes; padding with zeros`);
      await write(new Uint8Array(left));
    }
    await write(new Uint8Array(padding(entry.size)));
  }
}

/** A number instead of a name means that nobody has a name for it. */
function named(text: string): string {
  return /^\d+$/.test(text) ? "" : text;
}

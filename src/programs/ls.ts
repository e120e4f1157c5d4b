import type { DirectoryEntry, FileStat } from "#files";
import type { Program } from "#kernel";
import { followed, type Item, type LsAdditions } from "./ls-items.ts";
import { CHOICES } from "./ls-choices.ts";
import { compareVersions } from "./sort.ts";
import { textToByteText } from "./tool/byte-text.ts";
import { settleChoices } from "./tool/choice.ts";
import { colorOf } from "./tool/colors.ts";
import { inColumns, inCommas } from "./tool/columns.ts";
import { KIND_LETTER, permissionText } from "./tool/mode.ts";
import { Owners } from "./tool/owner.ts";
import { quoteAlways, quoteInMessage, quoteWhenNeeded } from "./tool/quote.ts";
import { humanSize } from "./tool/size.ts";
import { timeText } from "./tool/time-text.ts";
import { textWidth } from "./tool/width.ts";
import { wildcard } from "./tool/wildcard.ts";
import { isFileError, LazyRequest, Refusal, type Run, tool } from "./tool/tool.ts";

const OPTIONS =
  "a,all A,almost-all author b,escape block-size= B,ignore-backups c C color? d,directory D,dired f F classify? file-type format= " +
  "full-time g group-directories-first G,no-group h,human-readable si H,dereference-command-line hide= hyperlink? indicator-style= i,inode " +
  "I,ignore= k,kibibytes l L,dereference m n,numeric-uid-gid N,literal o p q,hide-control-chars show-control-chars Q,quote-name " +
  "quoting-style= r,reverse R,recursive s,size S sort= t time= time-style= T,tabsize= u U v w,width= x X Z,context zero 1";

class Listing {
  #run: Run;
  #format: string;
  #owners: Owners | undefined;
  #sort: string;
  #time: "mtimeMs" | "ctimeMs" | "atimeMs";
  #marks: "none" | "slash" | "file-type" | "classify";
  color: boolean;
  #quoted: (name: string) => string;
  #aligned: boolean;
  #first = true;
  #width: number;
  #tab: number;
  #sizes: ReturnType<LsAdditions["sizes"]>;
  #timeText: ReturnType<LsAdditions["timeText"]>;
  #linked: LsAdditions["hyperlink"] | undefined;
  paint: LsAdditions["paint"];

  constructor(run: Run, more: LsAdditions | undefined) {
    this.#run = run;
    this.#sizes = more?.sizes(run);
    const terminal = run.out.isTerminal;
    const formats: Readonly<Record<string, string>> = {
      l: "long",
      g: "long",
      o: "long",
      n: "long",
      C: "columns",
      x: "across",
      m: "commas",
      1: "single",
      "full-time": "long",
      zero: "single",
    };
    const chosen = run.options.findLast(
      ({ key, value }) =>
        key === "f" ||
        (key in formats && !(key === "1" && run.has("l", "g", "o", "n"))) ||
        (key === "format" && value !== undefined),
    );
    this.#format =
      chosen === undefined || chosen.key === "f"
        ? terminal
          ? "columns"
          : "single"
        : chosen.key === "format"
          ? ({
              verbose: "long",
              commas: "commas",
              horizontal: "across",
              vertical: "columns",
            }[chosen.value ?? ""] ?? "single")
          : (formats[chosen.key] ?? "single");
    const order = run.options.findLast(({ key }) => ["S", "t", "U", "v", "X", "f", "sort"].includes(key));
    const words: Readonly<Record<string, string>> = {
      none: "U",
      size: "S",
      time: "t",
      version: "v",
      extension: "X",
      width: "w",
    };
    this.#sort =
      order === undefined
        ? "name"
        : order.key === "sort"
          ? (words[order.value ?? ""] ?? "name")
          : order.key === "f"
            ? "U"
            : order.key;
    const stamp = run.options.findLast(({ key }) => key === "c" || key === "u" || key === "time");
    const word = stamp?.key === "time" ? (stamp.value ?? "") : (stamp?.key ?? "");
    this.#time = /^(c|ctime|status)$/.test(word)
      ? "ctimeMs"
      : /^(u|atime|access|use)$/.test(word)
        ? "atimeMs"
        : "mtimeMs";
    if (order === undefined && stamp !== undefined && this.#format !== "long") this.#sort = "t";
    const mark = run.options.findLast(({ key }) =>
      ["p", "F", "classify", "file-type", "indicator-style"].includes(key),
    );
    const when = (value: string | undefined): boolean =>
      value === undefined || /^(always|yes|force)$/.test(value) || (/^(auto|tty|if-tty)$/.test(value) && terminal);
    this.#marks =
      mark === undefined
        ? "none"
        : mark.key === "p"
          ? "slash"
          : mark.key === "F" || mark.key === "classify"
            ? when(mark.value)
              ? "classify"
              : "none"
            : mark.key === "file-type"
              ? "file-type"
              : ((mark.value ?? "none") as "none");
    const { LS_COLORS: given = "", TERM = "", COLORTERM = "" } = run.process.env;
    const drawn = given !== "" || COLORTERM !== "" || /color|^(xterm|screen|tmux|linux|vt100|rxvt|st$|ansi)/.test(TERM);
    this.color = drawn && run.has("color") && when(run.value("color")) && !run.has("f");
    const style = run.options.findLast(({ key }) => ["N", "b", "Q", "quoting-style", "zero"].includes(key));
    const named = style === undefined ? (run.process.env.QUOTING_STYLE ?? "") : (style.value ?? style.key);
    const name =
      { N: "literal", b: "escape", Q: "c", zero: "literal", "": terminal ? "shell-escape" : "literal" }[named] ?? named;
    this.#aligned = /^shell(-escape)?$|^c-maybe$/.test(name);
    const last = run.lastOf("q", "show-control-chars");
    const hidden = (last === undefined ? terminal : last === "q") && /^(literal|shell|shell-always)$/.test(name);
    const quoted = more?.quoting(run, name) ?? (name === "shell-escape" ? quoteWhenNeeded : (text: string) => text);
    this.#quoted = hidden ? (text) => quoted(text).replace(/[\x00-\x1f\x7f]/g, "?") : quoted;
    if (more !== undefined && run.has("hyperlink") && when(run.value("hyperlink"))) this.#linked = more.hyperlink;
    if (this.#format === "long") this.#timeText = more?.timeText(run);
    const columns = run.value("w") ?? run.process.env.COLUMNS;
    const width = columns === undefined || !/^\d+$/.test(columns) ? undefined : Number(columns);
    const tab = run.value("T") ?? "8";
    if (!/^\d+$/.test(tab)) throw new Refusal(`invalid tab size: ${run.locale.quote(tab)}`, { status: 2 });
    this.#tab = width === 0 ? 0 : Number(tab);
    if (run.has("w") && width === undefined)
      throw new Refusal(`invalid line width: ${run.locale.quote(run.value("w") ?? "")}`, { status: 2 });
    this.#width = width === 0 ? Infinity : (width ?? (terminal ? (run.process.terminal?.columns ?? 80) : 80));
  }

  item(name: string, path: string, follow: boolean): Item {
    const { files } = this.#run;
    const stat = follow ? files.stat(path) : files.lstat(path);
    if (stat.kind !== "symlink") return { name, path, stat, target: undefined, targetStat: undefined };
    return { name, path, stat, target: files.readLink(path), targetStat: followed(files, path) };
  }

  #sorted(items: readonly Item[]): Item[] {
    const run = this.#run;
    const text = (item: Item): string => textToByteText(item.name);
    const byName = (a: Item, b: Item): number => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0);
    const extension = (name: string): string =>
      textToByteText(name.lastIndexOf(".") < 0 ? "" : name.slice(name.lastIndexOf(".")));
    const number =
      (read: (stat: FileStat) => number) =>
      (a: Item, b: Item): number =>
        (b.stat === undefined ? 0 : read(b.stat)) - (a.stat === undefined ? 0 : read(a.stat)) || byName(a, b);
    const orders: Readonly<Record<string, (a: Item, b: Item) => number>> = {
      name: byName,
      S: number((stat) => stat.size),
      t: number((stat) => stat[this.#time]),
      v: (a, b) => compareVersions(a.name, b.name) || byName(a, b),
      X: (a, b) =>
        extension(a.name) < extension(b.name) ? -1 : extension(a.name) > extension(b.name) ? 1 : byName(a, b),
      w: (a, b) => textWidth(a.name) - textWidth(b.name) || byName(a, b),
    };
    const order = orders[this.#sort];
    const sorted = [...items];
    if (order !== undefined) sorted.sort(run.has("r") ? (a, b) => order(b, a) : order);
    if (run.has("group-directories-first") && order !== undefined) {
      const first = (item: Item): boolean => (item.targetStat ?? item.stat)?.kind === "directory";
      return [...sorted.filter(first), ...sorted.filter((item) => !first(item))];
    }
    return sorted;
  }

  #mark(stat: FileStat | undefined): string {
    if (stat === undefined || this.#marks === "none") return "";
    if (stat.kind === "directory") return "/";
    if (this.#marks === "slash") return "";
    if (stat.kind === "symlink") return "@";
    if (stat.kind === "fifo") return "|";
    return this.#marks === "classify" && stat.kind === "file" && (stat.mode & 0o111) !== 0 ? "*" : "";
  }

  /** `missing`: what a link names is not there. */
  #painted(item: Item, name: string, missing = false): string {
    const shown = this.#linked?.(this.#run, item.path, name) ?? name;
    if (!this.color) return shown;
    const code = this.paint?.(item.name, item.stat, item.targetStat, missing) ?? colorOf(item.name, item.stat, false);
    if (code === "") return shown;
    const start = this.#started ? "" : "\x1b[0m";
    this.#started = true;
    return `${start}\x1b[${code}m${shown}\x1b[0m`;
  }

  #started = false;

  #blocks(stat: FileStat): number {
    return stat.blocks ?? (stat.kind === "symlink" ? 0 : Math.ceil(stat.size / 4096) * 8);
  }

  #sizeText(bytes: number): string {
    const run = this.#run;
    if (run.has("h")) return humanSize(bytes);
    if (run.has("si")) return humanSize(bytes, 1000);
    return this.#sizes?.size(bytes) ?? String(bytes);
  }

  #blockText(stat: FileStat): string {
    return this.#blockCount(this.#blocks(stat) * 512);
  }

  #blockCount(bytes: number): string {
    if (this.#run.has("h", "si")) return this.#sizeText(bytes);
    return (this.#run.has("k") ? undefined : this.#sizes?.blocks(bytes)) ?? String(Math.ceil(bytes / 1024));
  }

  /** `measured`: folders of the command line that are shown later; columns are as wide as theirs would be. */
  print(given: readonly Item[], withTotal: boolean, measured: readonly Item[] = []): void {
    const run = this.#run;
    const items = this.#sorted(given);
    const end = run.has("zero") ? "\0" : "\n";
    if (withTotal && (this.#format === "long" || run.has("s"))) {
      const total = items.reduce((sum, { stat }) => sum + (stat === undefined ? 0 : this.#blocks(stat)), 0);
      void run.out.text(`total ${this.#blockCount(total * 512)}${end}`);
    }
    const names = items.map((item) => this.#quoted(item.name));
    const shift =
      this.#aligned &&
      names.some((name, index) => name !== items[index]?.name) &&
      (this.#format === "columns" || this.#format === "across" || this.#format === "long");
    const all = [...items, ...measured];
    const inodes = all.map(({ stat }) => String(stat?.ino ?? "?"));
    const blocks = all.map(({ stat }) => (stat === undefined ? "?" : this.#blockText(stat)));
    const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
    const [inodeWidth, blockWidth] = [widest(inodes), widest(blocks)];
    const alignedFront = this.#format !== "commas";
    const front = (index: number): string =>
      (run.has("i") ? `${(inodes[index] ?? "").padStart(alignedFront ? inodeWidth : 0)} ` : "") +
      (run.has("s") ? `${(blocks[index] ?? "").padStart(alignedFront ? blockWidth : 0)} ` : "") +
      (run.has("Z") && this.#format !== "long" ? "? " : "");
    const cells = items.map((item, index) => {
      const name = names[index] ?? "";
      const pad = shift && name === item.name ? " " : "";
      const mark = item.entry !== undefined && /^[cf]/.test(this.#marks) ? "@" : this.#mark(item.stat);
      const painted = this.#painted(item, name);
      return {
        text: front(index) + pad + painted + mark,
        width: textWidth(front(index) + pad + name + mark, run.locale.utf8),
      };
    });
    if (this.#format === "long")
      this.#long(
        all,
        front,
        items.map((item, index) => {
          const name = names[index] ?? "";
          const shown = (shift && name === item.name ? " " : "") + this.#painted(item, name);
          if (item.target === undefined) return shown + this.#mark(item.stat);
          const { target, targetStat } = item;
          const end = { name: target, path: item.path, stat: targetStat, target: undefined, targetStat: undefined };
          const leadsTo = this.#painted(end, this.#quoted(target), targetStat === undefined);
          return `${shown} -> ${leadsTo}${this.#marks === "slash" ? "" : this.#mark(targetStat)}`;
        }),
        end,
      );
    else if (this.#format === "single") for (const { text } of cells) void run.out.text(text + end);
    else if (this.#format === "commas") void run.out.text(inCommas(cells, this.#width));
    else void run.out.text(inColumns(cells, { width: this.#width, across: this.#format === "across", tab: this.#tab }));
  }

  #long(items: readonly Item[], front: (index: number) => string, labels: readonly string[], end: string): void {
    const run = this.#run;
    this.#owners ??= new Owners(run);
    const owners = this.#owners;
    const numeric = run.has("n");
    const rows = items.map(({ stat, entry }) => {
      if (stat === undefined) return [`${entry ?? "?"}?????????`, "?", "?", "?", "?", "?"];
      const [uid, gid] = [stat.uid ?? run.process.uid, stat.gid ?? run.process.gid];
      return [
        KIND_LETTER[stat.kind] + permissionText(stat.mode),
        String(stat.nlink),
        numeric ? String(uid) : owners.user(uid),
        numeric ? String(gid) : owners.group(gid),
        this.#sizeText(stat.size),
        (this.#timeText ?? timeText)(run, stat[this.#time]),
      ];
    });
    const width = (column: number): number => Math.max(0, ...rows.map((row) => (row[column] ?? "").length));
    const [links, users, groups, sizes, times] = [width(1), width(2), width(3), width(4), width(5)];
    for (const [index, label] of labels.entries()) {
      const row = rows[index] ?? [];
      const [mode = "", link = "", user = "", group = "", size = "", time = ""] = row;
      const owner =
        (run.has("g") ? "" : ` ${numeric ? user.padStart(users) : user.padEnd(users)}`) +
        (run.has("o", "G") ? "" : ` ${numeric ? group.padStart(groups) : group.padEnd(groups)}`) +
        (run.has("author") ? ` ${user.padEnd(users)}` : "") +
        (run.has("Z") ? " ?" : "");
      void run.out.text(
        `${front(index)}${mode} ${link.padStart(links)}${owner} ${size.padStart(sizes)} ${time.padStart(times)} ${label}${end}`,
      );
    }
  }

  #shown(name: string): boolean {
    const run = this.#run;
    if (run.values("I").some((glob) => wildcard(glob).test(name))) return false;
    if (run.has("B") && name.endsWith("~")) return false;
    if (run.has("a", "A", "f")) return true;
    return !name.startsWith(".") && !run.values("hide").some((glob) => wildcard(glob).test(name));
  }

  async directory(name: string, titled: boolean): Promise<void> {
    const run = this.#run;
    const path = run.path(name);
    let entries: DirectoryEntry[];
    try {
      entries = run.files.readDirectory(path);
    } catch (error) {
      if (!isFileError(error)) throw error;
      await run.error(`cannot open directory ${quoteAlways(name)}: ${error.reason}`);
      return;
    }
    if (titled)
      void run.out.text(`${this.#first ? "" : "\n"}${this.#aligned ? quoteInMessage(name) : this.#quoted(name)}:\n`);
    this.#first = false;
    const names = entries.map((entry) => entry.name).filter((entry) => this.#shown(entry));
    const dots = run.lastOf("a", "A", "f");
    if (dots === "a" || dots === "f") names.unshift(".", "..");
    const items: Item[] = [];
    for (const entry of names) {
      const turn = run.process.breathe();
      if (turn !== undefined) await turn;
      const own = path === "/" ? `/${entry}` : `${path}/${entry}`;
      try {
        items.push(this.item(entry, own, run.has("L")));
      } catch (error) {
        if (!isFileError(error)) throw error;
        if (run.tryLstat(own) === undefined) continue;
        // Its name is enough where nothing else is shown.
        if (
          this.#format === "long" ||
          this.#marks !== "none" ||
          this.color ||
          run.has("i", "s", "R", "S", "t", "group-directories-first")
        ) {
          if (run.status === 0) run.status = 1;
          await run.warn(`cannot access ${quoteAlways(`${name === "." ? "" : `${name}/`}${entry}`)}: ${error.reason}`);
        }
        items.push({ name: entry, entry: "l", path: own, stat: undefined, target: undefined, targetStat: undefined });
      }
    }
    this.print(items, true);
    await run.out.flush();
    if (!run.has("R")) return;
    for (const item of this.#sorted(items)) {
      if (item.stat?.kind !== "directory" || item.name === "." || item.name === "..") continue;
      await this.directory(`${name.replace(/(?<=[^/])\/+$/, "")}${name === "/" ? "" : "/"}${item.name}`, true);
    }
  }

  async operands(names: readonly string[]): Promise<void> {
    const run = this.#run;
    const files: Item[] = [];
    const directories: Item[] = [];
    for (const name of names) {
      try {
        run.lstat(name);
        let item = this.item(name, run.path(name), run.has("L", "H") || name.endsWith("/"));
        if (
          item.targetStat?.kind === "directory" &&
          this.#format !== "long" &&
          !run.has("d") &&
          this.#marks !== "classify"
        )
          item = this.item(name, run.path(name), true);
        const enters = item.stat?.kind === "directory";
        (enters && !run.has("d") ? directories : files).push(item);
      } catch (error) {
        if (!isFileError(error)) throw error;
        run.status = 2;
        await run.warn(`cannot access ${quoteAlways(name)}: ${error.reason}`);
      }
    }
    if (files.length > 0) {
      this.print(files, false, directories);
      this.#first = false;
    }
    const titled = names.length > 1 || run.has("R");
    for (const { name } of this.#sorted(directories)) await this.directory(name, titled);
  }
}

export function makeLs(more?: LsAdditions): Program {
  return tool({ options: OPTIONS, failure: 2 }, async (run) => {
    settleChoices(run, CHOICES);
    const { env } = run.process;
    const colored = run.has("color") && (env.LS_COLORS ?? "") !== "";
    if (
      more === undefined &&
      (colored ||
        run.has("b", "Q", "quoting-style", "block-size", "hyperlink", "time-style", "full-time") ||
        ["TIME_STYLE", "QUOTING_STYLE", "LS_BLOCK_SIZE", "BLOCK_SIZE", "BLOCKSIZE"].some((name) => name in env))
    )
      throw new LazyRequest("whole", "wholeLs");
    const listing = new Listing(run, more);
    if (colored) {
      listing.paint = await more?.colors(run);
      listing.color &&= listing.paint !== undefined;
    }
    await listing.operands(run.operands.length === 0 ? ["."] : run.operands);
    return run.status;
  });
}

export const ls: Program = makeLs();

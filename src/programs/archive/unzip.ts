import { decodeUtf8, type ExitStatus } from "#base";
import { KIND_LETTER, permissionText } from "../tool/mode.ts";
import { strftime } from "../tool/strftime.ts";
import { wildcard } from "../tool/wildcard.ts";
import { isFileError, ManualRequest, type Run, tool } from "../tool/tool.ts";
import { type Zone, zoneOf } from "../tool/zone.ts";
import { makeParents } from "./parents.ts";
import { parseZip, ratioOf, unpack, type ZipEntry, ZipError, type ZipFile } from "./zip-format.ts";

interface Call {
  readonly flags: readonly string[];
  readonly archive: string;
  readonly members: readonly string[];
  readonly exclude: readonly string[];
  readonly folder: string;
}

class UnzipFailure extends Error {
  override readonly name = "UnzipFailure";
  readonly status: ExitStatus;
  constructor(message: string, status: ExitStatus) {
    super(message);
    this.status = status;
  }
}

function parseCall(words: readonly string[]): Call {
  const flags: string[] = [];
  const names: string[] = [];
  const exclude: string[] = [];
  let folder = "";
  let excluding = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "--help" || word === "--version") throw new ManualRequest(word === "--help" ? "help" : "version");
    if (!word.startsWith("-") || word === "-") {
      (excluding ? exclude : names).push(word);
      continue;
    }
    for (const [index, letter] of Array.from(word.slice(1)).entries()) {
      if (letter === "d") {
        folder = word.slice(index + 2);
        if (folder === "") {
          at += 1;
          folder = words[at] ?? "";
        }
        if (folder === "")
          throw new UnzipFailure("error:  must specify directory to which to extract with -d option", 10);
        break;
      }
      if (letter === "x") excluding = true;
      else if ("lvtpcoqnjufCLZ1z".includes(letter)) flags.push(letter);
      else throw new UnzipFailure(`error:  -${letter} is not here`, 10);
    }
  }
  const [archive, ...members] = names;
  if (archive === undefined) throw new ManualRequest("help");
  return { flags, archive, members, exclude, folder };
}

function typeOf(entry: ZipEntry): "directory" | "symlink" | "file" {
  if ((entry.mode & 0o170000) === 0o120000) return "symlink";
  return entry.name.endsWith("/") ? "directory" : "file";
}

class Unzip {
  readonly #run: Run;
  readonly #call: Call;
  readonly #zone: Zone;
  readonly #links: { readonly path: string; readonly target: string }[] = [];
  #answer: "ask" | "all" | "none";
  #unanswered = false;

  constructor(run: Run, call: Call) {
    this.#run = run;
    this.#call = call;
    this.#zone = zoneOf(run.process.env);
    this.#answer = this.#has("o") ? "all" : this.#has("n") ? "none" : "ask";
  }

  #has(flag: string): boolean {
    return this.#call.flags.includes(flag);
  }

  get #quiet(): number {
    return this.#call.flags.filter((flag) => flag === "q").length;
  }

  #open(): { name: string; file: ZipFile } {
    const run = this.#run;
    const { archive } = this.#call;
    for (const name of [archive, `${archive}.zip`, `${archive}.ZIP`]) {
      if (run.tryStat(name)?.kind !== "file") continue;
      try {
        return { name, file: parseZip(run.files.readFile(run.path(name)), this.#zone) };
      } catch (error) {
        if (isFileError(error)) throw new UnzipFailure(`cannot open ${name}: ${error.reason}`, 9);
        if (!(error instanceof ZipError)) throw error;
        const lead = this.#has("p") || this.#has("Z") || this.#has("1") ? `[${name}]` : `Archive:  ${name}`;
        throw new UnzipFailure(lead, 9);
      }
    }
    throw new UnzipFailure(`cannot find or open ${archive}, ${archive}.zip or ${archive}.ZIP.`, 9);
  }

  async all(): Promise<ExitStatus> {
    const run = this.#run;
    const { name, file } = this.#open();
    const { members, exclude } = this.#call;
    const option = { ignoreCase: this.#has("C") };
    const hit = (patterns: readonly string[], text: string): boolean =>
      patterns.some((pattern) => wildcard(pattern, option).test(text));
    const chosen = file.entries.filter(
      (entry) => (members.length === 0 || hit(members, entry.name)) && !hit(exclude, entry.name),
    );
    if (this.#has("Z") || this.#has("1")) return this.#info(name, file, chosen);
    if (!this.#has("p") && this.#quiet === 0) {
      await run.out.text(`Archive:  ${name}\n`);
      if (file.comment.length > 0) await run.out.text(`${decodeUtf8(file.comment)}\n`);
    }
    if (this.#has("z")) return 0;
    if (this.#has("l") || this.#has("v")) {
      await this.#list(chosen);
      return chosen.length === 0 && members.length > 0 ? 11 : 0;
    }
    if (this.#has("t")) return this.#test(name, chosen);
    let status: ExitStatus = 0;
    for (const entry of chosen) {
      const turn = run.process.breathe();
      if (turn) await turn;
      status = Math.max(status, await this.#extract(entry));
    }
    await this.#finishLinks();
    for (const pattern of members) {
      if (file.entries.some((entry) => hit([pattern], entry.name))) continue;
      await run.complain(`caution: filename not matched:  ${pattern}\n`);
      status = 11;
    }
    return status === 0 && this.#unanswered ? 1 : status;
  }

  async #list(entries: readonly ZipEntry[]): Promise<void> {
    const { out } = this.#run;
    const bare = this.#quiet > 1;
    const total = entries.reduce((sum, entry) => sum + entry.size, 0);
    const files = `${String(entries.length)} file${entries.length === 1 ? "" : "s"}`;
    const date = (entry: ZipEntry): string => strftime("%Y-%m-%d %H:%M", entry.mtimeMs, this.#zone);
    const shown = (entry: ZipEntry): string => (this.#has("L") ? entry.name.toLowerCase() : entry.name);
    if (this.#has("v")) {
      if (!bare) {
        await out.text(" Length   Method    Size  Cmpr    Date    Time   CRC-32   Name\n");
        await out.text("--------  ------  ------- ---- ---------- ----- --------  ----\n");
      }
      for (const entry of entries) {
        const method = entry.method === 0 ? "Stored" : "Defl:N";
        const ratio = `${String(ratioOf(entry.size, entry.packed.length)).padStart(3)}%`;
        const sizes = `${String(entry.size).padStart(8)}  ${method} ${String(entry.packed.length).padStart(8)} ${ratio}`;
        await out.text(`${sizes} ${date(entry)} ${entry.crc.toString(16).padStart(8, "0")}  ${shown(entry)}\n`);
      }
      if (bare) return;
      const packed = entries.reduce((sum, entry) => sum + entry.packed.length, 0);
      const ratio = `${String(ratioOf(total, packed)).padStart(3)}%`;
      await out.text("--------          -------  ---                            -------\n");
      await out.text(
        `${String(total).padStart(8)}         ${String(packed).padStart(8)} ${ratio}${" ".repeat(28)}${files}\n`,
      );
      return;
    }
    if (!bare) await out.text("  Length      Date    Time    Name\n---------  ---------- -----   ----\n");
    for (const entry of entries)
      await out.text(`${String(entry.size).padStart(9)}  ${date(entry)}   ${shown(entry)}\n`);
    if (!bare)
      await out.text(`---------                     -------\n${String(total).padStart(9)}${" ".repeat(21)}${files}\n`);
  }

  async #info(name: string, file: ZipFile, entries: readonly ZipEntry[]): Promise<ExitStatus> {
    const { out, files } = this.#run;
    if (this.#has("1")) {
      for (const entry of entries) await out.text(`${entry.name}\n`);
      return entries.length === 0 && this.#call.members.length > 0 ? 11 : 0;
    }
    const bytes = files.stat(this.#run.path(name)).size;
    await out.text(`Archive:  ${name}\n`);
    await out.text(`Zip file size: ${String(bytes)} bytes, number of entries: ${String(file.entries.length)}\n`);
    for (const entry of entries) {
      const mode = `${KIND_LETTER[typeOf(entry)]}${permissionText(entry.mode)}`;
      const kind = `${entry.text ? "t" : "b"}${entry.extra > 0 ? "x" : "-"}`;
      const method = entry.method === 0 ? "stor" : "defN";
      const date = strftime("%y-%b-%d %H:%M", entry.mtimeMs, this.#zone);
      await out.text(`${mode}  3.0 unx ${String(entry.size).padStart(8)} ${kind} ${method} ${date} ${entry.name}\n`);
    }
    const size = entries.reduce((sum, entry) => sum + entry.size, 0);
    const packed = entries.reduce((sum, entry) => sum + entry.packed.length, 0);
    const ratio = size === 0 ? 0 : (100 * (size - packed)) / size;
    const count = `${String(entries.length)} file${entries.length === 1 ? "" : "s"}`;
    await out.text(
      `${count}, ${String(size)} bytes uncompressed, ${String(packed)} bytes compressed:  ${ratio.toFixed(1)}%\n`,
    );
    return 0;
  }

  async #test(name: string, entries: readonly ZipEntry[]): Promise<ExitStatus> {
    const { out } = this.#run;
    let bad = 0;
    for (const entry of entries) {
      const bytes = unpack(entry);
      const good = bytes instanceof Uint8Array;
      if (!good) bad += 1;
      if (this.#quiet === 0) {
        await out.text(`    testing: ${entry.name.padEnd(22)}  ${good ? " OK" : ` ${bytes.fault}`}\n`);
      }
    }
    if (this.#quiet < 2) {
      const subset = this.#call.members.length > 0 || this.#call.exclude.length > 0;
      const noted = subset
        ? `No errors detected in ${name} for the ${String(entries.length)} file${entries.length === 1 ? "" : "s"} tested.`
        : `No errors detected in compressed data of ${name}.`;
      await out.text(`${bad === 0 ? noted : `At least one error was detected in ${name}.`}\n`);
    }
    return bad === 0 ? 0 : 2;
  }

  /** Where a member goes: never above the folder; undefined for one that has no name left. */
  async #place(entry: ZipEntry): Promise<{ shown: string; path: string } | undefined> {
    const run = this.#run;
    let name = this.#has("L") ? entry.name.toLowerCase() : entry.name;
    if (this.#has("j")) name = name.replace(/\/$/, "").replace(/^.*\//, "");
    if (/(^|\/)\.\.(\/|$)/.test(name)) {
      await run.complain(`warning:  skipped "../" path component(s) in ${name}\n`);
      name = name
        .split("/")
        .filter((part) => part !== "..")
        .join("/");
    }
    if (name.startsWith("/")) {
      await run.complain(`warning:  stripped absolute path spec from ${name}\n`);
      name = name.replace(/^\/+/, "");
    }
    const shown = this.#call.folder === "" ? name : `${this.#call.folder.replace(/\/$/, "")}/${name}`;
    return name === "" ? undefined : { shown, path: run.path(shown) };
  }

  async #extract(entry: ZipEntry): Promise<ExitStatus> {
    const run = this.#run;
    if (entry.flags & 1) {
      await run.complain(`   skipping: ${entry.name.padEnd(22)}  unable to get password\n`);
      return 82;
    }
    if (entry.method !== 0 && entry.method !== 8) {
      await run.complain(
        `   skipping: ${entry.name.padEnd(22)}  unsupported compression method ${String(entry.method)}\n`,
      );
      return 81;
    }
    const type = typeOf(entry);
    const contents = (): Uint8Array | { readonly fault: string } => unpack(entry);
    if (this.#has("p") || this.#has("c")) {
      if (type === "directory") return 0;
      const verb = entry.method === 0 ? " extracting" : "  inflating";
      if (this.#has("c") && this.#quiet === 0) await run.out.text(`${verb}: ${entry.name.padEnd(22)}  \n`);
      const bytes = contents();
      if (bytes instanceof Uint8Array) await run.out.bytes(bytes);
      else return this.#bad(entry, bytes.fault);
      if (this.#has("c") && this.#quiet === 0) await run.out.text("\n");
      return 0;
    }
    const place = await this.#place(entry);
    if (place === undefined) return 0;
    const { shown, path } = place;
    const there = run.files.tryStat(path);
    if (type === "directory") {
      if (this.#has("j") || there?.kind === "directory") return 0;
      makeParents(this.#run, path.replace(/\/$/, ""));
      run.files.makeDirectory(path.replace(/\/$/, ""), entry.mode === 0 ? 0o755 : entry.mode & 0o777);
      if (this.#quiet === 0) await run.out.text(`   creating: ${shown}\n`);
      return 0;
    }
    if (this.#has("f") && there === undefined) return 0;
    if (there !== undefined && (this.#has("u") || this.#has("f"))) {
      if (Math.floor(entry.mtimeMs / 1000) <= Math.floor(there.mtimeMs / 1000)) return 0;
    }
    if (there !== undefined && !(await this.#mayReplace(shown))) return 0;
    const bytes = contents();
    makeParents(this.#run, path);
    if (type === "symlink" && bytes instanceof Uint8Array) {
      const target = decodeUtf8(bytes);
      if (run.tryLstat(path) !== undefined) run.files.unlink(path);
      run.files.symlink(target, path);
      if (this.#quiet === 0) await run.out.text(`    linking: ${shown.padEnd(22)}  -> ${target} \n`);
      this.#links.push({ path: shown, target });
      return 0;
    }
    const verb = entry.method === 0 ? " extracting" : "  inflating";
    if (this.#quiet === 0) await run.out.text(`${verb}: ${shown.padEnd(22)}  `);
    if (!(bytes instanceof Uint8Array)) return this.#bad(entry, bytes.fault);
    run.files.writeFile(path, bytes);
    run.files.chmod(path, entry.mode === 0 ? 0o644 : entry.mode & 0o777);
    run.files.setTimes(path, entry.mtimeMs, entry.mtimeMs);
    if (this.#quiet === 0) await run.out.text("\n");
    return 0;
  }

  async #bad(entry: ZipEntry, fault: string): Promise<ExitStatus> {
    if (this.#quiet > 0 || this.#has("p")) await this.#run.complain(`${entry.name.padEnd(22)}  ${fault}\n`);
    else await this.#run.out.text(` ${fault}\n`);
    return 2;
  }

  async #mayReplace(shown: string): Promise<boolean> {
    if (this.#answer !== "ask") return this.#answer === "all";
    const run = this.#run;
    for (;;) {
      await run.complain(`replace ${shown}? [y]es, [n]o, [A]ll, [N]one, [r]ename: `);
      let line = "";
      while (!line.endsWith("\n")) {
        const byte = await run.process.read(0, 1);
        if (byte === null) break;
        line += String.fromCharCode(byte[0] ?? 0);
      }
      if (line === "") {
        await run.complain(' NULL\n(EOF or read error, treating as "[N]one" ...)\n');
        this.#answer = "none";
        this.#unanswered = true;
        return false;
      }
      if (line.startsWith("y")) return true;
      if (line.startsWith("n")) return false;
      if (/^[AN]/.test(line)) {
        this.#answer = line.startsWith("A") ? "all" : "none";
        return this.#answer === "all";
      }
      await run.complain(`error:  invalid response [${line.trim()}]\n`);
    }
  }

  async #finishLinks(): Promise<void> {
    if (this.#links.length === 0 || this.#quiet > 0) return;
    await this.#run.out.text("finishing deferred symbolic links:\n");
    for (const { path, target } of this.#links) await this.#run.out.text(`  ${path.padEnd(22)} -> ${target}\n`);
  }
}

/** Does the call; what fails is said in the words of the program called. */
async function attempt(run: Run, flags: readonly string[]): Promise<ExitStatus> {
  const listing = flags.includes("Z") || run.operands.some((word) => /^-[a-z]*Z/.test(word));
  const name = listing ? "zipinfo" : "unzip";
  // zipinfo that is given only an archive says all on standard output.
  const aloud = listing && run.operands.filter((word) => !word.startsWith("-")).length === 1;
  try {
    const call = parseCall(run.operands);
    return await new Unzip(run, { ...call, flags: [...call.flags, ...flags] }).all();
  } catch (error) {
    if (!(error instanceof UnzipFailure)) throw error;
    const { message, status } = error;
    const say = async (text: string): Promise<void> => (aloud ? run.out.text(text) : run.complain(text));
    if (/^(Archive: {2}|\[)/.test(message)) {
      const archive = message.replace(/^Archive: {2}|^\[|\]$/g, "").replace(/\.zip$/, "");
      if (aloud) await run.out.text(`Archive:  ${archive}\n`);
      const lead = message.startsWith("[") ? `${message}\n` : "";
      if (lead === "") await run.out.text(`${message}\n`);
      await say(
        `${lead}  End-of-central-directory signature not found.  Either this file is not\n` +
          "  a zipfile, or it constitutes one disk of a multi-part archive.  In the\n" +
          "  latter case the central directory and zipfile comment will be found on\n" +
          "  the last disk(s) of this archive.\n" +
          `${name}:  cannot find zipfile directory in one of ${archive} or\n${" ".repeat(name.length + 3)}${archive}.zip, and cannot find ${archive}.ZIP, period.\n`,
      );
    } else await say(`${name}:  ${message}\n`);
    return status;
  }
}

/** Info-ZIP's unzip: lists, tests and unpacks zip archives. */
export const unzip = tool({ plain: true, failure: 10 }, (run) => attempt(run, []));

export const zipinfo = tool({ plain: true, failure: 10 }, (run) => attempt(run, ["Z"]));

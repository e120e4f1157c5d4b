import { deflateSync } from "fflate";
import type { FileStat } from "#files";
import { concatBytes } from "#base";
import { readChunk } from "../tool/input.ts";
import { wildcard } from "../tool/wildcard.ts";
import { isFileError, ManualRequest, type Run, tool } from "../tool/tool.ts";
import { type Zone, zoneOf } from "../tool/zone.ts";
import { crc32 } from "./crc.ts";
import { parseZip, ratioOf, renderZip, unpack, type ZipEntry, ZipError } from "./zip-format.ts";

const KNOWN = "rqjudfmyvXDT@0123456789xi";
const LONG: Readonly<Record<string, string>> = {
  "recurse-paths": "r",
  quiet: "q",
  "junk-paths": "j",
  update: "u",
  delete: "d",
  freshen: "f",
  move: "m",
  symlinks: "y",
  verbose: "v",
  "no-extra": "X",
  "no-dir-entries": "D",
  test: "T",
  "names-stdin": "@",
  exclude: "x",
  include: "i",
};

interface Call {
  readonly flags: ReadonlySet<string>;
  readonly level: number;
  readonly names: readonly string[];
  readonly exclude: readonly string[];
  readonly include: readonly string[];
}

/** Ends zip with a message and a status of its own. */
class ZipFailure extends Error {
  override readonly name = "ZipFailure";
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

function parseCall(words: readonly string[]): Call {
  const flags = new Set<string>();
  const names: string[] = [];
  const lists: Record<string, string[]> = { x: [], i: [] };
  let level = 6;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "--") {
      names.push(...words.slice(at + 1));
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      names.push(word);
      continue;
    }
    if (word === "--help" || word === "--version") throw new ManualRequest(word === "--help" ? "help" : "version");
    const long = word.startsWith("--") ? LONG[word.slice(2)] : undefined;
    if (word.startsWith("--") && long === undefined) {
      throw new ZipFailure(`Invalid command arguments (long option '${word.slice(2)}' not supported)`, 16);
    }
    const letters = long ?? word.slice(1);
    for (const [index, letter] of Array.from(letters).entries()) {
      if (!KNOWN.includes(letter)) {
        throw new ZipFailure(`Invalid command arguments (short option '${letter}' not supported)`, 16);
      }
      if (/\d/.test(letter)) level = Number(letter);
      flags.add(letter);
      const list = lists[letter];
      if (list === undefined) continue;
      const attached = letters.slice(index + 1);
      if (attached !== "") list.push(attached);
      else {
        while (at + 1 < words.length && !(words[at + 1] ?? "").startsWith("-")) {
          at += 1;
          if (words[at] === "@") break;
          list.push(words[at] ?? "");
        }
      }
      break;
    }
  }
  return { flags, level, names, exclude: lists.x ?? [], include: lists.i ?? [] };
}

/** Everything of an open file. */
async function whole(run: Run, name: string): Promise<Uint8Array> {
  const file = run.openInput(name);
  const parts: Uint8Array[] = [];
  for (let chunk = await readChunk(run, file); chunk !== null; chunk = await readChunk(run, file)) {
    parts.push(chunk.slice());
  }
  file.close();
  return concatBytes(parts);
}

class Zip {
  readonly #run: Run;
  readonly #call: Call;
  readonly #zone: Zone;
  readonly #archive: string;
  #entries: ZipEntry[] = [];
  #changes = 0;
  #linked: string[] = [];

  constructor(run: Run, call: Call, archive: string) {
    this.#run = run;
    this.#call = call;
    this.#archive = archive;
    this.#zone = zoneOf(run.process.env);
  }

  async #say(text: string): Promise<void> {
    if (this.#call.flags.has("q")) return;
    if (this.#archive === "-") await this.#run.complain(text);
    else await this.#run.out.text(text);
  }

  async #warn(text: string): Promise<void> {
    await this.#run.out.flush();
    if (this.#archive === "-") await this.#run.complain(`\tzip warning: ${text}\n`);
    else await this.#run.out.text(`\tzip warning: ${text}\n`);
  }

  async all(names: readonly string[]): Promise<number> {
    const run = this.#run;
    const { flags } = this.#call;
    const exists = this.#archive !== "-" && run.tryStat(this.#archive) !== undefined;
    if (exists) {
      try {
        const file = parseZip(run.files.readFile(run.path(this.#archive)), this.#zone);
        this.#entries = [...file.entries];
      } catch (error) {
        if (!(error instanceof ZipError)) throw error;
        await this.#warn(`missing end signature--probably not a zip file (did you`);
        await this.#warn(`remember to use binary mode when you transferred it?)`);
        await this.#warn(`(if you are trying to read a damaged archive try -F)`);
        throw new ZipFailure(`Zip file structure invalid (${this.#archive})`, 3);
      }
    } else if (flags.has("d")) {
      await this.#warn(`${this.#archive} not found or empty`);
      for (const name of names) await this.#warn(`name not matched: ${name}`);
      throw new ZipFailure(`Nothing to do! (${this.#archive})`, 12);
    }
    if (flags.has("d")) await this.#delete(names);
    else {
      this.#probe();
      for (const name of names) await this.#name(name);
      if (flags.has("f") && this.#changes === 0) return 12;
      if (flags.has("u") && this.#changes === 0) return 12;
      if (this.#changes === 0) {
        throw new ZipFailure(`Nothing to do! (${this.#archive})`, 12);
      }
    }
    await this.#save();
    return 0;
  }

  #allowed(name: string): boolean {
    const { include, exclude } = this.#call;
    const hit = (patterns: readonly string[]): boolean => patterns.some((pattern) => wildcard(pattern).test(name));
    return (include.length === 0 || hit(include)) && !hit(exclude);
  }

  async #name(name: string): Promise<void> {
    const run = this.#run;
    if (name === "-") {
      await this.#put("-", await whole(run, "-"), { mode: 0o10600, mtimeMs: Date.now() });
      return;
    }
    let stat: FileStat;
    try {
      stat = this.#call.flags.has("y") ? run.lstat(name.replace(/(.)\/+$/, "$1")) : run.stat(name);
    } catch (error) {
      if (!isFileError(error)) throw error;
      await this.#warn(`name not matched: ${name}`);
      return;
    }
    await this.#path(name.replace(/(.)\/+$/, "$1"), stat);
  }

  async #path(name: string, stat: FileStat): Promise<void> {
    const run = this.#run;
    const { flags } = this.#call;
    const archive = run.tryStat(this.#archive);
    if (archive?.ino === stat.ino && archive.dev === stat.dev) return;
    const inside = (flags.has("j") ? name.replace(/^.*\//, "") : name).replace(/^(?:\.\/+)+/, "").replace(/^\/+/, "");
    if (stat.kind === "directory") {
      const entry = `${inside}/`;
      if (inside !== "." && inside !== "" && !flags.has("j") && !flags.has("D") && this.#allowed(entry)) {
        await this.#put(entry, new Uint8Array(0), { mode: 0o40000 | stat.mode, mtimeMs: stat.mtimeMs, stat });
      }
      if (!flags.has("r")) return;
      for (const { name: below } of run.files.readDirectory(run.path(name))) {
        const path = name === "." ? below : `${name}/${below}`;
        const child = flags.has("y") ? run.lstat(path) : run.tryStat(path);
        if (child === undefined) await this.#warn(`name not matched: ${path}`);
        else await this.#path(path, child);
      }
      return;
    }
    if (!this.#allowed(inside)) return;
    const bytes =
      stat.kind === "symlink" ? new TextEncoder().encode(run.files.readLink(run.path(name))) : await whole(run, name);
    const type = stat.kind === "symlink" ? 0o120000 : 0o100000;
    if (await this.#put(inside, bytes, { mode: type | stat.mode, mtimeMs: stat.mtimeMs, stat }))
      this.#linked.push(name);
  }

  async #put(
    name: string,
    bytes: Uint8Array,
    facts: { mode: number; mtimeMs: number; stat?: FileStat },
  ): Promise<boolean> {
    const { flags, level } = this.#call;
    const before = this.#entries.findIndex((entry) => entry.name === name);
    if (flags.has("f") && before < 0) return false;
    const old = this.#entries[before];
    if (old !== undefined && flags.has("u") && Math.floor(facts.mtimeMs / 1000) <= Math.floor(old.mtimeMs / 1000)) {
      return false;
    }
    if (old !== undefined && flags.has("f") && Math.floor(facts.mtimeMs / 1000) <= Math.floor(old.mtimeMs / 1000)) {
      return false;
    }
    const deflated = level === 0 || bytes.length === 0 ? bytes : deflateSync(bytes, { level: level as 6 });
    const method = deflated.length < bytes.length ? 8 : 0;
    const packed = method === 8 ? deflated : bytes;
    const entry: ZipEntry = {
      name,
      method,
      flags: 0,
      crc: crc32(bytes),
      size: bytes.length,
      packed,
      mtimeMs: facts.mtimeMs,
      mode: facts.mode,
      text: bytes.length > 0 && !bytes.some((byte) => byte < 7 || (byte > 13 && byte < 32 && byte !== 27)),
      extra: flags.has("X") ? 0 : 24,
      uid: facts.stat?.uid ?? this.#run.process.uid,
      gid: facts.stat?.gid ?? this.#run.process.gid,
    };
    this.#changes += 1;
    const how = method === 8 ? `deflated ${String(ratioOf(bytes.length, packed.length))}%` : "stored 0%";
    const verb = flags.has("f") ? "freshening: " : old === undefined ? "  adding: " : "updating: ";
    const sizes = flags.has("v") ? `\t(in=${String(bytes.length)}) (out=${String(packed.length)})` : "";
    await this.#say(`${verb}${name}${sizes} (${how})\n`);
    if (old === undefined) this.#entries.push(entry);
    else this.#entries[before] = entry;
    return true;
  }

  /** An archive that cannot be made is told before any file is read. */
  #probe(): void {
    const run = this.#run;
    if (this.#archive === "-" || run.tryStat(this.#archive) !== undefined) return;
    try {
      run.process.open(this.#archive, { write: true, create: true }).close();
      run.files.unlink(run.path(this.#archive));
    } catch (error) {
      if (!isFileError(error)) throw error;
      throw new ZipFailure(`I/O: ${error.reason}`, 15);
    }
  }

  async #delete(patterns: readonly string[]): Promise<void> {
    const kept: ZipEntry[] = [];
    const matched = new Set<string>();
    for (const entry of this.#entries) {
      const pattern = patterns.find((text) => wildcard(text).test(entry.name));
      if (pattern === undefined) kept.push(entry);
      else {
        matched.add(pattern);
        await this.#say(`deleting: ${entry.name}\n`);
      }
    }
    for (const pattern of patterns) if (!matched.has(pattern)) await this.#warn(`name not matched: ${pattern}`);
    if (matched.size === 0) throw new ZipFailure(`Nothing to do! (${this.#archive})`, 12);
    this.#entries = kept;
  }

  async #save(): Promise<void> {
    const run = this.#run;
    const { flags } = this.#call;
    if (this.#entries.length === 0) {
      await this.#warn("zip file empty");
    }
    const bytes = renderZip(this.#entries, this.#zone);
    if (this.#archive === "-") await run.out.bytes(bytes);
    else {
      try {
        const file = run.process.open(this.#archive, { write: true, create: true, truncate: true });
        await file.write(bytes, run.process.signal);
        file.close();
      } catch (error) {
        if (!isFileError(error)) throw error;
        throw new ZipFailure(`Could not create output file (${this.#archive})`, 15);
      }
    }
    if (flags.has("T")) {
      const bad = this.#entries.some((entry) => !(unpack(entry) instanceof Uint8Array));
      await this.#say(`test of ${this.#archive} ${bad ? "FAILED" : "OK"}\n`);
    }
    if (flags.has("m")) for (const name of this.#linked) run.files.unlink(run.path(name));
  }
}

function archiveOf(run: Run): string {
  const name = parseCall(run.operands).names[0] ?? "";
  return name === "-" || /\.[^/]*$/.test(name) ? name : `${name}.zip`;
}

/** Info-ZIP's zip: puts files into an archive and takes them out of it. Archives stay below what memory holds. */
export const zip = tool({ plain: true, failure: 16 }, async (run) => {
  try {
    const call = parseCall(run.operands);
    const [archive, ...names] = call.names;
    if (archive === undefined) throw new ManualRequest("help");
    if (call.flags.has("@")) {
      const text = new TextDecoder("utf-8").decode(await whole(run, "-"));
      names.push(...text.split("\n").filter((line) => line !== ""));
    }
    return await new Zip(run, call, archiveOf(run)).all(names);
  } catch (error) {
    if (!(error instanceof ZipFailure)) throw error;
    const reason = /^I\/O: (.*)/.exec(error.message)?.[1];
    if (reason === undefined) await run.out.text(`\nzip error: ${error.message}\n`);
    else {
      await run.out.text(`zip I/O error: ${reason}\nzip error: Could not create output file (${archiveOf(run)})\n`);
    }
    return error.status;
  }
});

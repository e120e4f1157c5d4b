import type { OpenFile } from "#files";
import { readChunk } from "../tool/input.ts";
import { strftime } from "../tool/strftime.ts";
import { isFileError, type Run, tool } from "../tool/tool.ts";
import { zoneOf } from "../tool/zone.ts";
import { Compressor, decompress, GzipFault, type Member } from "./gzip-stream.ts";

/** What one file came to: 0 done, 1 failed, 2 passed over with a warning. */
type Grade = 0 | 1 | 2;

function percent(whole: number, saved: number): string {
  const value = whole === 0 ? 0 : (100 * saved) / whole;
  return `${value.toFixed(1).padStart(5)}%`;
}

async function compress(
  run: Run,
  file: OpenFile,
  options: { level: number; name?: string; mtime?: number },
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<Compressor> {
  const compressor = new Compressor(options, write);
  for (let chunk = await readChunk(run, file); chunk !== null; chunk = await readChunk(run, file)) {
    await compressor.push(chunk);
  }
  await compressor.end();
  return compressor;
}

class Gzip {
  readonly #run: Run;
  readonly #suffix: string;
  readonly #level: number;
  readonly #decompress: boolean;
  #listed = 0;
  #totals = { compressed: 0, plain: 0, header: 0 };

  constructor(run: Run) {
    this.#run = run;
    this.#suffix = run.value("S") ?? ".gz";
    this.#decompress = run.has("d", "t", "l") || run.name === "gunzip" || run.name === "zcat";
    const digits = run.options.filter(({ key }) => /^\d$/.test(key)).at(-1)?.key;
    this.#level = Number(digits ?? 6);
  }

  async #warn(message: string): Promise<Grade> {
    if (!this.#run.has("q")) await this.#run.complain(`gzip: ${message}\n`);
    return 2;
  }

  async #remark(message: string): Promise<Grade> {
    await this.#warn(message);
    return 0;
  }

  async #fail(message: string): Promise<Grade> {
    await this.#run.complain(`gzip: ${message}\n`);
    return 1;
  }

  async all(): Promise<Grade> {
    const names = this.#run.operands.length === 0 ? ["-"] : this.#run.operands;
    let worst: Grade = 0;
    for (const name of names) {
      const grade = await this.#file(name);
      worst = worst === 1 || grade === 1 ? 1 : worst === 2 ? 2 : grade;
    }
    if (this.#run.has("l") && this.#listed > 1) await this.#listTotals();
    return worst;
  }

  get #toOutput(): boolean {
    return this.#run.has("c") || this.#run.name === "zcat";
  }

  async #file(given: string): Promise<Grade> {
    const run = this.#run;
    if (given === "-") return this.#standard();
    let name = given;
    if (this.#decompress && run.tryLstat(name) === undefined && !name.endsWith(this.#suffix)) name += this.#suffix;
    const stat = run.tryLstat(name);
    if (stat === undefined) return this.#fail(`${name}: No such file or directory`);
    const kind = this.#toOutput || run.has("f") ? run.tryStat(name)?.kind : stat.kind;
    if (kind === "directory") {
      if (!run.has("r")) return this.#warn(`${name} is a directory -- ignored`);
      let worst: Grade = 0;
      for (const entry of run.files.readDirectory(run.path(name))) {
        const grade = await this.#file(`${name.replace(/\/$/, "")}/${entry.name}`);
        if (grade === 1 || (grade === 2 && worst === 0)) worst = grade;
      }
      return worst;
    }
    if (kind !== "file") {
      return kind === "symlink"
        ? this.#fail(`${name}: Too many levels of symbolic links`)
        : this.#warn(`${name} is not a directory or a regular file - ignored`);
    }
    const target = this.#target(name);
    if (target === undefined) {
      if (run.has("r")) return 0;
      return this.#decompress
        ? this.#warn(`${name}: unknown suffix -- ignored`)
        : this.#remark(`${name} already has ${this.#suffix} suffix -- unchanged`);
    }
    let input: OpenFile;
    try {
      input = run.openInput(name);
    } catch (error) {
      if (!isFileError(error)) throw error;
      return this.#fail(`${name}: ${error.reason}`);
    }
    try {
      if (run.has("l")) return await this.#list(name, input, stat.size);
      if (run.has("t")) return await this.#test(name, input);
      if (this.#toOutput) return await this.#copy(name, input);
      return await this.#replace(name, target, input, stat.mtimeMs, stat.mode);
    } finally {
      input.close();
    }
  }

  /** Where the result goes; undefined when the name does not allow it. */
  #target(name: string): string | undefined {
    if (!this.#decompress) return name.endsWith(this.#suffix) && !this.#toOutput ? undefined : name + this.#suffix;
    const match = /\.(gz|tgz|taz|z|Z)$|-(gz|z)$|_z$/.exec(name);
    if (name.endsWith(this.#suffix) && name !== this.#suffix) return name.slice(0, -this.#suffix.length);
    if (match !== null) return name.slice(0, match.index) + (/^\.ta|^\.tg/.test(match[0]) ? ".tar" : "");
    return this.#toOutput || this.#run.has("t", "l") ? name : undefined;
  }

  async #standard(): Promise<Grade> {
    const input = this.#run.openInput("-");
    try {
      if (this.#run.has("l")) return await this.#list("stdin", input, -1);
      return await (this.#run.has("t") ? this.#test("stdin", input) : this.#copy("stdin", input));
    } finally {
      input.close();
    }
  }

  async #unpack(
    name: string,
    input: OpenFile,
    write: (bytes: Uint8Array) => Promise<void>,
    told?: (header: { name: string; mtime: number; size: number }) => void,
  ): Promise<Grade> {
    try {
      await decompress(this.#run, input, write, told);
      return 0;
    } catch (error) {
      if (!(error instanceof GzipFault)) throw error;
      if (!error.warning || !this.#run.has("q")) await this.#run.complain(`\ngzip: ${name}: ${error.message}\n`);
      return error.warning ? 2 : 1;
    }
  }

  async #copy(name: string, input: OpenFile): Promise<Grade> {
    const run = this.#run;
    const write = (bytes: Uint8Array): Promise<void> => run.process.write(1, bytes);
    if (this.#decompress) return this.#unpack(name, input, write);
    if (run.out.isTerminal && !run.has("f")) {
      await run.complain(
        "gzip: compressed data not written to a terminal. Use -f to force compression.\nFor help, type: gzip -h\n",
      );
      return 1;
    }
    const stat = name === "stdin" || run.has("n") ? undefined : run.tryStat(name);
    const named = stat === undefined ? {} : { name: name.replace(/^.*\//, ""), mtime: stat.mtimeMs / 1000 };
    const { read, written } = await compress(run, input, { level: this.#level, ...named }, write);
    if (run.has("v")) await run.complain(`${name === "stdin" ? "" : `${name}:\t`}${percent(read, read - written)}\n`);
    return 0;
  }

  async #test(name: string, input: OpenFile): Promise<Grade> {
    const grade = await this.#unpack(name, input, () => Promise.resolve());
    if (grade === 0 && this.#run.has("v")) await this.#run.complain(`${name}:\t OK\n`);
    return grade;
  }

  async #replace(name: string, target: string, input: OpenFile, mtimeMs: number, mode: number): Promise<Grade> {
    const run = this.#run;
    if (run.tryLstat(target) !== undefined && !run.has("f")) {
      if (run.process.descriptors.get(0)?.kind !== "terminal") {
        return this.#warn(`${target} already exists;\tnot overwritten`);
      }
      await run.complain(`gzip: ${target} already exists; do you wish to overwrite (y or n)? `);
      const answer = await run.process.read(0, 1024);
      if (!/^[yY]/.test(String.fromCharCode(answer?.[0] ?? 0))) return this.#warn("\tnot overwritten");
    }
    const output = run.process.open(target, { write: true, create: true, truncate: true, mode });
    const write = async (bytes: Uint8Array): Promise<void> => {
      await output.write(bytes, run.process.signal);
    };
    let grade: Grade = 0;
    let ratio: string;
    let final = target;
    let time = mtimeMs;
    if (this.#decompress) {
      let plain = 0;
      let head = 18;
      grade = await this.#unpack(
        name,
        input,
        (bytes) => {
          plain += bytes.length;
          return write(bytes);
        },
        (header) => {
          head = header.size + 8;
          if (!run.has("N")) return;
          if (header.name !== "") final = target.replace(/[^/]*$/, header.name.replace(/^.*\//, ""));
          if (header.mtime !== 0) time = header.mtime * 1000;
        },
      );
      const packed = run.tryStat(name)?.size ?? 0;
      ratio = percent(plain, plain - (packed - head));
    } else {
      const named = run.has("n") ? {} : { name: name.replace(/^.*\//, ""), mtime: mtimeMs / 1000 };
      const { read, written } = await compress(run, input, { level: this.#level, ...named }, write);
      ratio = percent(read, read - written);
    }
    output.close();
    const path = run.path(target);
    if (grade === 1) {
      run.files.unlink(path);
      return 1;
    }
    run.files.chmod(path, mode);
    run.files.setTimes(path, time, time);
    if (final !== target) run.files.rename(path, run.path(final));
    if (!run.has("k")) run.files.unlink(run.path(name));
    if (run.has("v")) {
      await run.complain(`${name}:\t${ratio} -- ${run.has("k") ? "created" : "replaced with"} ${final}\n`);
    }
    return grade;
  }

  async #list(name: string, input: OpenFile, size: number): Promise<Grade> {
    const run = this.#run;
    let member: Member | undefined;
    let compressed = size;
    try {
      member = await decompress(run, input, () => Promise.resolve());
    } catch (error) {
      if (!(error instanceof GzipFault)) throw error;
      if (!error.warning) {
        await run.complain(`\ngzip: ${name}: ${error.message}\n`);
        return 1;
      }
    }
    if (member === undefined) return 1;
    if (size < 0) compressed = input.kind === "file" ? input.seek(0, "current") : -1;
    const verbose = run.has("v");
    if (this.#listed === 0 && !run.has("q")) {
      const head = verbose ? "method  crc     date  time  " : "";
      await run.out.text(`${head}         compressed        uncompressed  ratio uncompressed_name\n`);
    }
    this.#listed += 1;
    this.#totals.compressed += compressed;
    this.#totals.plain += member.size;
    this.#totals.header = member.header;
    if (verbose) {
      const ms = run.has("n") || member.mtime === 0 ? (run.tryStat(name)?.mtimeMs ?? 0) : member.mtime * 1000;
      const date = strftime("%b %e %H:%M", ms, zoneOf(run.process.env));
      await run.out.text(`defla ${member.crc.toString(16).padStart(8, "0")} ${date} `);
    }
    const shown = run.has("N") && member.name !== "" ? member.name : (this.#target(name) ?? name);
    const ratio = percent(member.size, member.size - (compressed - 8 - member.header));
    await run.out.text(`${String(compressed).padStart(19)} ${String(member.size).padStart(19)} ${ratio} ${shown}\n`);
    return 0;
  }

  async #listTotals(): Promise<void> {
    const { compressed, plain, header } = this.#totals;
    const lead = this.#run.has("v") ? " ".repeat(28) : "";
    await this.#run.out.text(
      `${lead}${String(compressed).padStart(19)} ${String(plain).padStart(19)} ${percent(plain, plain - (compressed - 8 - header))} (totals)\n`,
    );
  }
}

/** Compresses files in place, or its input; gunzip and zcat are called by name. */
export const gzip = tool(
  {
    options:
      "c,stdout,to-stdout d,decompress,uncompress f,force h k,keep l,list n,no-name N,name q,quiet r,recursive S,suffix= t,test v,verbose " +
      "1,fast 2 3 4 5 6 7 8 9,best rsyncable synchronous",
    hint: () => "Try `gzip --help' for more information.",
    name: "gzip",
  },
  async (run) => new Gzip(run).all(),
);

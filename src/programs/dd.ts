import { bytesToByteText } from "./tool/byte-text.ts";
import type { OpenFile } from "#files";
import { countsOf, type Tally, transferLine } from "./dd-counts.ts";
import { type Convert, conversionOf } from "./dd-convert.ts";
import { quoteAlways, quoteInMessage } from "./tool/quote.ts";
import { suffixFactor } from "./tool/size.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

const OPERANDS = ["bs", "cbs", "conv", "count", "ibs", "if", "iflag", "iseek", "obs", "of", "oflag", "oseek"];
const MORE_OPERANDS = ["seek", "skip", "status"];
const CONVERSIONS = ["block", "excl", "fdatasync", "fsync", "lcase", "nocreat", "noerror", "notrunc", "sparse"];
const MORE_CONVERSIONS = ["swab", "sync", "ucase", "unblock"];
/** Flags of open(2) and of counting; those of the disk (direct, dsync …) change nothing that a program sees here. */
const FLAGS = ["append", "binary", "count_bytes", "direct", "directory", "dsync", "fullblock", "noatime", "nocache"];
const MORE_FLAGS = ["noctty", "nofollow", "nonblock", "seek_bytes", "skip_bytes", "sync", "text"];

interface Plan {
  readonly words: ReadonlyMap<string, string>;
  readonly conv: ReadonlySet<string>;
  readonly iflag: ReadonlySet<string>;
  readonly oflag: ReadonlySet<string>;
  readonly ibs: number;
  readonly obs: number;
  readonly cbs: number;
  /** Every block is written as it was read. */
  readonly direct: boolean;
}

function bytesOf(run: Run, text: string): number {
  const invalid = (): Refusal => new Refusal(`invalid number: ${run.locale.quote(text)}`);
  let product = 1;
  for (const part of text.split("x")) {
    const match = /^(\d+)([a-zA-Z]*)$/.exec(part);
    const factor = suffixFactor((match?.[2] ?? "?").replace(/^B$/, ""));
    if (match === null || factor === undefined) throw invalid();
    product *= Number(match[1]) * factor;
  }
  if (product > Number.MAX_SAFE_INTEGER) {
    throw new Refusal(`invalid number: ${run.locale.quote(text)}: Value too large for defined data type`);
  }
  return product;
}

function listOf(run: Run, text: string, known: readonly string[], what: string): Set<string> {
  const words = text === "" ? [] : text.split(",");
  for (const word of words) {
    if (!known.includes(word)) throw new Refusal(`invalid ${what}: ${run.locale.quote(word)}`, { usage: true });
  }
  return new Set(words);
}

function planOf(run: Run): Plan {
  const words = new Map<string, string>();
  for (const word of run.operands) {
    const cut = word.indexOf("=");
    const key = word.slice(0, Math.max(0, cut));
    if (![...OPERANDS, ...MORE_OPERANDS].includes(key)) {
      throw new Refusal(`unrecognized operand ${run.locale.quote(word)}`, { usage: true });
    }
    words.set({ iseek: "skip", oseek: "seek" }[key] ?? key, word.slice(cut + 1));
  }
  const flags = [...FLAGS, ...MORE_FLAGS];
  const conv = listOf(run, words.get("conv") ?? "", [...CONVERSIONS, ...MORE_CONVERSIONS], "conversion");
  const iflag = listOf(run, words.get("iflag") ?? "", flags, "input flag");
  const oflag = listOf(run, words.get("oflag") ?? "", flags, "output flag");
  const status = words.get("status");
  if (status !== undefined && !["none", "noxfer", "progress"].includes(status)) {
    throw new Refusal(`invalid status level: ${run.locale.quote(status)}`, { usage: true });
  }
  const size = (key: string): number | undefined => {
    const text = words.get(key);
    if (text === undefined) return undefined;
    const bytes = bytesOf(run, text);
    if (bytes === 0) throw new Refusal(`invalid number: ${run.locale.quote(text)}`);
    return bytes;
  };
  const bs = size("bs");
  const [ibs, obs, cbs] = [size("ibs"), size("obs"), size("cbs")];
  if (conv.has("lcase") && conv.has("ucase")) throw new Refusal("cannot combine lcase and ucase");
  if (conv.has("block") && conv.has("unblock")) {
    throw new Refusal("cannot combine any two of {ascii,ebcdic,ibm}, {block,unblock}");
  }
  if (conv.has("excl") && conv.has("nocreat")) throw new Refusal("cannot combine excl and nocreat");
  return {
    words,
    conv,
    iflag,
    oflag,
    ibs: bs ?? ibs ?? 512,
    obs: bs ?? obs ?? 512,
    cbs: cbs ?? 0,
    direct: bs !== undefined && !["block", "unblock", "swab", "ucase", "lcase"].some((name) => conv.has(name)),
  };
}

/** A count of blocks, or of bytes when the number ends in B or the flag says so. */
function amount(run: Run, plan: Plan, key: "count" | "skip" | "seek", block: number): number | undefined {
  const text = plan.words.get(key);
  if (text === undefined) return undefined;
  const inBytes = (key === "seek" ? plan.oflag : plan.iflag).has(`${key}_bytes`) || /(^|x)\d+B$/.test(text);
  return bytesOf(run, text) * (inBytes ? 1 : block);
}

function openOutput(run: Run, plan: Plan, seek: number): OpenFile {
  const name = plan.words.get("of");
  if (name === undefined) {
    const output = run.process.descriptors.get(1);
    if (output === undefined) throw new Refusal("failed to open 'standard output': Bad file descriptor");
    if (seek > 0 && output.kind === "file") output.seek(seek, "start");
    return output.dup();
  }
  try {
    const there = run.tryStat(name);
    if (there !== undefined && plan.conv.has("excl")) {
      throw new Refusal(`failed to open ${quoteAlways(name)}: File exists`);
    }
    const append = plan.oflag.has("append");
    if (there === undefined || there.kind === "file") {
      const mode = 0o666 & ~run.process.umask;
      const handle = run.files.open(run.path(name), { write: true, create: !plan.conv.has("nocreat"), mode });
      if (!plan.conv.has("notrunc") && !(append && seek === 0)) handle.truncate(seek);
      else if (handle.stat().size < seek) handle.truncate(seek);
      handle.close();
    }
    const file = run.process.open(name, { write: true, append });
    if (seek > 0 && !append && file.kind === "file") file.seek(seek, "start");
    return file;
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw new Refusal(`failed to open ${quoteAlways(name)}: ${error.reason}`);
  }
}

function openInput(run: Run, name: string | undefined): OpenFile {
  try {
    if (name === undefined) return run.openInput("-");
    // A folder opens, and is complained of when it is read.
    return run.tryStat(name)?.kind === "directory"
      ? run.process.open("/dev/null", { read: true })
      : run.process.open(name, { read: true });
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw new Refusal(`failed to open ${quoteAlways(name ?? "standard input")}: ${error.reason}`);
  }
}

/** Passes over the beginning of the input. */
async function skipInput(run: Run, file: OpenFile, skip: number, shown: string): Promise<void> {
  if (skip === 0) return;
  let left = skip;
  if (file.kind === "file") {
    const start = file.seek(0, "current");
    const size = file.seek(0, "end");
    file.seek(Math.min(size, start + skip), "start");
    left = Math.max(0, start + skip - size);
  } else {
    while (left > 0) {
      const chunk = await file.read(Math.min(left, 65_536), run.process.signal);
      if (chunk === null) break;
      left -= chunk.length;
    }
  }
  if (left > 0) await run.warn(`${quoteInMessage(shown)}: cannot skip to specified offset`);
}

class Writer {
  readonly tally: Tally = { full: 0, partial: 0, bytes: 0 };
  #run: Run;
  #file: OpenFile;
  #size: number;
  #direct: boolean;
  #held = "";

  constructor(run: Run, file: OpenFile, plan: Plan) {
    this.#run = run;
    this.#file = file;
    this.#size = plan.obs;
    this.#direct = plan.direct;
  }

  async #write(block: string): Promise<void> {
    await this.#file.write(
      Uint8Array.from(block, (letter) => letter.charCodeAt(0)),
      this.#run.process.signal,
    );
    if (block.length === this.#size) this.tally.full += 1;
    else this.tally.partial += 1;
    this.tally.bytes += block.length;
  }

  async add(block: string): Promise<void> {
    if (this.#direct) {
      if (block !== "") await this.#write(block);
      return;
    }
    this.#held += block;
    let from = 0;
    for (; this.#held.length - from >= this.#size; from += this.#size) {
      await this.#write(this.#held.slice(from, from + this.#size));
    }
    this.#held = this.#held.slice(from);
  }

  async finish(): Promise<void> {
    if (this.#held !== "") await this.#write(this.#held);
    this.#held = "";
  }
}

/** A block of the input: with `fullblock` filled up by as many reads as it takes. */
async function readBlock(run: Run, file: OpenFile, size: number, whole: boolean): Promise<string> {
  let block = "";
  do {
    const turn = run.process.breathe();
    if (turn !== undefined) await turn;
    const chunk = await file.read(size - block.length, run.process.signal);
    if (chunk === null) break;
    block += bytesToByteText(chunk);
  } while (whole && block.length < size);
  return block;
}

async function copy(
  run: Run,
  plan: Plan,
  input: OpenFile,
  writer: Writer,
  convert: Convert,
  read: Tally,
): Promise<void> {
  const shown = plan.words.get("if") ?? "standard input";
  const limit = amount(run, plan, "count", 1);
  const inBytes = limit !== undefined && amount(run, plan, "count", 2) === limit && limit !== 0;
  const whole = plan.iflag.has("fullblock");
  for (;;) {
    if (limit !== undefined && (inBytes ? read.bytes : read.full + read.partial) >= limit) break;
    const size = inBytes ? Math.min(plan.ibs, limit - read.bytes) : plan.ibs;
    let block: string;
    try {
      block = await readBlock(run, input, size, whole);
    } catch (error) {
      if (!isFileError(error)) throw error;
      await run.error(`error reading ${quoteAlways(shown)}: ${error.reason}`);
      break;
    }
    if (block === "") break;
    if (block.length === plan.ibs) read.full += 1;
    else read.partial += 1;
    read.bytes += block.length;
    if (plan.conv.has("sync")) {
      block = block.padEnd(plan.ibs, plan.conv.has("block") || plan.conv.has("unblock") ? " " : "\0");
    }
    await writer.add(convert.block(block));
  }
  await writer.add(convert.end());
  await writer.finish();
}

/** Copies blocks, as POSIX's dd does. */
export const dd = tool({}, async (run) => {
  const plan = planOf(run);
  const skip = amount(run, plan, "skip", plan.ibs) ?? 0;
  const seek = amount(run, plan, "seek", plan.obs) ?? 0;
  const started = Date.now();
  const name = plan.words.get("if");
  const input = openInput(run, name);
  const output = openOutput(run, plan, seek);
  const read: Tally = { full: 0, partial: 0, bytes: 0 };
  const writer = new Writer(run, output, plan);
  const convert = conversionOf(plan.conv, plan.cbs);
  try {
    if (name !== undefined && run.tryStat(name)?.kind === "directory") {
      await run.error(`error reading ${quoteAlways(name)}: Is a directory`);
    } else {
      await skipInput(run, input, skip, name ?? "standard input");
      await copy(run, plan, input, writer, convert, read);
    }
  } catch (error) {
    if (!isFileError(error) || error.code === "EPIPE") throw error;
    await run.error(`error writing ${quoteAlways(plan.words.get("of") ?? "standard output")}: ${error.reason}`);
  } finally {
    input.close();
    output.close();
  }
  const status = plan.words.get("status");
  if (status === "none") return undefined;
  await run.complain(`${countsOf("in", read)}${countsOf("out", writer.tally)}`);
  const { truncated } = convert;
  if (truncated > 0) await run.complain(`${String(truncated)} truncated record${truncated === 1 ? "" : "s"}\n`);
  if (status !== "noxfer") await run.complain(transferLine(writer.tally.bytes, (Date.now() - started) / 1000));
  return undefined;
});

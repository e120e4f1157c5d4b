import type { OpenFile } from "#files";
import { bytesToByteText } from "./byte-text.ts";
import type { Run } from "./tool.ts";

const CHUNK = 65_536;

/** The next bytes of an open file, null at its end; others get a turn, and a terminal sees what was written so far. */
export async function readChunk(run: Run, file: OpenFile, max = CHUNK): Promise<Uint8Array | null> {
  const turn = run.process.breathe();
  if (turn !== undefined) await turn;
  if (run.out.isTerminal && !(file.kind === "file")) await run.out.flush();
  return file.read(max, run.process.signal);
}

/**
 * Opens each name in turn ("-", or no name at all, is standard input), hands it to `use` and closes it. What cannot be
 * opened or read is complained of as `cat` does, and the next one is taken.
 */
export async function eachInput(
  run: Run,
  names: readonly string[],
  use: (file: OpenFile, name: string) => Promise<void> | void,
): Promise<void> {
  for (const name of names.length === 0 ? ["-"] : names) {
    let file: OpenFile | undefined;
    try {
      file = run.openInput(name);
      await use(file, name);
    } catch (error) {
      await run.fileError(name, error);
    } finally {
      file?.close();
    }
  }
}

/** Everything from here to the end, as a byte string. */
export async function readAll(run: Run, file: OpenFile): Promise<string> {
  const parts: string[] = [];
  for (let chunk = await readChunk(run, file); chunk !== null; chunk = await readChunk(run, file)) {
    parts.push(bytesToByteText(chunk));
  }
  return parts.join("");
}

/** Lines of one open file, as byte strings without their delimiter, read as they are asked for. */
export class Lines {
  /** True once the line handed out last had no delimiter: it ended the file. */
  unfinished = false;
  #run: Run;
  #file: OpenFile;
  #delimiter: string;
  #ready: string[] = [];
  #at = 0;
  #rest: string[] = [];
  #ended = false;

  #chunk: number;

  /** `chunk`: how many bytes are read at a time. */
  constructor(run: Run, file: OpenFile, delimiter = "\n", chunk = CHUNK) {
    this.#chunk = chunk;
    this.#run = run;
    this.#file = file;
    this.#delimiter = delimiter;
  }

  /** The next line if one is in memory: the quick way. Undefined: call `fill`. */
  next(): string | undefined {
    const line = this.#ready[this.#at];
    if (line === undefined) return undefined;
    this.#at += 1;
    this.unfinished = this.#ended && this.#at === this.#ready.length && this.#cut;
    return line;
  }

  #cut = false;

  /** Reads on; false at the end. */
  async fill(): Promise<boolean> {
    while (!this.#ended) {
      const chunk = await readChunk(this.#run, this.#file, this.#chunk);
      if (chunk === null) {
        this.#ended = true;
        const last = this.#rest.join("");
        this.#rest = [];
        if (last === "") return false;
        this.#ready = [last];
        this.#at = 0;
        this.#cut = true;
        return true;
      }
      const text = bytesToByteText(chunk);
      const end = text.lastIndexOf(this.#delimiter);
      if (end < 0) {
        this.#rest.push(text);
        continue;
      }
      this.#ready = (this.#rest.join("") + text.slice(0, end)).split(this.#delimiter);
      this.#at = 0;
      this.#rest = end + 1 < text.length ? [text.slice(end + 1)] : [];
      return true;
    }
    return false;
  }

  async line(): Promise<string | undefined> {
    return this.next() ?? ((await this.fill()) ? this.next() : undefined);
  }

  /** The lines in memory that were not handed out, then each later batch; undefined at the end. */
  async batch(): Promise<readonly string[] | undefined> {
    if (this.#at >= this.#ready.length && !(await this.fill())) return undefined;
    const batch = this.#at === 0 ? this.#ready : this.#ready.slice(this.#at);
    this.#at = this.#ready.length;
    this.unfinished = this.#ended && this.#cut;
    return batch;
  }

  /** What was read beyond the lines handed out: a program that leaves early gives it back to its input. */
  remaining(): string {
    const left = this.#ready.slice(this.#at);
    return left.map((line) => `${line}${this.#delimiter}`).join("") + this.#rest.join("");
  }
}

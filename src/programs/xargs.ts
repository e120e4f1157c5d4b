import type { ExitStatus } from "#base";
import type { OpenFile } from "#files";
import type { Child } from "#kernel";
import { bytesToByteText, byteTextToText } from "./tool/byte-text.ts";
import { readChunk } from "./tool/input.ts";
import { quoteWhenNeeded } from "./tool/quote.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

/** Words of the input one by one: blanks and newlines part them, quotes and backslashes keep them together. */
class Words {
  #run: Run;
  #text = "";
  #ended = false;
  #file;
  constructor(run: Run, name: string) {
    this.#run = run;
    this.#file = run.openInput(name);
  }

  /** Makes sure that a whole line is in memory. */
  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    const chunk = await readChunk(this.#run, this.#file);
    if (chunk === null) {
      this.#ended = true;
      this.#file.close();
      return false;
    }
    this.#text += bytesToByteText(chunk);
    return true;
  }

  async until(delimiter: string): Promise<string | undefined> {
    while (!this.#text.includes(delimiter)) if (!(await this.#more())) break;
    if (this.#text === "") return undefined;
    const cut = this.#text.indexOf(delimiter);
    const word = cut < 0 ? this.#text : this.#text.slice(0, cut);
    this.#text = cut < 0 ? "" : this.#text.slice(cut + delimiter.length);
    return word;
  }

  /** A line's words; `whole` takes the line as one word without its leading blanks (-I). */
  async line(whole: boolean): Promise<{ words: string[]; continued: boolean } | undefined> {
    const line = await this.until("\n");
    if (line === undefined) return undefined;
    const words: string[] = [];
    let word: string | undefined;
    let text = whole ? line.replace(/^[ \t\n\v\f\r]+/, "") : line;
    for (let at = 0; at < text.length; at += 1) {
      const character = text[at] ?? "";
      if (character === "'" || character === '"') {
        const end = text.indexOf(character, at + 1);
        if (end < 0) {
          const kind = character === '"' ? "double" : "single";
          throw new Refusal(
            `unmatched ${kind} quote; by default quotes are special to xargs unless you use the -0 option`,
          );
        }
        word = (word ?? "") + text.slice(at + 1, end);
        at = end;
      } else if (character === "\\") {
        at += 1;
        if (at >= text.length) {
          const next = await this.until("\n");
          if (next === undefined) break;
          word = `${word ?? ""}\n`;
          text = next;
          at = -1;
        } else word = (word ?? "") + (text[at] ?? "");
      } else if (!whole && /[ \t\v\f\r]/.test(character)) {
        if (word !== undefined) words.push(word);
        word = undefined;
      } else word = (word ?? "") + character;
    }
    if (word !== undefined) words.push(word);
    return { words, continued: !whole && /[ \t]$/.test(line) };
  }
}

/** Environment and words together must stay below what Linux's default leaves xargs. */
const LIMIT = 131_072;

/** --show-limits; the amounts are those of Linux, which this machine keeps to. */
function limitsText(run: Run, limit: number): string {
  const environment = Object.entries(run.process.env).reduce(
    (sum, [key, value]) => sum + key.length + value.length + 2,
    0,
  );
  const most = 2_097_152 - environment - 2048;
  return (
    `Your environment variables take up ${String(environment)} bytes\n` +
    `POSIX upper limit on argument length (this system): ${String(most)}\n` +
    "POSIX smallest allowable upper limit on argument length (all systems): 4096\n" +
    `Maximum length of command we could actually use: ${String(most - environment)}\n` +
    `Size of command buffer we are actually using: ${String(limit)}\n` +
    "Maximum parallelism (--max-procs must be no greater): 2147483647\n"
  );
}

export const xargs = tool(
  {
    options:
      "0,null a,arg-file= d,delimiter= E= e,eof? I= i,replace? L= l,max-lines? n,max-args= o,open-tty P,max-procs= p,interactive " +
      "process-slot-var= r,no-run-if-empty s,max-chars= show-limits t,verbose x,exit",
    permute: false,
  },
  async (run) => {
    const number = (key: string, least: number): number | undefined => {
      const text = run.value(key);
      if (text === undefined) return undefined;
      const option = key.length === 1 ? `-${key}` : `--${key}`;
      if (!/^[-+]?\d+$/.test(text)) throw new Refusal(`invalid number "${text}" for ${option} option`, { usage: true });
      if (Number(text) < least)
        throw new Refusal(`value ${text} for ${option} option should be >= ${least}`, { usage: true });
      return Number(text);
    };
    const command = run.operands.length === 0 ? ["echo"] : [...run.operands];
    const replacing = run.has("I", "i") && run.value("n") === "1";
    const mode = replacing ? run.lastOf("I", "i", "L", "l") : run.lastOf("I", "i", "L", "l", "n");
    const placeholder = mode === "I" || mode === "i" ? (run.value(mode) ?? "{}") : undefined;
    const perCall = number("n", 1);
    const maxWords =
      mode === "n" || (perCall !== undefined && mode !== "L" && mode !== "l" && placeholder === undefined)
        ? perCall
        : undefined;
    const maxLines = mode === "L" ? number("L", 1) : mode === "l" ? Number(run.value("l") ?? 1) : undefined;
    const parallel = number("P", 0) ?? 1;
    const limit = number("s", 1) ?? LIMIT;
    const delimiterText = run.value("d");
    const delimiter = run.has("0")
      ? "\0"
      : delimiterText === undefined
        ? undefined
        : ({ "\\n": "\n", "\\t": "\t", "\\0": "\0", "\\\\": "\\" }[delimiterText] ?? delimiterText);
    if (delimiter !== undefined && delimiter.length > 1) {
      throw new Refusal(
        `Invalid input delimiter specification ${delimiter}: the delimiter must be either a single character or an escape sequence starting with \\.`,
      );
    }
    const endWord = run.value("E") ?? run.value("e");
    const list = run.value("a") ?? "-";
    if (list !== "-" && run.tryStat(list) === undefined) {
      throw new Refusal(`Cannot open input file ${run.locale.quote(list)}: No such file or directory`);
    }
    const words = new Words(run, list);
    let input: OpenFile | undefined;
    if (run.value("a") === undefined && !run.has("o")) {
      try {
        input = run.process.open("/dev/null", { read: true });
      } catch {
        input = undefined;
      }
    }
    const stopped = (): boolean => state.stop;
    const state: { status: ExitStatus; stop: boolean; called: boolean } = { status: 0, stop: false, called: false };
    const running = new Set<Promise<void>>();
    const slotName = run.value("process-slot-var");
    /** Which of the numbers that --process-slot-var hands out are taken. */
    const slots: boolean[] = [];
    if (run.has("show-limits")) await run.complain(limitsText(run, limit));

    const finish = async (child: Child, name: string): Promise<void> => {
      const ended = await child.wait();
      if (ended.kind === "signaled") {
        await run.warn(`${name}: terminated by signal ${ended.signal}`);
        state.status = 125;
        state.stop = true;
      } else if (ended.kind === "exited" && ended.status !== 0) {
        if (ended.status === 255) {
          await run.warn(`${name}: exited with status 255; aborting`);
          state.status = 124;
          state.stop = true;
        } else state.status = 123;
      }
    };
    const call = async (argv: readonly string[]): Promise<void> => {
      const [name = ""] = argv;
      if (run.has("t", "p")) {
        const shown = argv.map(quoteWhenNeeded).join(" ");
        if (run.has("p")) {
          await run.complain(shown);
          let tty: OpenFile;
          try {
            tty = run.process.open("/dev/tty", { read: true });
          } catch (error) {
            if (!isFileError(error)) throw error;
            throw new Refusal(`failed to open /dev/tty for reading: ${error.reason}`);
          }
          await run.complain("?...");
          const answer = await tty.read(256, run.process.signal);
          tty.close();
          if (answer === null || !/^[yY]/.test(bytesToByteText(answer))) return;
        } else await run.complain(`${shown}\n`);
      }
      if (run.process.which(name) === undefined) {
        await run.warn(`${name}: No such file or directory`);
        state.status = 127;
        state.stop = true;
        return;
      }
      await run.out.flush();
      const descriptors = new Map(run.process.descriptors);
      if (input !== undefined) descriptors.set(0, input);
      const slot = slots.includes(false) ? slots.indexOf(false) : slots.length;
      slots[slot] = true;
      const env = slotName === undefined ? {} : { env: { ...run.process.env, [slotName]: String(slot) } };
      const child = run.process.spawn({ argv, descriptors, ...env });
      const done = finish(child, name).finally(() => {
        slots[slot] = false;
        running.delete(done);
      });
      running.add(done);
      if (parallel !== 0 && running.size >= parallel) await Promise.race(running);
    };

    let pending: string[] = [];
    let lines = 0;
    const base = command.reduce((sum, word) => sum + word.length + 1, 0);
    let size = base;
    const flush = async (): Promise<void> => {
      state.called = true;
      const extra = pending;
      pending = [];
      lines = 0;
      size = base;
      await call([...command, ...extra]);
    };
    const add = async (word: string): Promise<void> => {
      if (size + word.length + 1 > limit) {
        if (pending.length === 0) throw new Refusal("argument line too long");
        if (run.has("x") && (maxWords !== undefined || maxLines !== undefined)) {
          throw new Refusal("argument list too long");
        }
        await flush();
      }
      pending.push(word);
      size += word.length + 1;
      if (maxWords !== undefined && pending.length >= maxWords) await flush();
    };

    while (!stopped()) {
      let found: string[];
      let continued = false;
      if (delimiter !== undefined) {
        const word = await words.until(delimiter);
        if (word === undefined) break;
        found = [word];
      } else {
        const line = await words.line(placeholder !== undefined);
        if (line === undefined) break;
        found = line.words;
        continued = line.continued;
      }
      const texts = found.map(byteTextToText);
      const cut = endWord === undefined || endWord === "" || delimiter !== undefined ? -1 : texts.indexOf(endWord);
      for (const word of cut < 0 ? texts : texts.slice(0, cut)) {
        if (stopped()) break;
        if (placeholder === undefined) await add(word);
        else {
          state.called = true;
          await call(command.map((part) => part.replaceAll(placeholder, () => word)));
        }
      }
      if (cut >= 0) break;
      if (maxLines !== undefined && texts.length > 0 && !continued) {
        lines += 1;
        if (lines >= maxLines && !stopped()) await flush();
      }
    }
    if (!stopped() && (pending.length > 0 || (!state.called && placeholder === undefined && !run.has("r"))))
      await flush();
    await Promise.all(running);
    input?.close();
    return state.status;
  },
);

import type { Program } from "#kernel";
import { FileError, type OpenFile } from "#files";
import { checkKinds } from "./grep-kinds.ts";
import { type GrepColors, grepColors } from "./grep-colors.ts";
import { textToByteText } from "./tool/byte-text.ts";
import { Lines, readAll } from "./tool/input.ts";
import { type Match, Pattern } from "./tool/regex/pattern.ts";
import { PatternError } from "./tool/regex/parse.ts";
import { wildcard } from "./tool/wildcard.ts";
import { isFileError, LazyRequest, ManualRequest, Refusal, type Run, tool } from "./tool/tool.ts";

/** Finds the leftmost longest match of several patterns at or behind a place. */
export type Finder = (line: string, from: number) => { index: number; end: number } | undefined;

/** What -P needs beyond the core group; made by `perl-grep.ts`. */
export type PerlFinder = (sources: readonly string[], ignoreCase: boolean) => Finder;

interface Search {
  readonly matches: (line: string) => boolean;
  readonly find: Finder;
}

function compile(run: Run, perl: PerlFinder | undefined): Search {
  const texts = [...run.values("e"), ...run.values("file-patterns")];
  const sources = texts.flatMap((text) => text.split("\n")).map((text) => run.locale.argument(text));
  if (run.has("P") && run.has("E", "F", "G")) throw new Refusal("conflicting matchers specified");
  const kind =
    run.lastOf("E", "F", "G", "P") ?? (run.name.endsWith("egrep") ? "E" : run.name.endsWith("fgrep") ? "F" : "G");
  const ignoreCase = run.lastOf("i", "no-ignore-case") === "i";
  const finders: Finder[] = [];
  const tests: ((line: string) => boolean)[] = [];
  if (kind === "P") {
    if (perl === undefined) throw new LazyRequest("perl", "perlGrep");
    finders.push(perl(sources, ignoreCase));
  } else if (kind === "F") {
    const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
    const words = sources.map(fold);
    finders.push((line, from) => {
      const folded = fold(line);
      let best: { index: number; end: number } | undefined;
      for (const word of words) {
        const index = folded.indexOf(word, from);
        if (index < 0) continue;
        if (best === undefined || index < best.index || (index === best.index && index + word.length > best.end))
          best = { index, end: index + word.length };
      }
      return best;
    });
  } else {
    for (const source of sources) {
      if (/^\[:.*:\]$/.test(source)) throw new Refusal("character class syntax is [[:space:]], not [:space:]");
      try {
        const pattern = new Pattern(source, { extended: kind === "E", ignoreCase, unicode: run.locale.utf8 });
        finders.push((line, from): Match | undefined => pattern.exec(line, from));
        tests.push((line) => pattern.test(line));
      } catch (error) {
        if (error instanceof PatternError) {
          throw new Refusal(source.endsWith("[") ? "Invalid regular expression" : error.message);
        }
        throw error;
      }
    }
  }
  const any: Finder = (line, from) => {
    let best: { index: number; end: number } | undefined;
    for (const finder of finders) {
      const match = finder(line, from);
      if (
        match !== undefined &&
        (best === undefined || match.index < best.index || (match.index === best.index && match.end > best.end))
      )
        best = match;
    }
    return best;
  };
  const isWord = (character: string | undefined): boolean => character !== undefined && /\w/.test(character);
  let find = any;
  if (run.has("x")) {
    find = (line, from) => {
      if (from > 0) return undefined;
      for (const finder of finders) {
        const match = finder(line, 0);
        if (match?.index === 0 && match.end === line.length) return match;
      }
      return undefined;
    };
  } else if (run.has("w")) {
    find = (line, from) => {
      for (let start = from; start <= line.length;) {
        const match = any(line, start);
        if (match === undefined) return undefined;
        for (let end = match.end; end > match.index || end === match.end; end -= 1) {
          const shorter = end === match.end ? match : any(line.slice(0, end), match.index);
          if (shorter?.index === match.index && !isWord(line[match.index - 1]) && !isWord(line[shorter.end]))
            return shorter;
          if (end <= match.index) break;
        }
        start = match.index + 1;
      }
      return undefined;
    };
  }
  const quick = !run.has("x", "w") && tests.length === finders.length;
  return { find, matches: quick ? (line) => tests.some((test) => test(line)) : (line) => find(line, 0) !== undefined };
}

class Grep {
  found = false;
  #run: Run;
  #search: Search;
  #named: boolean;
  #color: boolean;
  #before: number;
  /** -m: how many lines are enough. */
  readonly limit: number;
  #after: number;
  #printedAny = false;
  #colors: GrepColors;

  constructor(run: Run, search: Search, named: boolean) {
    this.#run = run;
    this.#search = search;
    this.#named = named;
    const when = run.has("color") ? (run.value("color") ?? "auto") : "never";
    this.#color = when === "always" || (when === "auto" && run.out.isTerminal && run.process.env.TERM !== "dumb");
    this.#colors = grepColors(this.#color ? run.process.env : {});
    const context = this.#number("C");
    this.#before = this.#number("B") ?? context ?? 0;
    this.#after = this.#number("A") ?? context ?? 0;
    this.limit = this.#number("m") ?? Infinity;
  }

  #number(key: string): number | undefined {
    const text = this.#run.value(key);
    if (text === undefined) return undefined;
    if (!/^\d+$/.test(text))
      throw new Refusal(key === "m" ? "invalid max count" : `${text}: invalid context length argument`, { status: 2 });
    return Number(text);
  }

  #paint(part: keyof GrepColors, text: string): string {
    const code = this.#colors[part];
    return this.#color && code !== "" ? `\x1b[${code}m\x1b[K${text}\x1b[m\x1b[K` : text;
  }

  #prefix(name: string, number: number, offset: number, mark: string): string {
    const run = this.#run;
    const sign = this.#paint("separator", mark);
    const parts: string[] = [];
    if (this.#named) parts.push(this.#paint("name", textToByteText(name)) + (run.has("Z") ? "\0" : sign));
    const shown = (value: number): string => String(value).padStart(run.has("T") ? 2 : 0);
    if (run.has("n")) parts.push(this.#paint("line", shown(number)) + sign);
    if (run.has("b")) parts.push(this.#paint("offset", shown(offset)) + sign);
    return parts.join("") + (run.has("T") && parts.length > 0 ? "\t" : "");
  }

  async file(file: OpenFile, name: string): Promise<void> {
    const run = this.#run;
    const invert = run.has("v");
    const end = run.has("z") ? "\0" : "\n";
    const { limit } = this;
    let begun = false;
    const listing = run.has("l", "L");
    const silent = run.has("q") || listing || run.has("c");
    const lines = new Lines(run, file, end);
    const held: { line: string; number: number; offset: number }[] = [];
    let [number, offset, count, trailing, last] = [0, 0, 0, 0, 0];
    let binary = false;
    const print = (text: string): Promise<void> | undefined => run.out.raw(text);
    const full = !silent && !run.has("o");
    const context = full && run.has("A", "B", "C");
    const seeks = !run.has("a") && run.value("binary-files") !== "text" && end === "\n";
    const only = run.has("q");
    const bare = this.#prefix(name, 0, 0, ":") === "";
    if (limit > 0) {
      for (;;) {
        const line = lines.next() ?? ((await lines.fill()) ? lines.next() : undefined);
        if (line === undefined) break;
        number += 1;
        const turn = number % 16 === 0 ? run.process.breathe() : undefined;
        if (turn !== undefined) await turn;
        const text = run.locale.decode(line);
        if (
          seeks &&
          !binary &&
          (line.includes("\0") ||
            (text !== line && /[\udc80-\udcff]/.test(text) && /(?<![\ud800-\udbff])[\udc80-\udcff]/.test(text)))
        )
          binary = true;
        if (this.#search.matches(text) !== invert) {
          count += 1;
          this.found = true;
          if (only) return;
          if (listing) break;
          if (!silent && binary) {
            if (run.value("binary-files") !== "without-match" && !run.has("I")) {
              await run.complain(`${run.name}: ${name}: binary file matches\n`);
            } else this.found = false;
            break;
          }
          if (full) {
            const first = held[0]?.number ?? number;
            if (context && this.#printedAny && (!begun || first > last + 1) && !run.has("no-group-separator"))
              await print(`${this.#paint("separator", run.value("group-separator") ?? "--")}\n`);
            for (const earlier of held)
              await print(`${this.#prefix(name, earlier.number, earlier.offset, "-")}${earlier.line}${end}`);
            held.length = 0;
            const prefix = bare ? "" : this.#prefix(name, number, offset, ":");
            const wait = print(prefix + this.#colored(text, invert) + end);
            if (wait) await wait;
            this.#printedAny = true;
            begun = true;
            last = number;
            trailing = this.#after;
          } else if (!silent && !invert) await this.#only(text, name, number, offset, end);
          if (count >= limit) {
            if (!context) break;
            await this.#rest(lines, name, number, offset + line.length + 1, trailing, end);
            break;
          }
        } else if (context) {
          if (trailing > 0) {
            trailing -= 1;
            last = number;
            await print(`${this.#prefix(name, number, offset, "-")}${line}${end}`);
          } else if (this.#before > 0) {
            held.push({ line, number, offset });
            if (held.length > this.#before) held.shift();
          }
        }
        offset += line.length + 1;
      }
    }
    if (file.kind === "file" && count >= limit) {
      const unread = lines.remaining().length;
      if (unread > 0) file.seek(-unread, "current");
    }
    await this.sum(name, count);
  }

  /** What is said of a file as a whole, with -c, -l and -L. */
  async sum(name: string, count: number): Promise<void> {
    const run = this.#run;
    if (run.has("c"))
      await run.out.raw(
        `${this.#named ? this.#paint("name", textToByteText(name)) + (run.has("Z") ? "\0" : this.#paint("separator", ":")) : ""}${count}\n`,
      );
    const matched = count > 0;
    if (run.lastOf("l", "L") === "l" ? matched : run.has("L") && !matched) {
      await run.out.raw(this.#paint("name", textToByteText(name)) + (run.has("Z") ? "\0" : "\n"));
    }
  }

  async #rest(lines: Lines, name: string, from: number, start: number, count: number, end: string): Promise<void> {
    let [number, offset] = [from, start];
    for (let left = count; left > 0; left -= 1) {
      const line = await lines.line();
      if (line === undefined || this.#search.matches(this.#run.locale.decode(line))) return;
      number += 1;
      await this.#run.out.raw(`${this.#prefix(name, number, offset, "-")}${line}${end}`);
      offset += line.length + 1;
    }
  }

  #colored(text: string, invert: boolean): string {
    const { locale } = this.#run;
    if (!this.#color || invert) return locale.encode(text);
    let result = "";
    let at = 0;
    for (
      let match = this.#search.find(text, 0);
      match !== undefined;
      match = this.#search.find(text, match.end > match.index ? match.end : match.end + 1)
    ) {
      if (match.end > match.index)
        result +=
          locale.encode(text.slice(at, match.index)) +
          this.#paint("match", locale.encode(text.slice(match.index, match.end)));
      else result += locale.encode(text.slice(at, match.end));
      at = match.end;
      if (match.end >= text.length) break;
    }
    return result + locale.encode(text.slice(at));
  }

  async #only(text: string, name: string, number: number, offset: number, end: string): Promise<void> {
    const { locale, out } = this.#run;
    for (let from = 0; from <= text.length;) {
      const match = this.#search.find(text, from);
      if (match === undefined) return;
      if (match.end > match.index) {
        const before = locale.encode(text.slice(0, match.index)).length;
        const wait = out.raw(
          this.#prefix(name, number, offset + before, ":") +
            this.#paint("match", locale.encode(text.slice(match.index, match.end))) +
            end,
        );
        if (wait) await wait;
      }
      from = match.end > match.index ? match.end : match.end + 1;
    }
  }
}

async function walk(run: Run, grep: Grep, name: string, top: boolean, implied = false): Promise<void> {
  const recursive = run.has("r", "R");
  const base = name.split("/").at(-1) ?? name;
  const fits = (key: string): boolean => run.values(key).some((glob) => wildcard(glob).test(base));
  try {
    const stat = name === "-" ? undefined : top || run.has("R") ? run.stat(name) : run.lstat(name);
    if (stat?.kind === "symlink") return;
    if (stat?.kind === "directory") {
      if (
        run.value("d") === "skip" ||
        (!top && fits("exclude-dir")) ||
        (top && run.values("exclude-dir").some((glob) => glob === name))
      )
        return;
      if (!recursive && run.value("d") !== "recurse") throw new FileError("EISDIR", name);
      const entries = run.files.readDirectory(run.path(name));
      for (const entry of entries)
        await walk(run, grep, implied && top ? entry.name : `${name.replace(/(?<=.)\/+$/, "")}/${entry.name}`, false);
      return;
    }
    if (name !== "-" && (fits("exclude") || (run.has("include") && !fits("include")))) return;
    const file = run.openInput(name);
    try {
      await grep.file(file, name === "-" ? (run.value("label") ?? "(standard input)") : name);
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof Error && error.name === "BacktrackingLimit") {
      run.status = 2;
      await run.warn(`${name === "-" ? "(standard input)" : name}: exceeded PCRE's backtracking limit`);
      return;
    }
    if (!isFileError(error) || error.code === "EPIPE") throw error;
    if (error.code === "EISDIR") {
      if (!run.has("s")) await run.warn(`${name}: Is a directory`);
      await grep.sum(name, 0);
      run.status = 2;
      return;
    }
    run.status = 2;
    if (!run.has("s")) await run.warn(`${name}: ${error.reason}`);
  }
}

const OPTIONS =
  "A,after-context= a,text B,before-context= b,byte-offset C,context= c,count color,colour? D,devices= d,directories= E,extended-regexp " +
  "e,regexp= F,fixed-strings f,file= G,basic-regexp P,perl-regexp H,with-filename h,no-filename I binary-files= i,y,ignore-case " +
  "no-ignore-case include= exclude= exclude-dir= exclude-from= L,files-without-match l,files-with-matches label= line-buffered m,max-count= " +
  "n,line-number o,only-matching q,quiet,silent R,dereference-recursive r,recursive s,no-messages T,initial-tab U,binary u,unix-byte-offsets V,version v,invert-match " +
  "w,word-regexp x,line-regexp Z,null z,null-data group-separator= no-group-separator";

/** grep with or without -P: without it, -P asks the table for the group that has it. */
export const makeGrep = (perl?: PerlFinder): Program =>
  tool(
    {
      options: OPTIONS,
      failure: 2,
      hint: (name) => `Usage: ${name} [OPTION]... PATTERNS [FILE]...\nTry '${name} --help' for more information.`,
      prepare: (words) => {
        const end = words.indexOf("--");
        return words.map((word, index) =>
          /^-\d+$/.test(word) && (end < 0 || index < end) && !/^-[A-Za-z]*[ABCmefd]$/.test(words[index - 1] ?? "")
            ? `-C${word.slice(1)}`
            : word,
        );
      },
    },
    async (run) => {
      if (run.has("V")) throw new ManualRequest("version");
      const operands = [...run.operands];
      const extra: { key: string; value: string }[] = [];
      for (const name of run.values("f")) {
        try {
          const file = run.openInput(name);
          const text = await readAll(run, file);
          file.close();
          for (const line of text.replace(/\n$/, "").split("\n"))
            if (text !== "") extra.push({ key: "file-patterns", value: run.locale.text(line) });
        } catch (error) {
          if (!isFileError(error)) throw error;
          throw new Refusal(`${name}: ${error.reason}`);
        }
      }
      if (!run.has("e", "f")) {
        const pattern = operands.shift();
        if (pattern === undefined) {
          await run.complain(
            `Usage: ${run.name} [OPTION]... PATTERNS [FILE]...\nTry '${run.name} --help' for more information.\n`,
          );
          return 2;
        }
        extra.push({ key: "e", value: pattern });
      }
      run.addOptions(extra);
      await checkKinds(run);
      const recursive = run.has("r", "R") || run.value("d") === "recurse";
      const named =
        run.lastOf("H", "h") === "H" ||
        (run.lastOf("H", "h") === undefined &&
          (operands.length > 1 || recursive) &&
          !(operands.length === 1 && recursive && run.tryStat(operands[0] ?? "")?.kind !== "directory"));
      const grep = new Grep(run, compile(run, perl), named);
      if (grep.limit === 0) return 1;
      const names = operands.length > 0 ? operands : recursive ? ["."] : ["-"];
      for (const name of names) {
        await walk(run, grep, name, true, operands.length === 0);
        if (run.has("q") && grep.found) return 0;
      }
      if (run.status === 2) return 2;
      return grep.found ? 0 : 1;
    },
  );

export const grep = makeGrep();

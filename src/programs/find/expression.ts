/** find's expression: tests and actions by their words, with GNU's complaints. */
import { pathPattern, requireDialect } from "./regex.ts";
import { applyMode, parseMode } from "../tool/mode.ts";
import { wildcard } from "../tool/wildcard.ts";
import { isFileError, Refusal, type Run } from "../tool/tool.ts";
import { baseName, KINDS, type Settings, type Test } from "./entry.ts";
import { printingAction } from "./printing.ts";
import type { Seldom } from "./seldom.ts";
import { statOf, timeTest } from "./time-test.ts";
import { ownerTest } from "./owner-test.ts";

export class ExpressionReader {
  #dialect = "emacs";
  #daystart = false;
  #run: Run;
  #seldom: Seldom | undefined;
  #words: readonly string[];
  #at = 0;
  #hasAction = false;
  readonly settings: Settings = {
    depthFirst: false,
    minDepth: 0,
    maxDepth: Infinity,
    oneFileSystem: false,
    quit: false,
    outputs: new Map(),
    warnings: [],
    followLinks: false,
    namesFrom: undefined,
    atEnd: [],
  };

  constructor(run: Run, words: readonly string[], seldom: Seldom | undefined) {
    this.#run = run;
    this.#words = words;
    this.#seldom = seldom;
  }

  read(): Test {
    if (this.#words.length === 0) return this.#print();
    const test = this.#or();
    const left = this.#words[this.#at];
    if (left !== undefined) {
      if (left === ")") throw new Refusal("invalid expression; you have too many ')'");
      throw new Refusal(`paths must precede expression: \`${left}'`);
    }
    if (this.#hasAction) return test;
    const print = this.#print();
    return async (entry) => (await test(entry)) && print(entry);
  }

  #peek(): string | undefined {
    return this.#words[this.#at];
  }

  #or(): Test {
    let left = this.#and();
    for (;;) {
      const word = this.#peek();
      if (word === ",") {
        this.#at += 1;
        const [before, after] = [left, this.#and()];
        left = async (entry) => {
          await before(entry);
          return after(entry);
        };
      } else if (word === "-o" || word === "-or") {
        this.#at += 1;
        this.#expectAfter(word);
        const [before, after] = [left, this.#and()];
        left = async (entry) => (await before(entry)) || after(entry);
      } else return left;
    }
  }

  #and(): Test {
    let left = this.#not();
    for (;;) {
      const word = this.#peek();
      if (word === undefined || word === ")" || word === "-o" || word === "-or" || word === ",") return left;
      if (word === "-a" || word === "-and") {
        this.#at += 1;
        this.#expectAfter(word);
      }
      const [before, after] = [left, this.#not()];
      left = async (entry) => (await before(entry)) && after(entry);
    }
  }

  #expectAfter(word: string): void {
    if (this.#peek() === undefined) throw new Refusal(`expected an expression after '${word}'`);
  }

  #not(): Test {
    const word = this.#peek();
    if (word !== undefined && ["-o", "-or", "-a", "-and", ","].includes(word)) {
      throw new Refusal(`invalid expression; you have used a binary operator '${word}' with nothing before it.`);
    }
    if (word === "!" || word === "-not") {
      this.#at += 1;
      if (this.#peek() === undefined) throw new Refusal("expected an expression after '" + word + "'");
      const inner = this.#not();
      return async (entry) => !(await inner(entry));
    }
    if (word === "(") {
      this.#at += 1;
      if (this.#peek() === undefined) {
        throw new Refusal(
          "invalid expression; expected to find a ')' but didn't see one. Perhaps you need an extra predicate after '('",
        );
      }
      if (this.#peek() === ")") throw new Refusal("invalid expression; empty parentheses are not allowed.");
      const inner = this.#or();
      if (this.#peek() !== ")")
        throw new Refusal("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
      this.#at += 1;
      return inner;
    }
    this.#at += 1;
    return this.#primary(word ?? "");
  }

  #argument(name: string): string {
    const word = this.#words[this.#at];
    if (word === undefined)
      throw new Refusal(
        /^-newer../.test(name) ? `The '${name}' test needs an argument` : `missing argument to \`${name}'`,
      );
    this.#at += 1;
    return word;
  }

  /** "+n", "-n" or "n" against a number. */
  #comparison(name: string, text = this.#argument(name), scale = 1): (value: number) => boolean {
    const match = /^([-+]?)(\d+(?:\.\d+)?)$/.exec(text);
    if (match === null) throw new Refusal(`invalid argument \`${text}' to \`${name}'`);
    const limit = Number(match[2]) * scale;
    if (match[1] === "+") return (value) => value > limit;
    if (match[1] === "-") return (value) => value < limit;
    return (value) => value === limit;
  }

  #print(): Test {
    return printingAction(this.#run, this.settings, "-print", () => "", undefined) ?? ((): boolean => true);
  }

  #primary(word: string): Test {
    const run = this.#run;
    const printing = printingAction(run, this.settings, word, () => this.#argument(word), this.#seldom);
    if (printing !== undefined) {
      this.#hasAction = true;
      return printing;
    }
    const owned = ownerTest(
      run,
      word,
      () => this.#argument(word),
      () => this.#comparison(word),
    );
    if (owned !== undefined) return owned;
    const timed = timeTest(
      run,
      word,
      () => this.#argument(word),
      (text) => this.#comparison(word, text),
      this.#daystart,
      this.#seldom,
    );
    if (timed !== undefined) return timed;
    switch (word) {
      case "-true":
        return () => true;
      case "-false":
        return () => false;
      case "-depth":
      case "-d":
        this.settings.depthFirst = true;
        return () => true;
      case "-xdev":
      case "-mount":
        this.settings.oneFileSystem = true;
        return () => true;
      case "-follow":
        this.settings.followLinks = true;
        return () => true;
      case "-files0-from":
        this.settings.namesFrom = this.#argument(word);
        return () => true;
      case "-daystart":
        this.#daystart = true;
        return () => true;
      case "-noleaf":
      case "-warn":
      case "-nowarn":
      case "-ignore_readdir_race":
        return () => true;
      case "-maxdepth":
      case "-mindepth": {
        const text = this.#argument(word);
        if (!/^\d+$/.test(text))
          throw new Refusal(
            `Expected a positive decimal integer argument to ${word}, but got ${run.locale.quote(text)}`,
          );
        if (word === "-maxdepth") this.settings.maxDepth = Number(text);
        else this.settings.minDepth = Number(text);
        return () => true;
      }
      case "-name":
      case "-iname": {
        const pattern = wildcard(this.#argument(word), { ignoreCase: word === "-iname" });
        return ({ path }) => pattern.test(baseName(path));
      }
      case "-path":
      case "-wholename":
      case "-ipath":
      case "-iwholename": {
        const pattern = wildcard(this.#argument(word), { ignoreCase: word.startsWith("-i") });
        return ({ path }) => pattern.test(path);
      }
      case "-lname":
      case "-ilname": {
        const pattern = wildcard(this.#argument(word), { ignoreCase: word.startsWith("-i") });
        return ({ path, stat }) => stat.kind === "symlink" && pattern.test(run.files.readLink(run.path(path)));
      }
      case "-regex":
      case "-iregex": {
        const matches = pathPattern(run, this.#argument(word), this.#dialect, word === "-iregex");
        return ({ path }) => matches(path);
      }
      case "-regextype":
        this.#dialect = this.#argument(word);
        requireDialect(run, this.#dialect);
        return () => true;
      case "-type":
      case "-xtype": {
        const text = this.#argument(word);
        const kinds = text.split(",").map((letter) => {
          const kind = KINDS[letter];
          if (letter.length > 1) throw new Refusal(`Must separate multiple arguments to ${word} using: ','`);
          if (kind === undefined) throw new Refusal(`Unknown argument to ${word}: ${letter}`);
          return kind;
        });
        return ({ path, stat }) =>
          kinds.includes(word === "-type" ? stat.kind : (run.tryStat(path)?.kind ?? stat.kind));
      }
      case "-size": {
        const text = this.#argument(word);
        const match = /^([-+]?\d+)([bcwkMG]?)$/.exec(text);
        if (match === null)
          throw new Refusal(
            /^[-+]?\d|[a-zA-Z]$/.test(text)
              ? `invalid -size type \`${text.at(-1) ?? ""}'`
              : `Invalid argument \`${text}' to -size`,
          );
        const unit = { "": 512, b: 512, c: 1, w: 2, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }[match[2] ?? ""] ?? 512;
        const fits = this.#comparison(word, match[1]);
        return ({ stat }) => fits(Math.ceil(stat.size / unit));
      }
      case "-empty":
        return ({ path, stat }) =>
          stat.kind === "directory"
            ? run.files.readDirectory(run.path(path)).length === 0
            : stat.kind === "file" && stat.size === 0;
      case "-perm": {
        const text = this.#argument(word);
        const mode = parseMode(text.replace(/^[-/]/, ""));
        if (mode === undefined) throw new Refusal(`invalid mode ${run.locale.quote(text)}`);
        const bits = applyMode(mode, 0, false, 0);
        if (text.startsWith("-")) return ({ stat }) => (stat.mode & bits) === bits;
        if (text.startsWith("/")) return ({ stat }) => bits === 0 || (stat.mode & bits) !== 0;
        return ({ stat }) => stat.mode === bits;
      }
      case "-links": {
        const fits = this.#comparison(word);
        return ({ stat }) => fits(stat.nlink);
      }
      case "-inum": {
        const fits = this.#comparison(word);
        return ({ stat }) => fits(stat.ino);
      }
      case "-samefile": {
        const wanted = statOf(run, this.#argument(word));
        return ({ stat }) => stat.ino === wanted.ino && stat.dev === wanted.dev;
      }
      case "-readable":
      case "-writable":
      case "-executable": {
        const bit = word === "-readable" ? 0o444 : word === "-writable" ? 0o222 : 0o111;
        return ({ stat }) => (run.process.uid === 0 && bit !== 0o111) || (stat.mode & bit) !== 0;
      }
      case "-prune":
        return (entry) => {
          entry.prune = true;
          return true;
        };
      case "-quit":
        this.#hasAction = true;
        return () => {
          this.settings.quit = true;
          return true;
        };
      case "-delete":
        this.#hasAction = true;
        this.settings.depthFirst = true;
        return async ({ path, stat }) => {
          if (path === "." || path === "..") return true;
          try {
            if (stat.kind === "directory") run.files.removeDirectory(run.path(path));
            else run.files.unlink(run.path(path));
            return true;
          } catch (error) {
            if (!isFileError(error)) throw error;
            await run.error(`cannot delete ${run.locale.quote(path)}: ${error.reason}`);
            return false;
          }
        };
      case "-exec":
      case "-execdir":
      case "-ok":
        this.#hasAction = true;
        return this.#execute(word);
      default:
        if (word.startsWith("-newer"))
          throw new Refusal(
            `${word.includes("B") ? `This system does not provide a way to find the birth time of a file.\n${run.name}: ` : ""}invalid predicate \`${word}'`,
          );
        if (word.startsWith("-")) throw new Refusal(`unknown predicate \`${word}'`);
        throw new Refusal(`paths must precede expression: \`${word}'`);
    }
  }

  #execute(word: string): Test {
    const run = this.#run;
    const argv: string[] = [];
    for (;;) {
      const part = this.#words[this.#at];
      if (part === undefined) throw new Refusal(`missing argument to \`${word}'`);
      this.#at += 1;
      if (part === ";") break;
      if (part === "+" && argv.at(-1) === "{}") {
        argv.pop();
        return this.#batched(argv);
      }
      argv.push(part);
    }
    return async ({ path }) => {
      const base = path.split("/").at(-1) ?? path;
      const shown = word === "-execdir" ? `./${base}` : path;
      const words = argv.map((part) => part.replaceAll("{}", () => shown));
      if (word === "-ok") {
        await run.complain(`< ${words[0] ?? ""} ... ${path} > ? `);
        const answer = await run.process.read(0, 256);
        if (answer === null || !/^[yY]/.test(String.fromCharCode(answer[0] ?? 0))) return false;
      }
      const cwd =
        word === "-execdir" ? run.path(path.slice(0, Math.max(0, path.length - base.length)) || ".") : run.process.cwd;
      return (await this.#call(words, cwd)) === 0;
    };
  }

  async #call(words: readonly string[], cwd: string): Promise<number> {
    const run = this.#run;
    await run.out.flush();
    const [command = ""] = words;
    if (run.process.which(command) === undefined) {
      await run.warn(`${run.locale.quote(command)}: No such file or directory`);
      return 127;
    }
    return run.process.spawn({ argv: words, cwd }).exit;
  }

  #batched(argv: readonly string[]): Test {
    let held: string[] = [];
    const flush = async (): Promise<void> => {
      const paths = held;
      held = [];
      if (paths.length > 0 && (await this.#call([...argv, ...paths], this.#run.process.cwd)) !== 0)
        this.#run.status = 1;
    };
    this.settings.atEnd.push(flush);
    return async ({ path }) => {
      held.push(path);
      if (held.length >= 1000) await flush();
      return true;
    };
  }
}

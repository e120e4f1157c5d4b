/**
 * What every tool stands on: its options, its output, its status and GNU's way of complaining. A tool is declared by
 * `tool(…)`, which answers the kernel's `Program`.
 */
import { encodeUtf8, type ExitStatus } from "#base";
import { FileError, resolvePath, type FileStat, type FileSystem, type OpenFile } from "#files";
import type { Process, Program } from "#kernel";
import { isFileError } from "./failure.ts";
import { type Locale, localeOf } from "./locale.ts";
import { OptionError, parseOptions, type ParsedOption } from "./options.ts";
import { Output, WriteError } from "./output.ts";
import { quoteInMessage } from "./quote.ts";

export interface Syntax {
  /** Declared options; --help and --version are added unless `plain`. See options.ts for the notation. */
  readonly options?: string;
  /** False: the first operand ends the options. */
  readonly permute?: boolean;
  /** The status of a usage error and of `error()`; 1 unless told. */
  readonly failure?: ExitStatus;
  /** The status of an option that cannot be; `failure` unless told. */
  readonly usageFailure?: ExitStatus;
  /** The status when its output cannot be written; `failure` unless told. */
  readonly writeFailure?: ExitStatus;
  /** What follows a usage error; GNU's "Try 'x --help' for more information." unless told. */
  readonly hint?: (name: string) => string;
  /** Words without options, --help and --version included (echo, test, expr read their own). */
  readonly plain?: boolean;
  /** Rewrites obsolete forms such as `-5` before the options are read. */
  readonly prepare?: (words: readonly string[]) => readonly string[];
  /** Accept "long" options with one dash (find-like programs do their own). */
  readonly name?: string;
}

/** Ends the tool at once: the message goes to standard error behind the program's name. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: ExitStatus | undefined;
  readonly usage: boolean;
  constructor(message: string, { status, usage = false }: { status?: ExitStatus; usage?: boolean } = {}) {
    super(message);
    this.status = status;
    this.usage = usage;
  }
}

/** What the table answers `--help` and `--version` to; the manual's pages live in a group of their own. */
export class ManualRequest extends Error {
  override readonly name = "ManualRequest";
  readonly wanted: "help" | "version";
  constructor(wanted: "help" | "version") {
    super(wanted);
    this.wanted = wanted;
  }
}

/** Asks the table to run a program of another group instead: what the core group leaves out for its size. */
export class LazyRequest extends Error {
  override readonly name = "LazyRequest";
  readonly group: string;
  readonly program: string;
  constructor(group: string, program: string) {
    super(`${group} is not loaded`);
    this.group = group;
    this.program = program;
  }
}

export { isFileError };

/** One run of a tool. */
export class Run {
  readonly process: Process;
  /** How the tool was called; it begins every message. */
  readonly name: string;
  readonly files: FileSystem;
  readonly locale: Locale;
  readonly out: Output;
  options: readonly ParsedOption[];
  readonly operands: readonly string[];
  readonly failure: ExitStatus;
  /** What the tool ends with unless it answers something else. */
  status: ExitStatus = 0;

  constructor(
    process: Process,
    syntax: Syntax,
    name: string,
    parsed: { options: readonly ParsedOption[]; operands: readonly string[] },
  ) {
    this.process = process;
    this.name = name;
    this.files = process.files;
    this.locale = localeOf(process.env);
    this.out = new Output(process);
    this.options = parsed.options;
    this.operands = parsed.operands;
    this.failure = syntax.failure ?? 1;
  }

  /** Adds options that came from elsewhere (a first operand, a file of patterns). */
  addOptions(options: readonly Pick<ParsedOption, "key" | "value">[]): void {
    this.options = [...this.options, ...options.map((option) => ({ ...option, operandsBefore: 0 }))];
  }

  has(...keys: readonly string[]): boolean {
    return this.options.some(({ key }) => keys.includes(key));
  }

  /** The last value given to an option; undefined when it was not given. */
  value(key: string): string | undefined {
    return this.options.findLast((option) => option.key === key)?.value;
  }

  values(key: string): string[] {
    return this.options.filter((option) => option.key === key).map(({ value }) => value ?? "");
  }

  /** The key that was given last among several that exclude each other. */
  lastOf(...keys: readonly string[]): string | undefined {
    return this.options.findLast(({ key }) => keys.includes(key))?.key;
  }

  /** The empty name is no file's (POSIX): ENOENT. */
  path(name: string): string {
    if (name === "") throw new FileError("ENOENT", name);
    return resolvePath(this.process.cwd, name);
  }

  /** stat(2) of a name as written: "f/" is refused when f is no directory. */
  stat(name: string): FileStat {
    const stat = this.files.stat(this.path(name));
    if (name.endsWith("/") && stat.kind !== "directory") throw new FileError("ENOTDIR", name);
    return stat;
  }

  lstat(name: string): FileStat {
    return name.endsWith("/") ? this.stat(name) : this.files.lstat(this.path(name));
  }

  /** What is at a name, the link itself if it is one; undefined when nothing is. */
  tryLstat(name: string): FileStat | undefined {
    try {
      return this.lstat(name);
    } catch (error) {
      if (isFileError(error)) return undefined;
      throw error;
    }
  }

  tryStat(name: string): FileStat | undefined {
    if (name === "") return undefined;
    return this.files.tryStat(this.path(name));
  }

  /** Asks on standard error and reads a line; true for an answer that begins with y. */
  async confirm(question: string): Promise<boolean> {
    await this.out.flush();
    await this.process.write(2, `${this.name}: ${question}`);
    let answer = "";
    while (!answer.endsWith("\n")) {
      const byte = await this.process.read(0, 1);
      if (byte === null) break;
      answer += String.fromCharCode(byte[0] ?? 0);
    }
    return /^[yY]/.test(answer);
  }

  /** Text on standard error as it is, behind what was printed so far (as error(3) has it). */
  async complain(text: string): Promise<void> {
    await this.out.flush();
    await this.process.write(2, encodeUtf8(text));
  }

  /** "name: message" on standard error, without touching the status. */
  async warn(message: string): Promise<void> {
    await this.complain(`${this.name}: ${message}\n`);
  }

  /** Like `warn`, and the tool will have failed. */
  async error(message: string): Promise<void> {
    this.status = this.failure;
    await this.warn(message);
  }

  /** "name: path: No such file or directory" for a `FileError`; anything else is thrown on. */
  async fileError(path: string, error: unknown): Promise<void> {
    if (!isFileError(error) || error.code === "EPIPE") throw error;
    await this.error(`${quoteInMessage(path)}: ${error.reason}`);
  }

  /** "missing operand" and "extra operand" in coreutils' words. */
  expectOperands(least: number, most = Infinity): void {
    if (this.operands.length < least) {
      const last = this.operands.at(-1);
      throw new Refusal(last === undefined ? "missing operand" : `missing operand after ${this.locale.quote(last)}`, {
        usage: true,
      });
    }
    if (this.operands.length > most) {
      throw new Refusal(`extra operand ${this.locale.quote(this.operands[most] ?? "")}`, { usage: true });
    }
  }

  /** Opens a file for reading, "-" for standard input; complaints are the caller's. */
  openInput(name: string): OpenFile {
    if (name === "-") {
      const input = this.process.descriptors.get(0);
      if (input === undefined) throw new FileError("EBADF", "-");
      return input.dup();
    }
    if (this.files.tryStat(this.path(name))?.kind === "directory") throw new FileError("EISDIR", name);
    return this.process.open(name, { read: true });
  }
}

const declared = new WeakMap<Program, Syntax>();

/** How a tool was declared: what its manual page is held to. Undefined for a program that reads its own words. */
export function syntaxOf(program: Program): Syntax | undefined {
  return declared.get(program);
}

export function tool(
  syntax: Syntax,
  main: (run: Run) => Promise<ExitStatus | undefined> | ExitStatus | undefined,
): Program {
  const program: Program = async (process) => {
    const name = process.argv[0] ?? syntax.name ?? "";
    const failure = syntax.failure ?? 1;
    const complain = async (message: string, usage: boolean): Promise<void> => {
      const hint = syntax.hint ?? ((called: string) => `Try '${called} --help' for more information.`);
      await process.write(2, `${name}: ${message}\n${usage ? `${hint(name)}\n` : ""}`);
    };
    let run: Run | undefined;
    try {
      const words = process.argv.slice(1);
      const prepared = syntax.prepare?.(words) ?? words;
      const parsed = syntax.plain
        ? { options: [], operands: prepared }
        : parseOptions(prepared, `${syntax.options ?? ""} help version`, { permute: syntax.permute ?? true });
      for (const { key } of parsed.options) if (key === "help" || key === "version") throw new ManualRequest(key);
      run = new Run(process, syntax, name, parsed);
      const status = await main(run);
      await run.out.flush();
      return status ?? run.status;
    } catch (error) {
      if (error instanceof OptionError) {
        await complain(error.message, true);
        return syntax.usageFailure ?? failure;
      }
      if (error instanceof Refusal) {
        await run?.out.flush();
        await complain(error.message, error.usage);
        return error.status ?? failure;
      }
      if (error instanceof WriteError) {
        await complain(`write error: ${error.message}`, false);
        return syntax.writeFailure ?? failure;
      }
      if (isFileError(error) && error.code !== "EPIPE") {
        await run?.out.flush();
        await complain(`${quoteInMessage(error.path)}: ${error.reason}`, false);
        return failure;
      }
      throw error;
    }
  };
  declared.set(program, syntax);
  return program;
}

import { FileError, type OpenFile } from "#files";
import { SIGNALS } from "#base";
import { ShellError } from "../errors.ts";
import type { Specification } from "../builtins/completion.ts";
import type { ShellProcess } from "../process.ts";
import type { Dialect, FunctionDefinition, Node, Part, Statement, Word } from "../syntax/ast.ts";
import { printFunction } from "../syntax/print.ts";
import type { Task } from "../task.ts";
import { encodeText } from "../text.ts";
import { expandPrompt } from "../expand/prompt.ts";
import { expandString } from "../expand/expand.ts";
import { evaluateShell, expandTextNow, readonlyFailure } from "../expand/evaluate.ts";
import { bindDynamic } from "./dynamic.ts";
import { Jobs, statusOf, type Job } from "./jobs.ts";
import { Options } from "./options.ts";
import { Traps } from "./traps.ts";
import { ReadonlyError, Variables } from "./variables.ts";

/** What expansion and builtins ask of the executor. */
export interface Executor {
  /** The output of `$(…)`, without its final newlines. */
  substitute(shell: Shell, part: Part & { kind: "command" }): Task<string>;
  /** The path that stands for `<(…)` or `>(…)`. */
  substituteProcess(shell: Shell, part: Part & { kind: "process" }): string;
  /** Runs a text in this shell: `eval`, `trap`, `.`; `name` is its file. */
  evaluate(shell: Shell, text: string, options?: EvaluateOptions): Task<number>;
  run(shell: Shell, statements: readonly Statement[]): Task<number>;
  /** Runs a simple command from its words: `command`, `exec`, `builtin`. */
  command(shell: Shell, words: readonly string[], options: CommandOptions): Task<number>;
}

export interface EvaluateOptions {
  readonly line?: number;
  /** The name of the builtin or file that messages of syntax errors begin with. */
  readonly origin?: string;
}

export interface CommandOptions {
  readonly functions: boolean;
  readonly builtins: boolean;
  readonly externals: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** Search this instead of PATH. */
  readonly path?: string;
}

/** Where execution jumps to: checked after every command instead of thrown, which is what makes loops fast. */
export type Jump = "none" | "break" | "continue" | "return";

/** A function call or a sourced file: who, from which line, and the file that its own lines are in. */
export interface Frame {
  readonly name: string;
  readonly line: number;
  readonly source: string;
  /** Its arguments, kept under `shopt -s extdebug` (BASH_ARGV). */
  readonly args?: readonly string[];
}

/** Everything a shell knows between two commands. */
export class Shell {
  process: ShellProcess;
  readonly dialect: Dialect;
  readonly executor: Executor;
  variables: Variables;
  options: Options;
  functions = new Map<string, FunctionDefinition>();
  exportedFunctions = new Set<string>();
  readonlyFunctions = new Set<string>();
  /** Functions that inherit DEBUG and RETURN (`declare -ft`). */
  tracedFunctions = new Set<string>();
  aliases = new Map<string, string>();
  /** Where commands were found (`hash`). */
  hashed = new Map<string, { path: string; hits: number }>();
  traps: Traps;
  jobs: Jobs;
  /** `$0`. */
  name: string;
  positional: string[] = [];
  status = 0;
  line = 1;
  /** `$!`; 0 while there was none. */
  lastBackground = 0;
  lastArgument = "";
  pipeStatus: number[] = [0];
  directories: string[] = [];

  jump: Jump = "none";
  jumpLevels = 0;
  loops = 0;
  /** How many texts are being evaluated, each within the one before: `eval`, `.`, traps. */
  evaluations = 0;
  /** The functions being called, innermost last, and the lines they were called from. */
  calls: Frame[] = [];
  /** The same with the files being sourced among them, as FUNCNAME, BASH_SOURCE and `caller` show them. */
  frames: Frame[] = [];
  /** What dash's messages say inside `eval` and sourced files: "eval: ", "./file: "; else "". */
  context = "";
  /** The line the parser has come to: where bash lets the text of an `eval` begin. */
  parsedLine = 1;
  /** The command now run, as bash's BASH_COMMAND shows it. */
  command: Node | undefined;
  /** Descriptors of coprocesses: forks do not get them. */
  readonly coprocessDescriptors = new Set<number>();
  /** What to do between two commands about coprocesses that ended. */
  readonly ended: (() => void)[] = [];
  /** Builtins that `enable -n` switched off. */
  disabled = new Set<string>();
  /** How often this shell and its forks were refused a process: a fork bomb is stopped by it. */
  storm = { refused: 0 };
  /** Limits that `ulimit` was told, by letter. */
  limits = new Map<string, string>();
  /** What `complete` was told, by command. */
  completions = new Map<string, Specification>();
  /** Commands typed before (`history`). */
  history: string[] = [];
  /** Files being sourced, innermost last. */
  sources: string[] = [];
  /** Above 0 where a failure is asked about (`if`, `&&`, `!`), so `set -e` does not apply. */
  tested = 0;
  /** `$$`: the process of the shell that all forks come from. */
  rootPid: number;
  /** How many command substitutions deep: bash's `set -x` repeats the first character of PS4. */
  nesting = 0;
  /** `$?` where `return` was called. */
  beforeReturn = 0;
  /** `$?` where the trap began whose `exit` means that status: in bash EXIT's, in dash any. */
  beforeTrap: number | undefined;
  /** Whether the script comes by the standard input: what is read is shown there under `set -v`. */
  readsInput = false;
  /** Whether the script is a file. */
  fromFile = false;
  /** Whether it, or the shell it was forked from, is typed into: messages have no line numbers then. */
  prompted = false;
  /** How many forks deep (`BASH_SUBSHELL`). */
  depth = 0;
  /** How many of those forks run a simple command of a pipeline or in the background, which BASH_SUBSHELL leaves out. */
  uncounted = 0;
  /** The status of the last command substitution of the command now expanded. */
  substituted: number | undefined;
  /** Where getopts is, and what it set OPTIND to. */
  getoptsAt = { word: 1, letter: 0, shown: 1 };
  startedMs = Date.now();
  random = 0;
  /** Files that `<( )` opened for the command now running. */
  temporary: (() => void)[] = [];
  /** The next program may take this process's place: nothing is left to do after it. */
  tail = false;
  /** The builtin now running, for messages. */
  builtin = "";
  /** Array assignments among the arguments of `declare`, to be carried out by it. */
  readonly declarations = new Map<string, (prepare: () => void) => Task<void>>();
  /** Fetches the rest of the shell (`parts.ts`). */
  loadLater: () => Promise<unknown> = () => Promise.resolve();
  /** What to tell at an interactive prompt about a command that does not exist. */
  noteMissing: ((name: string) => string | undefined) | undefined;
  /** How a foreground job that stopped or ended is dealt with (job control). */
  endForeground = (job: Job): number => {
    if (job.state === "done") this.jobs.remove(job);
    return job.end === undefined ? 0 : statusOf(job.end);
  };

  constructor(process: ShellProcess, dialect: Dialect, executor: Executor, name: string) {
    this.process = process;
    this.dialect = dialect;
    this.executor = executor;
    this.name = name;
    this.rootPid = process.pid;
    this.variables = new Variables();
    this.options = new Options(dialect);
    this.traps = new Traps();
    this.jobs = new Jobs();
    this.variables.evaluate = (text) => String(evaluateShell(this, text));
    this.variables.changed = (name) => this.#changed(name);
  }

  /** Where commands are is found anew after PATH was set. */
  #changed(name: string): void {
    if (name === "PATH") this.hashed.clear();
    if (name !== "OPTIND" || this.bash) return;
    const value = this.variables.get(name) ?? "";
    if (!/^\d*$/.test(value)) throw new ShellError(`Illegal number: ${value}`);
  }

  get bash(): boolean {
    return this.dialect === "bash";
  }

  get posix(): boolean {
    return this.dialect === "sh" || this.options.has("posix");
  }

  get interactive(): boolean {
    return this.options.has("interactive");
  }

  /** A copy for a fork; `enter` gives it its process. */
  fork(): Shell {
    const copy = new Shell(this.process, this.dialect, this.executor, this.name);
    copy.variables = this.variables.fork();
    copy.variables.evaluate = (text) => String(evaluateShell(copy, text));
    copy.variables.changed = (name) => copy.#changed(name);
    copy.options = this.options.copy();
    copy.options.set("interactive", false);
    copy.options.set("monitor", false);
    copy.functions = new Map(this.functions);
    copy.exportedFunctions = new Set(this.exportedFunctions);
    copy.readonlyFunctions = new Set(this.readonlyFunctions);
    copy.tracedFunctions = new Set(this.tracedFunctions);
    copy.aliases = new Map(this.aliases);
    copy.hashed = new Map(this.hashed);
    copy.traps = this.traps.fork(this.options);
    if (!this.bash) copy.traps.inherited = undefined;
    copy.jobs = this.jobs.fork();
    copy.positional = [...this.positional];
    copy.directories = [...this.directories];
    copy.evaluations = this.evaluations;
    copy.calls = [...this.calls];
    copy.frames = [...this.frames];
    copy.context = this.context;
    copy.builtin = this.builtin;
    copy.parsedLine = this.parsedLine;
    copy.command = this.command;
    copy.disabled = new Set(this.disabled);
    copy.completions = new Map(this.completions);
    copy.history = this.history;
    copy.limits = new Map(this.limits);
    copy.storm = this.storm;
    copy.loadLater = this.loadLater;
    copy.sources = [...this.sources];
    copy.pipeStatus = this.pipeStatus;
    copy.status = this.status;
    copy.line = this.line;
    copy.lastBackground = this.lastBackground;
    copy.lastArgument = this.lastArgument;
    copy.loops = this.loops;
    copy.tested = this.tested;
    copy.depth = this.depth + 1;
    copy.uncounted = this.uncounted;
    copy.prompted = this.prompted;
    copy.nesting = this.nesting;
    copy.fromFile = this.fromFile;
    copy.rootPid = this.rootPid;
    copy.getoptsAt = { ...this.getoptsAt };
    copy.startedMs = this.startedMs;
    copy.random = 0;
    bindDynamic(copy);
    return copy;
  }

  /** Whether aliases are substituted: always in sh, in bash where it is interactive or told to. */
  get aliasesOn(): boolean {
    return !this.bash || this.posix || this.interactive || this.options.shopt("expand_aliases");
  }

  /** Sets a variable; a read-only one is an error in the shell's words. */
  assign(name: string, value: string): void {
    try {
      this.variables.set(name, value);
    } catch (error) {
      throw error instanceof ReadonlyError ? readonlyFailure(this, error) : error;
    }
  }

  /** A word as the right side of an assignment: tildes, no splitting. */
  *expandAssignmentWord(word: Word): Task<string> {
    return yield* expandString(this, word, "assignment");
  }

  /** What a program finds in its environment. */
  environment(last: string): Record<string, string> {
    const environment = this.variables.environment();
    if (this.bash) environment._ = last;
    for (const name of this.exportedFunctions) {
      const definition = this.functions.get(name);
      if (definition !== undefined)
        environment[`BASH_FUNC_${name}%%`] = printFunction(definition).slice(name.length + 1);
    }
    return environment;
  }

  /** A line of `set -x`. */
  trace(text: string, prompt = this.tracePrompt()): void {
    const descriptor = this.bash ? this.traceDescriptor : 2;
    this.warn(`${prompt}${text}\n`, descriptor, descriptor === 2 ? this.errorsBefore : undefined);
  }

  /** The standard error as it was before the redirections of the command that is traced. */
  errorsBefore: OpenFile | undefined;

  /** PS4, expanded. */
  tracePrompt(): string {
    const prompt = this.variables.get("PS4") ?? (this.bash ? "" : "+ ");
    const shown = /[$`\\]/.test(prompt) ? expandTextNow(this, this.bash ? expandPrompt(this, prompt) : prompt) : prompt;
    return this.bash && shown !== "" ? shown.charAt(0).repeat(this.nesting) + shown : shown;
  }

  /** Where `set -x` writes: BASH_XTRACEFD, or the standard error. */
  get traceDescriptor(): number {
    const number = this.variables.get("BASH_XTRACEFD");
    return number !== undefined && /^\d+$/.test(number) && this.process.descriptors.has(Number(number))
      ? Number(number)
      : 2;
  }

  /** What messages begin with: the shell's name and the line. */
  get prefix(): string {
    if (!this.bash) {
      const inside = this.context !== "" && (this.builtin === "eval" || this.builtin === ".");
      return `${this.name}: ${String(this.line)}: ${inside ? this.context : ""}`;
    }
    const name = this.frames.at(-1)?.source ?? this.name;
    return this.interactive || this.prompted ? `${name}: ` : `${name}: line ${String(this.line)}: `;
  }

  /** The file that functions defined now belong to; bash has words of its own where there is none. */
  get file(): string {
    if (this.frames.length > 0) return this.frames.at(-1)?.source ?? "";
    return this.fromFile ? this.name : this.options.has("command") ? "environment" : "main";
  }

  /** What an error that ends the shell leaves behind in bash: 127 where a `-c` string ends, 1 elsewhere. */
  get fatalStatus(): number {
    return this.options.has("command") && this.depth === 0 && !this.interactive && !this.options.has("errexit")
      ? 127
      : 1;
  }

  /** Whether text beyond ASCII counts as UTF-8 (LC_ALL, LC_CTYPE, LANG). */
  get utf8(): boolean {
    const { variables } = this;
    for (const name of ["LC_ALL", "LC_CTYPE", "LANG"]) {
      const value = variables.get(name);
      if (value !== undefined && value !== "") return /utf-?8/i.test(value);
    }
    return false;
  }

  /** Whether a character is a byte: always in dash, in bash where the locale is no UTF-8. */
  get bytewise(): boolean {
    return !this.bash || !this.utf8;
  }

  /** Writes a message with the prefix to the standard error. */
  complain(message: string): void {
    this.warn(`${this.prefix}${message}\n`);
  }

  /** Says an error as it would have been said where it happened. */
  report(error: ShellError): void {
    if (error.message !== "") this.warn(`${error.prefix ?? this.prefix}${error.message}\n`);
  }

  /** Output to the standard error that nobody waits for at once: what comes next is written after it. */
  warn(text: string, descriptor = 2, file = this.process.descriptors.get(descriptor)): void {
    let written: void | Promise<void>;
    try {
      written = file?.write(encodeText(text), this.process.signal);
    } catch (error) {
      if (error instanceof FileError) return;
      throw error;
    }
    if (written === undefined) return;
    const before = this.flushing;
    const after = written.catch(() => undefined);
    this.flushing = before === undefined ? after : before.then(() => after);
  }

  /** Messages still being written. */
  flushing: Promise<void> | undefined;

  /** Writes to a descriptor. A reader that went away ends the process by SIGPIPE, as the kernel has it. */
  write(descriptor: number, text: string): void | Promise<void> {
    if (text === "") return;
    const file = this.process.descriptors.get(descriptor);
    if (file === undefined) throw new FileError("EBADF", String(descriptor));
    return file.write(encodeText(text), this.process.signal);
  }

  /** Writes a builtin's output: its exit status. */
  print(text: string, builtin = "echo"): number | Promise<number> {
    if (text === "") return 0;
    try {
      const written = this.flushing === undefined ? this.write(1, text) : this.#writeAfter(this.flushing, text);
      if (written === undefined) return 0;
      return written.then(
        () => 0,
        (error: unknown) => this.#writeFailed(error, builtin),
      );
    } catch (error) {
      return this.#writeFailed(error, builtin);
    }
  }

  async #writeAfter(first: Promise<void>, text: string): Promise<void> {
    await first;
    this.flushing = undefined;
    await this.write(1, text);
  }

  #writeFailed(error: unknown, builtin: string): number {
    if (!(error instanceof FileError)) throw error;
    this.complain(this.bash ? `${builtin}: write error: ${error.reason}` : `${builtin}: ${builtin}: I/O error`);
    return 1;
  }

  /** Takes a signal for a trap, or for the interactive shell itself. */
  readonly takeSignal = (signal: number): void => {
    this.traps.pending.push(signal);
    this.traps.wake();
  };

  /** Makes the process act on a signal as the traps say now. */
  applyTrap(signal: number): void {
    const action = this.traps.actions.get(signal);
    if (action !== undefined) this.process.onSignal(signal, action === "" ? "ignore" : this.takeSignal);
    else if (this.interactive && (signal === SIGNALS.SIGINT || signal === SIGNALS.SIGTERM)) {
      this.process.onSignal(signal, this.takeSignal);
    } else this.process.onSignal(signal, "default");
  }
}

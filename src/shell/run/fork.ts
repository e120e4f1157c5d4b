import { SIGNALS } from "#base";
import { FileError, type OpenFile } from "#files";
import { ExitShell, Interrupt, ShellError } from "../errors.ts";
import type { ShellChild, ShellProcess, ShellSpawn } from "../process.ts";
import type { Shell } from "../state/shell.ts";
import { SyntaxError } from "../syntax/syntax-error.ts";
import { drive, type Task } from "../task.ts";
import { runPending, runTrap } from "./trap.ts";

export interface ForkOptions {
  readonly descriptors?: ReadonlyMap<number, OpenFile>;
  readonly group?: number | "new";
  readonly ignored?: readonly number[];
  /** Shown as the process's command. */
  readonly command: string;
}

/** Refusals after which a shell and all its forks start nothing more: what is left of a fork bomb dies out. */
const REFUSALS = 64;

/** Starts a process, or says that the machine has no room for one. */
export function spawn(shell: Shell, options: ShellSpawn): ShellChild {
  const { storm } = shell;
  if (storm.refused < REFUSALS) {
    try {
      return shell.process.spawn(options);
    } catch (error) {
      if (!(error instanceof FileError) || error.code !== "EAGAIN") throw error;
      storm.refused += 1;
    }
  }
  const why = "Resource temporarily unavailable: all processes that this machine can hold are in use";
  throw shell.bash ? new ShellError(`fork: ${why}`, { status: 254 }) : new ShellError(`Cannot fork: ${why}`);
}

/** fork(2): a copy of the shell runs the body as a process of its own. */
export function fork(shell: Shell, body: (child: Shell) => Task<number>, options: ForkOptions): ShellChild {
  const copy = shell.fork();
  const { command, ...rest } = withoutCoprocesses(shell, options);
  return spawn(shell, {
    argv: [command],
    ...rest,
    program: (process) => {
      enter(copy, process);
      return runToEnd(copy, body(copy));
    },
  });
}

/** A fork that held a coprocess's descriptors would keep it from seeing the end of its input. */
function withoutCoprocesses(shell: Shell, options: ForkOptions): ForkOptions {
  if (shell.coprocessDescriptors.size === 0) return options;
  const descriptors = new Map(options.descriptors ?? shell.process.descriptors);
  for (const number of shell.coprocessDescriptors) descriptors.delete(number);
  return { ...options, descriptors };
}

function enter(copy: Shell, process: ShellProcess): void {
  copy.process = process;
  for (const [signal] of copy.traps.actions)
    if (signal > 0 && signal !== SIGNALS.SIGKILL && signal !== SIGNALS.SIGSTOP) copy.applyTrap(signal);
}

/** Runs a shell's work, its EXIT trap included: the exit status. */
export async function runToEnd(shell: Shell, body: Task<number>): Promise<number> {
  let status = await settle(shell, body);
  status = await settle(shell, finish(shell, status));
  while (shell.flushing !== undefined) {
    const now: Promise<void> = shell.flushing;
    await now;
    if (shell.flushing === now) shell.flushing = undefined;
  }
  return status & 255;
}

function* finish(shell: Shell, status: number): Task<number> {
  shell.status = status;
  shell.jump = "none";
  yield* runPending(shell);
  const action = shell.traps.actions.get(0);
  if (action === undefined || action === "") return shell.status === status ? status : shell.status;
  shell.traps.actions.delete(0);
  shell.loops = 0;
  yield* runTrap(shell, 0, action);
  return status;
}

async function settle(shell: Shell, body: Task<number>): Promise<number> {
  try {
    return await drive(body);
  } catch (error) {
    if (error instanceof ExitShell) return error.status;
    if (error instanceof ShellError || error instanceof SyntaxError) return report(shell, error);
    if (error instanceof Interrupt) return 130;
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
      shell.complain("too many nested commands: the stack is full");
      return 2;
    }
    if (error instanceof RangeError) {
      shell.complain(tooLong(error));
      return 2;
    }
    throw error;
  }
}

/** What a value that no string can hold is called: the engine's limit on one text. */
export function tooLong(error: RangeError): string {
  return `out of memory: a text is longer than 2^29 characters (${error.message})`;
}

/** Says an error in the shell's words: the status it leaves. */
export function report(shell: Shell, error: ShellError | SyntaxError, origin = ""): number {
  if (error instanceof SyntaxError) {
    shell.line = error.line;
    shell.warn(syntaxMessage(shell, error, origin));
    return error.status > 0 ? error.status : shell.status || (error.status < 0 ? 2 : 0);
  }
  shell.report(error);
  return error.status ?? (shell.bash ? shell.fatalStatus : 2);
}

function syntaxMessage(shell: Shell, error: SyntaxError, origin: string): string {
  if (!shell.bash) return `${shell.name}: ${String(error.line)}: ${shell.context}${error.message}\n`;
  const name = shell.frames.at(-1)?.source ?? shell.name;
  const said = (text: string, line: number): string =>
    `${name}: ${origin}${shell.interactive ? "" : `line ${String(line)}: `}${text}\n`;
  const { message, also, source, line } = error;
  return [
    message === "" ? "" : said(message, line),
    also === undefined ? "" : said(also.text, also.line),
    source === undefined || shell.interactive ? "" : said(`\`${source}'`, line),
  ].join("");
}

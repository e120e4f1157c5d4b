import { SIGNALS } from "#base";
import { describeJob } from "./builtins/processes.ts";
import { readLine } from "./builtins/read-line.ts";
import { remember } from "./builtins/history.ts";
import { expandHistory } from "./editor/history-expansion.ts";
import { LineEditor } from "./editor/line-editor.ts";
import { ExitShell, Interrupt, ShellError } from "./errors.ts";
import { expandTextNow } from "./expand/evaluate.ts";
import { expandPrompt, shortDirectory } from "./expand/prompt.ts";
import type { ShellOptions } from "./main.ts";
import { runToEnd, tooLong } from "./run/fork.ts";
import { statusOf, type Job } from "./state/jobs.ts";
import { describeSignal } from "./run/killed.ts";
import type { Shell } from "./state/shell.ts";
import { needsMore } from "./syntax/parser.ts";
import { drive, type Task } from "./task.ts";

/**
 * Semantic prompt marks (OSC 133): A before the prompt, B after it, C before a command's output, D with its status
 * after it. A terminal that does not know them shows nothing.
 */
const mark = (text: string): string => `\x1b]133;${text}\x07`;

/**
 * Puts the cursor at the start of a line: of the next one when output ended in mid-line, else of this one. Blanks as wide
 * as the terminal wrap in the first case only. Without it the prompt would be drawn over output without a final newline.
 */
const onNewLine = (columns: number | undefined): string =>
  columns === undefined ? "" : `${" ".repeat(Math.max(columns, 1))}\r`;

/** The prompt where PS1 is not set: the folder, as the lessons show it. */
function prompt(shell: Shell, more: boolean): string {
  const given = shell.variables.get(more ? "PS2" : "PS1");
  if (given !== undefined && given !== "$ ")
    return shell.bash ? expandTextNow(shell, expandPrompt(shell, given)) : expandTextNow(shell, given);
  return more ? "> " : `\x1b[32m${shortDirectory(shell)} $\x1b[0m `;
}

/** A shell that a person types into, until it ends. */
export async function runInteractive(shell: Shell, options: ShellOptions): Promise<number> {
  const { process } = shell;
  const { terminal } = process;
  shell.noteMissing = options.noteMissing;
  shell.prompted = true;
  shell.options.set("monitor", terminal !== undefined);
  if (shell.bash) {
    shell.options.setShopt("expand_aliases", true);
    for (const name of ["history", "histexpand"]) shell.options.set(name, true);
  }
  process.onSignal(SIGNALS.SIGINT, shell.takeSignal);
  // Caught, not ignored: what is ignored would be so in every command.
  for (const signal of [SIGNALS.SIGTERM, SIGNALS.SIGQUIT, SIGNALS.SIGTSTP, SIGNALS.SIGTTIN])
    process.onSignal(signal, () => undefined);
  process.onSignal(SIGNALS.SIGTTOU, "ignore");
  shell.endForeground = (job) => endForeground(shell, job);
  if (terminal !== undefined) terminal.foreground = process.group;
  const editor = new LineEditor(shell, options.commands ?? (() => []));
  return runToEnd(shell, loop(shell, editor));
}

function* loop(shell: Shell, editor: LineEditor): Task<number> {
  for (;;) {
    tellJobs(shell);
    if (shell.flushing !== undefined) yield shell.flushing;
    const text = (yield readCommand(shell, editor)) as string | undefined;
    if (text === undefined) {
      if (shell.jobs.list.some((job) => job.state === "stopped") && !shell.jobs.list.every((job) => job.told)) {
        shell.warn("There are stopped jobs.\n");
        for (const job of shell.jobs.list) job.told = true;
        continue;
      }
      return shell.status;
    }
    if (text.trim() === "") continue;
    const { terminal } = shell.process;
    if (terminal !== undefined)
      yield shell.process.write(1, mark(`C;cmdline_url=${encodeURIComponent(text.trimEnd())}`));
    yield runLine(shell, text);
    if (terminal !== undefined)
      yield shell.process.write(1, mark(`D;${String(shell.status)}`) + onNewLine(shell.process.terminal?.columns));
  }
}

/** One command, of as many lines as it takes; "" after Ctrl+C, undefined at the end. */
async function readCommand(shell: Shell, editor: LineEditor): Promise<string | undefined> {
  const { terminal } = shell.process;
  let text = "";
  for (;;) {
    const shown = `${text === "" ? mark("A") : ""}${prompt(shell, text !== "")}${text === "" ? mark("B") : ""}`;
    if (terminal === undefined) {
      await shell.process.write(2, shown);
      const line = await readLine(shell, 0);
      if (line.ended && line.text === "") return undefined;
      const typed = expandTyped(shell, line.text);
      if (typed === undefined) return "";
      text += `${typed}\n`;
    } else {
      terminal.mode = "raw-all";
      const edited = await editor.edit(shown);
      terminal.mode = "canonical";
      if (edited.kind === "interrupt") {
        shell.status = 130;
        return "";
      }
      if (edited.kind === "end") return text === "" ? undefined : text;
      const typed = expandTyped(shell, edited.text);
      if (typed === undefined) return "";
      text += `${typed}\n`;
    }
    if (!needsMore(text, { dialect: shell.dialect, extglob: shell.options.shopt("extglob"), posix: shell.posix }))
      break;
  }
  const entry = asEntry(shell, text.replace(/\n+$/, ""));
  if (entry.trim() !== "") remember(shell, entry);
  return text;
}

/** A command of several lines as the history keeps it: on one line, where that means the same (bash's cmdhist). */
function asEntry(shell: Shell, text: string): string {
  if (!shell.bash || !text.includes("\n") || /<<|\\\n|#/.test(text)) return text;
  let entry = "";
  let quote = "";
  for (const character of text) {
    if (quote === "" ? character === "'" || character === '"' : character === quote)
      quote = quote === "" ? character : "";
    if (character !== "\n" || quote !== "") entry += character;
    else entry += /(?:^|[\s;&|(])(?:do|then|else|elif|if|while|until|in|\{)$|[;&|({]\s*$/.test(entry) ? " " : "; ";
  }
  return entry;
}

/** bash: a typed line after history expansion, shown when it changed; undefined when it is not to be run. */
function expandTyped(shell: Shell, line: string): string | undefined {
  if (!shell.bash || !shell.options.has("histexpand")) return line;
  const found = expandHistory(line, shell.history, shell.options.shopt("extglob"));
  if (found.kind === "error") {
    shell.complain(found.message);
    return undefined;
  }
  if (found.shown) shell.warn(`${found.text}\n`);
  if (found.run) return found.text;
  remember(shell, found.text);
  return undefined;
}

/** Runs what was typed; errors end the line, not the shell. */
async function runLine(shell: Shell, text: string): Promise<void> {
  shell.storm = { refused: 0 };
  try {
    await drive(shell.executor.evaluate(shell, text, { line: 1 }));
  } catch (error) {
    if (error instanceof ExitShell && shell.bash) throw error;
    if (error instanceof ExitShell) {
      // dash leaves its loop by the same way after a syntax error; a person's line is only dropped.
      if (/^\s*exit\b|[;&|]\s*exit\b/.test(text)) throw error;
      shell.status = error.status;
    } else if (error instanceof Interrupt) {
      shell.status = 130;
      await shell.process.write(2, "\n");
    } else if (error instanceof ShellError) {
      if (error.message !== "") shell.complain(error.message);
      shell.status = error.status ?? 1;
    } else if (error instanceof RangeError) {
      shell.complain(
        /call stack/i.test(error.message) ? "too many nested commands: the stack is full" : tooLong(error),
      );
      shell.status = 2;
    } else throw error;
  }
  shell.jump = "none";
  shell.loops = 0;
  shell.tested = 0;
  shell.calls.length = 0;
}

/** After a foreground job stopped or ended: the terminal comes back, and what happened is said. */
function endForeground(shell: Shell, job: Job): number {
  const { terminal } = shell.process;
  if (terminal !== undefined) {
    terminal.foreground = shell.process.group;
    terminal.mode = "canonical";
    terminal.echo = true;
  }
  const end = job.end ?? { kind: "exited" as const, status: 0 };
  if (job.state === "stopped") {
    job.told = true;
    shell.warn(`\n${describeJob(shell, job)}`);
    return statusOf(end);
  }
  shell.jobs.remove(job);
  if (end.kind === "signaled") {
    if (end.signal === SIGNALS.SIGINT) {
      shell.status = 130;
      throw new Interrupt();
    }
    if (end.signal !== SIGNALS.SIGPIPE) shell.warn(`${describeSignal(end.signal)}\n`);
  }
  return statusOf(end);
}

/** Background jobs that ended since the last prompt. */
function tellJobs(shell: Shell): void {
  for (const job of [...shell.jobs.list]) {
    if (job.state === "running" || job.told) continue;
    shell.warn(describeJob(shell, job));
    job.told = true;
    if (job.state === "done") shell.jobs.remove(job);
  }
}

import { FileError, type OpenFile } from "#files";
import { SIGNALS } from "#base";
import type { ShellChild } from "../process.ts";
import { EVENT_NUMBERS } from "../state/traps.ts";
import type { Shell } from "../state/shell.ts";
import type { Command, Node, Pipeline, Statement } from "../syntax/ast.ts";
import { printNode } from "../syntax/print.ts";
import { wait, type Task } from "../task.ts";
import { runNode, runStatements } from "./execute.ts";
import { waitForeground } from "./external.ts";
import { fork } from "./fork.ts";
import { redirect, RedirectError } from "./redirect.ts";
import { timed } from "./time.ts";
import { runEvent } from "./trap.ts";

const DEBUG = EVENT_NUMBERS.DEBUG ?? 0;

/** Runs a pipeline (POSIX 2.9.2): every stage a process, all at once. */
export function* runPipeline(shell: Shell, node: Pipeline): Task<number> {
  if (node.timed !== "no") return yield* timed(shell, node, runPipeline(shell, { ...node, timed: "no" }));
  if (node.negated) {
    shell.tested += 1;
    let status: number;
    try {
      status = yield* runStages(shell, node);
    } finally {
      shell.tested -= 1;
    }
    if (shell.jump === "return") return status;
    return status === 0 ? 1 : 0;
  }
  return yield* runStages(shell, node);
}

function* runStages(shell: Shell, node: Pipeline): Task<number> {
  const { commands } = node;
  const [only] = commands;
  if (only === undefined) return 0;
  if (commands.length === 1) return yield* runNode(shell, only);
  const lastHere = shell.bash && shell.options.shopt("lastpipe") && !shell.options.has("monitor");
  if (shell.flushing !== undefined) yield* wait(shell.flushing);
  const monitored = shell.options.has("monitor") && shell.depth === 0;
  const children: ShellChild[] = [];
  let input: OpenFile | undefined;
  for (const [at, command] of commands.entries()) {
    const last = at === commands.length - 1;
    if (last && lastHere) return yield* runLastHere(shell, node, command, children, input);
    if (command.kind === "simple") yield* debug(shell, command);
    const [next, output] = last ? [undefined, undefined] : shell.process.pipe();
    const descriptors = new Map(shell.process.descriptors);
    if (input !== undefined) descriptors.set(0, input);
    if (output !== undefined) {
      descriptors.set(1, output);
      if (node.withStderr[at] === true) descriptors.set(2, output);
    }
    children.push(forkStage(shell, command, descriptors, monitored ? (children[0]?.group ?? "new") : undefined));
    input?.close();
    output?.close();
    input = next;
  }
  const status = yield* waitForeground(shell, children, describe(shell, node), monitored);
  if (shell.bash) shell.line = only.line;
  return pipeResult(shell, status);
}

/** The DEBUG trap before a command that a fork will run. */
function* debug(shell: Shell, command: Command): Task<void> {
  if (!shell.traps.actions.has(DEBUG) || shell.options.has("functrace")) return;
  shell.line = command.line;
  if (shell.traps.running.size === 0) shell.command = command;
  yield* runEvent(shell, DEBUG);
}

function describe(shell: Shell, node: Pipeline): string {
  if (shell.bash) return printNode(node);
  return node.commands.map((command) => nameOf(command)).join(" | ");
}

function nameOf(command: Command): string {
  return command.kind === "simple" ? command.words.map((word) => word.raw).join(" ") : command.kind;
}

function pipeResult(shell: Shell, status: number): number {
  if (!shell.options.has("pipefail")) return status;
  return shell.pipeStatus.findLast((one) => one !== 0) ?? 0;
}

function* runLastHere(
  shell: Shell,
  node: Pipeline,
  command: Command,
  children: readonly ShellChild[],
  input: OpenFile | undefined,
): Task<number> {
  const { descriptors } = shell.process;
  const old = descriptors.get(0);
  if (input !== undefined) descriptors.set(0, input);
  let status: number;
  try {
    status = yield* runNode(shell, command);
  } finally {
    input?.close();
    if (old === undefined) descriptors.delete(0);
    else descriptors.set(0, old);
  }
  yield* waitForeground(shell, children, describe(shell, node), false);
  shell.pipeStatus = [...shell.pipeStatus, status];
  return pipeResult(shell, status);
}

/** One stage: a fork; where it is a simple command, the program takes the fork's place. */
function forkStage(
  shell: Shell,
  command: Command,
  descriptors: ReadonlyMap<number, OpenFile>,
  group: number | "new" | undefined,
): ShellChild {
  return fork(
    shell,
    (child) => {
      // A simple command of a pipeline is asked about by its shell alone.
      if (command.kind === "simple") child.traps.actions.delete(EVENT_NUMBERS.ERR ?? 0);
      if (command.kind === "simple") child.uncounted += 1;
      child.tail = command.kind === "simple" && !child.traps.armed;
      return command.kind === "subshell" ? runSubshellHere(child, command) : runNode(child, command);
    },
    { command: nameOf(command), descriptors, ...(group === undefined ? {} : { group }) },
  );
}

/** `( … )`: a fork that is waited for. */
export function* runSubshell(shell: Shell, node: Command & { kind: "subshell" }): Task<number> {
  shell.line = node.line;
  if (shell.flushing !== undefined) yield* wait(shell.flushing);
  const monitored = shell.options.has("monitor") && shell.depth === 0;
  const child = fork(shell, (copy) => runSubshellHere(copy, node), {
    command: shell.name,
    ...(monitored ? { group: "new" } : {}),
  });
  return yield* waitForeground(shell, [child], shell.bash ? printNode(node) : "( ... )", monitored);
}

/** The inside of `( … )`, in a process that is its own already. */
function* runSubshellHere(shell: Shell, node: Command & { kind: "subshell" }): Task<number> {
  if (shell.bash) shell.loops = 0;
  try {
    yield* redirect(shell, node.redirects);
  } catch (error) {
    if (!(error instanceof RedirectError)) throw error;
    return shell.bash ? 1 : 2;
  }
  // The last program may take the subshell's place.
  const last = node.body.at(-1);
  if (last?.node.kind !== "simple" || last.background) return yield* runStatements(shell, node.body);
  if (node.body.length > 1) {
    const status = yield* runStatements(shell, node.body.slice(0, -1));
    if (shell.jump !== "none") return status;
  }
  shell.tail = !shell.traps.armed;
  return yield* runStatements(shell, [last]);
}

/** `command &`: a fork that nobody waits for. */
export function* background(shell: Shell, statement: Statement): Task<number> {
  if (shell.flushing !== undefined) yield* wait(shell.flushing);
  const monitored = shell.options.has("monitor") && shell.depth === 0;
  const descriptors = new Map(shell.process.descriptors);
  let nothing: OpenFile | undefined;
  if (!monitored) {
    try {
      nothing = shell.process.open("/dev/null", { read: true });
      descriptors.set(0, nothing);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      descriptors.delete(0);
    }
  }
  const { node } = statement;
  if (node.kind === "simple") yield* debug(shell, node);
  const child = fork(shell, (copy) => runBackground(copy, node), {
    command: statement.source,
    descriptors,
    ...(monitored ? { group: "new" as const } : { ignored: [SIGNALS.SIGINT, SIGNALS.SIGQUIT] }),
  });
  nothing?.close();
  shell.lastBackground = child.pid;
  const text = shell.bash ? printNode(node) : monitored || shell.interactive ? statement.source : "";
  const job = shell.jobs.add([child], child.group, text, monitored, !shell.bash);
  if (shell.interactive) shell.warn(shell.bash ? `[${String(job.id)}] ${String(child.pid)}\n` : "");
  shell.status = 0;
  return 0;
}

function* runBackground(shell: Shell, node: Node): Task<number> {
  shell.tested = 0;
  if (node.kind === "simple") shell.uncounted += 1;
  shell.tail = node.kind === "simple" && !shell.traps.armed;
  return node.kind === "subshell" ? yield* runSubshellHere(shell, node) : yield* runNode(shell, node);
}

import { SIGNALS } from "#base";
import { Interrupt } from "../errors.ts";
import type { Shell } from "../state/shell.ts";
import { wait, type Task } from "../task.ts";

/** Runs a trap's command and answers its status; `$?` is afterwards what it was before. */
export function* runTrap(shell: Shell, number: number, action: string): Task<number> {
  let result: number;
  const { status, line, pipeStatus, jump, jumpLevels, beforeTrap } = shell;
  shell.jump = "none";
  shell.traps.running.add(number);
  if (number === 0 || !shell.bash) shell.beforeTrap = status;
  if (number !== 0) shell.nesting += 1;
  try {
    result = yield* shell.executor.evaluate(shell, action, { origin: "trap", line: number < 0 ? line : 1 });
  } finally {
    shell.traps.running.delete(number);
    shell.beforeTrap = beforeTrap;
    if (number !== 0) shell.nesting -= 1;
  }
  shell.line = line;
  if (shell.jump === "none") {
    shell.status = status;
    shell.jump = jump;
    shell.jumpLevels = jumpLevels;
  }
  shell.pipeStatus = pipeStatus;
  return result;
}

/** Acts on the signals that arrived since the last command. */
export function* runPending(shell: Shell): Task<void> {
  const { traps } = shell;
  while (traps.pending.length > 0) {
    const signal = traps.pending.shift() ?? 0;
    const action = traps.actions.get(signal);
    if (action !== undefined) {
      if (action !== "") yield* runTrap(shell, signal, action);
    } else if (shell.interactive && signal === SIGNALS.SIGINT) {
      shell.status = 130;
      throw new Interrupt();
    }
  }
}

/** Between two commands: lets the rest of the machine run, writes messages out, acts on signals. */
export function* pause(shell: Shell): Task<void> {
  if (shell.flushing !== undefined) {
    yield* wait(shell.flushing);
    shell.flushing = undefined;
  }
  if (shell.ended.length > 0) for (const act of shell.ended.splice(0)) act();
  const turn = shell.process.breathe();
  if (turn !== undefined) yield turn;
  if (shell.traps.pending.length > 0) yield* runPending(shell);
}

/** bash: DEBUG, ERR and RETURN. The status of the trap's command, 0 without one. */
export function* runEvent(shell: Shell, number: number): Task<number> {
  const action = shell.traps.actions.get(number);
  if (action === undefined || action === "" || shell.traps.running.has(number)) return 0;
  return yield* runTrap(shell, number, action);
}

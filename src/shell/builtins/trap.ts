import { SIGNALS, signalName, signalNumber } from "#base";
import { ShellError } from "../errors.ts";
import { quoteSh, quoteSingle } from "../expand/quote.ts";
import { EVENT_NUMBERS } from "../state/traps.ts";
import type { Shell } from "../state/shell.ts";
import { signalTable } from "./kill.ts";
import { showUsage } from "./usage.ts";
import { fail, type Builtin } from "./builtin.ts";

/** The number of a trap's condition; undefined when there is none of that name. */
function condition(shell: Shell, name: string): number | undefined {
  const bare = name.toUpperCase();
  if (bare === "EXIT" || name === "0") return 0;
  if (shell.bash && bare in EVENT_NUMBERS) return EVENT_NUMBERS[bare];
  if (!shell.bash && /^SIG/i.test(name)) return undefined;
  const found = signalNumber(name);
  return found === undefined || (found > 0 && signalName(found) === undefined) ? undefined : found;
}

function conditionName(shell: Shell, signal: number): string {
  const event = Object.entries(EVENT_NUMBERS).find(([, value]) => value === signal)?.[0];
  if (event !== undefined) return event;
  const name = signalName(signal) ?? String(signal);
  return shell.bash ? name : name.replace(/^SIG/, "");
}

/** EXIT, the signals, then DEBUG, ERR and RETURN. */
function printOrder(signal: number): number {
  if (signal >= 0) return signal;
  return signal === EVENT_NUMBERS.DEBUG ? 1000 : signal === EVENT_NUMBERS.ERR ? 1001 : 1002;
}

export const trap: Builtin = {
  special: true,
  run(shell, args) {
    let words = args[0] === "--" ? args.slice(1) : args;
    if (shell.bash && /^-[lp]*l[lp]*$/.test(words[0] ?? "")) return shell.print(signalTable());
    const printing = words.length === 0 || (shell.bash && words[0] === "-p");
    if (printing) {
      const shown = shell.traps.inherited ?? shell.traps.actions;
      const only = words.slice(1).map((name) => condition(shell, name));
      for (const [at, signal] of only.entries())
        if (signal === undefined) return fail(shell, `${words[at + 1] ?? ""}: invalid signal specification`, 1);
      const quote = shell.bash ? quoteSingle : quoteSh;
      const lines = [...shown]
        .filter(([signal]) => only.length === 0 || only.includes(signal))
        .sort(([a], [b]) => printOrder(a) - printOrder(b))
        .map(([signal, action]) => `trap -- ${quote(action)} ${conditionName(shell, signal)}\n`);
      return shell.print(lines.join(""));
    }
    if (!shell.bash && /^-./.test(words[0] ?? ""))
      throw new ShellError(`trap: Illegal option ${(words[0] ?? "").slice(0, 2)}`);
    if (shell.bash && /^-[A-Za-z]/.test(words[0] ?? "")) {
      shell.complain(`trap: ${(words[0] ?? "").slice(0, 2)}: invalid option`);
      return showUsage(shell);
    }
    if (shell.bash && words.length === 1 && (words[0] === "-" || condition(shell, words[0] ?? "") === undefined))
      return showUsage(shell);
    // One operand, or a number first, resets.
    const resets = words.length === 1 || /^\d+$/.test(words[0] ?? "");
    const action = resets ? "-" : (words[0] ?? "");
    if (!resets) words = words.slice(1);
    shell.traps.inherited = undefined;
    let status = 0;
    for (const name of words) {
      const signal = condition(shell, name);
      if (signal === undefined) {
        if (shell.bash) shell.complain(`trap: ${name}: invalid signal specification`);
        else shell.warn(`trap: ${name}: bad trap\n`);
        status = 1;
        continue;
      }
      if (signal > 0 && shell.traps.ignoredAtStart.has(signal) && !shell.interactive) continue;
      if (action === "-") shell.traps.actions.delete(signal);
      else shell.traps.actions.set(signal, action);
      if (signal > 0 && signal !== SIGNALS.SIGKILL && signal !== SIGNALS.SIGSTOP) shell.applyTrap(signal);
    }
    return status;
  },
};

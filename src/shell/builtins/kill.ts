import { SIGNALS, signalName, signalNumber } from "#base";
import type { Shell } from "../state/shell.ts";
import { fail, type Builtin } from "./builtin.ts";
import { jobOf } from "./processes.ts";

/** dash knows no name with SIG. */
function signalOf(shell: Shell, name: string): number | undefined {
  return !shell.bash && /^SIG/i.test(name) ? undefined : signalNumber(name);
}

export const kill: Builtin = {
  run(shell, args) {
    let signal: number = SIGNALS.SIGTERM;
    let words = args;
    const [first = ""] = words;
    if (first === "-l" || first === "-L") return listSignals(shell, words.slice(1));
    if (first === "-n" && !shell.bash) return fail(shell, "Illegal option -n");
    if (/^-[sn]/.test(first)) {
      if (first.length > 2) words = [first.slice(0, 2), first.slice(2), ...words.slice(1)];
      if (words.length === 1)
        return shell.bash
          ? fail(shell, `${first}: option requires an argument`, 1)
          : fail(shell, "No arg for -s option");
      const named = signalOf(shell, words[1] ?? "");
      if (named === undefined)
        return fail(
          shell,
          shell.bash
            ? `${words[1] ?? ""}: invalid signal specification`
            : `invalid signal number or name: ${words[1] ?? ""}`,
          shell.bash ? 1 : 2,
        );
      signal = named;
      words = words.slice(2);
    } else if (first === "--") words = words.slice(1);
    else if (/^-./.test(first)) {
      const named = signalOf(shell, first.slice(1));
      if (named === undefined)
        return fail(
          shell,
          shell.bash ? `${first.slice(1)}: invalid signal specification` : `Illegal option ${first.slice(0, 2)}`,
          shell.bash ? 1 : 2,
        );
      signal = named;
      words = words.slice(1);
    }
    if (words[0] === "--") words = words.slice(1);
    if (words.length === 0) {
      shell.warn(
        shell.bash
          ? "kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n"
          : `${shell.prefix}kill: Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]\n`,
      );
      return 2;
    }
    let status = 0;
    for (const word of words) {
      const job = word.startsWith("%") ? jobOf(shell, word) : undefined;
      if (shell.bash && shell.jobs.find(word) === "ambiguous") status = 1;
      else if (word.startsWith("%") && job === undefined)
        status = fail(shell, shell.bash ? `${word}: no such job` : `No such job: ${word}`, shell.bash ? 1 : 2);
      if (word.startsWith("%") && job === undefined) continue;
      if (job === undefined && !/^-?\d+$/.test(word)) {
        status = fail(
          shell,
          !shell.bash
            ? `Illegal number: ${word}`
            : word === ""
              ? "`': not a pid or valid job spec"
              : `${word}: arguments must be process or job IDs`,
          shell.bash ? 1 : 2,
        );
        continue;
      }
      if (job !== undefined && !job.monitored && !shell.bash) {
        // dash signals the process group that it would have under job control.
        shell.complain("kill: No such process\n");
        status = 1;
        continue;
      }
      if (job !== undefined && !job.monitored) {
        for (const child of job.children) child.kill(signal);
        continue;
      }
      if (!shell.process.kill(job === undefined ? Number(word) : -job.group, signal)) {
        if (shell.bash) shell.complain(`kill: (${word}) - No such process`);
        else shell.complain("kill: No such process\n");
        status = 1;
      } else if (job?.state === "stopped" && signal !== SIGNALS.SIGCONT)
        shell.process.kill(-job.group, SIGNALS.SIGCONT);
    }
    return status;
  },
};

function listSignals(shell: Shell, words: readonly string[]): number | Promise<number> {
  if (words.length === 0) return shell.print(shell.bash ? signalTable() : signalNames());
  const lines: string[] = [];
  let status = 0;
  // dash looks at the first alone.
  for (const word of shell.bash ? words : words.slice(0, 1)) {
    if (!/^\d+$/.test(word)) {
      if (!shell.bash)
        return fail(shell, /^-./.test(word) ? `Illegal option ${word.slice(0, 2)}` : `Illegal number: ${word}`);
      const number = /^(?:SIG)?EXIT$/i.test(word) ? 0 : signalNumber(word);
      if (number === undefined) status = fail(shell, `${word}: invalid signal specification`, 1);
      else lines.push(String(number));
      continue;
    }
    const number = Number(word) > 128 ? Number(word) - 128 : Number(word);
    const name = number === 0 ? (shell.bash ? "EXIT" : undefined) : numbered().find(([value]) => value === number)?.[1];
    if (shell.bash && (number === 32 || number === 33)) continue;
    if (name === undefined) {
      status = fail(
        shell,
        shell.bash ? `${word}: invalid signal specification` : `invalid signal number or exit status: ${word}`,
        shell.bash ? 1 : 2,
      );
    } else lines.push(name.replace(/^SIG/, ""));
  }
  const printed = shell.print(lines.map((line) => `${line}\n`).join(""));
  return typeof printed === "number" ? status : printed.then(() => status);
}

/** Linux's signals by number. */
function numbered(): [number, string][] {
  const all: [number, string][] = [];
  for (let at = 1; at <= 64; at += 1) {
    const name = signalName(at);
    if (name !== undefined) all.push([at, name]);
  }
  return all;
}

/** `kill -l` and `trap -l` of bash: five to a line. */
export function signalTable(): string {
  let text = "";
  for (const [at, [number, name]] of numbered().entries())
    text += `${String(number).padStart(2)}) ${name}${at % 5 === 4 ? "\n" : "\t"}`;
  return text.endsWith("\n") ? text : `${text}\n`;
}

function signalNames(): string {
  return `0\n${numbered()
    .filter(([number]) => number < 32)
    .map(([, name]) => name.slice(3))
    .join("\n")}\n`;
}

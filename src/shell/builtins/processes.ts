import { SIGNALS, signalName, signalNumber } from "#base";
import { quoteSh, quoteSingle } from "../expand/quote.ts";
import { locate } from "../run/external.ts";
import { describeSignal, statusOf, type Job } from "../state/jobs.ts";
import type { Shell } from "../state/shell.ts";
import { wait as await_, type Task } from "../task.ts";
import { fail, letters, type Builtin } from "./builtin.ts";
import { showUsage } from "./usage.ts";

/** A job by `%n` or pid, or a complaint. */
function jobOf(shell: Shell, word: string): Job | undefined {
  const job = word.startsWith("%")
    ? shell.jobs.find(word)
    : /^\d+$/.test(word)
      ? (shell.jobs.byPid(Number(word)) ?? (shell.bash ? shell.jobs.byId(Number(word)) : undefined))
      : undefined;
  return job === "ambiguous" ? undefined : job;
}

/** Waits for a job's end; 128 + n when a trapped signal comes first. */
function* finishJob(shell: Shell, job: Job): Task<number> {
  while (job.state === "running") {
    const arrived = shell.traps.arrival().then(() => "signal" as const);
    const what = yield* await_(Promise.race([job.changed.then(() => "changed" as const), arrived]));
    if (what === "signal" && shell.traps.pending.length > 0) return 128 + (shell.traps.pending[0] ?? 0);
  }
  if (job.state === "done") shell.jobs.remove(job);
  return job.end === undefined ? 0 : statusOf(job.end);
}

export const wait: Builtin = {
  *run(shell, args): Task<number> {
    let words = args;
    const next = shell.bash && words[0] === "-n";
    if (next) words = words.slice(1);
    if (next) {
      const jobs = shell.jobs.list.filter(
        (job) => words.length === 0 || words.some((word) => jobOf(shell, word) === job),
      );
      if (jobs.length === 0) return 127;
      const first = yield* await_(Promise.race(jobs.map((job) => job.changed.then(() => job))));
      shell.jobs.remove(first);
      return first.end === undefined ? 0 : statusOf(first.end);
    }
    if (words.length === 0) {
      for (const job of [...shell.jobs.list]) {
        if (job.state === "stopped") continue;
        const status = yield* finishJob(shell, job);
        if (shell.traps.pending.length > 0) return status;
      }
      return 0;
    }
    let status = 0;
    for (const word of words) {
      const job = jobOf(shell, word);
      if (job !== undefined) status = yield* finishJob(shell, job);
      else if (word.startsWith("%"))
        status = fail(shell, shell.bash ? `${word}: no such job` : `No such job: ${word}`, shell.bash ? 127 : 2);
      else {
        const ended = shell.jobs.ends.get(Number(word));
        if (ended === undefined && shell.bash) {
          shell.complain(
            /^\d+$/.test(word)
              ? `wait: pid ${word} is not a child of this shell`
              : `wait: \`${word}': not a pid or valid job spec`,
          );
        }
        status = ended ?? 127;
      }
    }
    return status;
  },
};

export const kill: Builtin = {
  run(shell, args) {
    let signal: number = SIGNALS.SIGTERM;
    let words = args;
    const [first = ""] = words;
    if (first === "-l" || first === "-L") return listSignals(shell, words.slice(1));
    if (first === "-s" || first === "-n") {
      const named = signalNumber(words[1] ?? "");
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
      const named = signalNumber(first.slice(1));
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
      if (word.startsWith("%") && job === undefined) {
        status = fail(shell, shell.bash ? `${word}: no such job` : `No such job: ${word}`, shell.bash ? 1 : 2);
        continue;
      }
      if (job === undefined && !/^-?\d+$/.test(word)) {
        status = fail(
          shell,
          shell.bash ? `${word}: arguments must be process or job IDs` : `Illegal number: ${word}`,
          shell.bash ? 1 : 2,
        );
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
  if (words.length === 0) {
    const names = Object.entries(SIGNALS).map(([name, value]) =>
      shell.bash ? `${String(value).padStart(2)}) ${name}` : name.slice(3),
    );
    return shell.print(`${names.join("\n")}\n`);
  }
  const lines = words.map((word) => {
    if (!/^\d+$/.test(word)) return String(signalNumber(word) ?? "");
    const number = Number(word) > 128 ? Number(word) - 128 : Number(word);
    return (signalName(number) ?? String(number)).replace(/^SIG/, "");
  });
  return shell.print(`${lines.join("\n")}\n`);
}

export function describeJob(shell: Shell, job: Job, long = false): string {
  const mark = job === shell.jobs.current ? "+" : job === shell.jobs.previous ? "-" : " ";
  const state =
    job.state === "running"
      ? "Running"
      : job.state === "stopped"
        ? "Stopped"
        : job.end?.kind === "signaled"
          ? describeSignal(job.end.signal)
          : job.end?.kind === "exited" && job.end.status !== 0
            ? shell.bash
              ? `Exit ${String(job.end.status)}`
              : `Done(${String(job.end.status)})`
            : "Done";
  const pid = long ? `${String(job.children[0]?.pid ?? job.group)} ` : "";
  return `[${String(job.id)}]${shell.bash ? "" : " "}${mark} ${shell.bash ? " " : ""}${pid}${state.padEnd(shell.bash ? 24 : 27)}${job.command}${shell.bash && job.state === "running" ? " &" : ""}\n`;
}

export const jobs: Builtin = {
  run(shell, args) {
    const given = letters(shell, args, "lpnrs");
    if (given === undefined) return 2;
    const wanted = given.rest.length > 0 ? given.rest.map((word) => jobOf(shell, word)) : [...shell.jobs.list];
    if (wanted.includes(undefined))
      return fail(shell, shell.bash ? `${given.rest[0] ?? ""}: no such job` : `No such job: ${given.rest[0] ?? ""}`);
    const known = wanted
      .filter((job) => job !== undefined)
      .filter(
        (job) => !(given.on.has("r") && job.state !== "running") && !(given.on.has("s") && job.state !== "stopped"),
      );
    const text = known
      .map((job) =>
        given.on.has("p")
          ? `${String(job.children[0]?.pid ?? job.group)}\n`
          : describeJob(shell, job, given.on.has("l")),
      )
      .join("");
    for (const job of known) {
      job.told = true;
      if (job.state === "done") shell.jobs.remove(job);
    }
    return shell.print(text);
  },
};

function resume(shell: Shell, job: Job): void {
  job.state = "running";
  job.changed = shell.jobs.watch(job);
  shell.process.kill(-job.group, SIGNALS.SIGCONT);
}

export const fg: Builtin = {
  *run(shell, args): Task<number> {
    if (!shell.bash && args[0] === undefined && shell.jobs.current === undefined) return fail(shell, "No current job");
    if (!shell.options.has("monitor")) return fail(shell, shell.bash ? "no job control" : "job control not enabled");
    const job = jobOf(shell, args[0] ?? "%+");
    if (job === undefined)
      return fail(shell, shell.bash ? `${args[0] ?? "current"}: no such job` : `No such job: ${args[0] ?? "%+"}`);
    yield* await_(shell.print(`${job.command}\n`));
    const { terminal } = shell.process;
    if (terminal !== undefined) terminal.foreground = job.group;
    resume(shell, job);
    yield* await_(job.changed);
    return shell.endForeground(job);
  },
};

export const bg: Builtin = {
  *run(shell, args): Task<number> {
    if (!shell.bash && args[0] === undefined && shell.jobs.current === undefined) return fail(shell, "No current job");
    if (!shell.options.has("monitor")) return fail(shell, shell.bash ? "no job control" : "job control not enabled");
    for (const word of args.length > 0 ? args : ["%+"]) {
      const job = jobOf(shell, word);
      if (job === undefined)
        return fail(shell, shell.bash ? `${args[0] ?? "current"}: no such job` : `No such job: ${word}`);
      resume(shell, job);
      yield* await_(shell.print(`[${String(job.id)}]+ ${job.command} &\n`));
    }
    return 0;
  },
};

export const times: Builtin = {
  special: true,
  run: (shell) => shell.print("0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n"),
};

export const umask: Builtin = {
  run(shell, args) {
    const given = letters(shell, args, "Sp");
    if (given === undefined) return 2;
    const [mode] = given.rest;
    const { umask: mask } = shell.process;
    if (mode === undefined) {
      if (!given.on.has("S"))
        return shell.print(`${given.on.has("p") ? "umask " : ""}${mask.toString(8).padStart(4, "0")}\n`);
      const bits = (shift: number): string =>
        ["r", "w", "x"].filter((_, at) => ((mask >> shift) & (4 >> at)) === 0).join("");
      return shell.print(`u=${bits(6)},g=${bits(3)},o=${bits(0)}\n`);
    }
    if (/^[0-7]+$/.test(mode)) {
      shell.process.umask = parseInt(mode, 8) & 0o777;
      return 0;
    }
    let next = mask;
    for (const clause of mode.split(",")) {
      const match = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause);
      if (match === null)
        return fail(
          shell,
          /^\d/.test(mode)
            ? shell.bash
              ? `${mode}: octal number out of range`
              : `Illegal number: ${mode}`
            : shell.bash
              ? `\`${mode.charAt(0)}': invalid symbolic mode operator`
              : `Illegal mode: ${mode}`,
        );
      const who = match[1] === "" || match[1]?.includes("a") === true ? "ugo" : (match[1] ?? "");
      const bits = [...(match[3] ?? "")].reduce(
        (sum, letter) => sum | (letter === "r" ? 4 : letter === "w" ? 2 : 1),
        0,
      );
      for (const letter of who) {
        const shift = letter === "u" ? 6 : letter === "g" ? 3 : 0;
        const allowed = ~(next >> shift) & 7;
        const now = match[2] === "+" ? allowed | bits : match[2] === "-" ? allowed & ~bits : bits;
        next = (next & ~(7 << shift)) | ((~now & 7) << shift);
      }
    }
    shell.process.umask = next;
    return 0;
  },
};

export const ulimit: Builtin = {
  run: (shell, args) =>
    args.some((word) => /^\d+$/.test(word))
      ? fail(shell, "limits are this machine's own and cannot be changed", 1)
      : shell.print("unlimited\n"),
};

export const alias: Builtin = {
  *run(shell, args): Task<number> {
    const show = (name: string, value: string): string =>
      shell.bash ? `alias ${name}=${quoteSingle(value)}\n` : `${name}=${quoteSh(value)}\n`;
    const words = args[0] === "-p" ? args.slice(1) : args;
    if (words.length === 0)
      return yield* await_(
        shell.print(
          [...shell.aliases]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, value]) => show(name, value))
            .join(""),
        ),
      );
    let status = 0;
    for (const word of words) {
      const equals = word.indexOf("=", 1);
      if (equals > 0) shell.aliases.set(word.slice(0, equals), word.slice(equals + 1));
      else {
        const value = shell.aliases.get(word);
        if (value !== undefined) yield* await_(shell.print(show(word, value)));
        else {
          if (shell.bash) shell.complain(`alias: ${word}: not found`);
          else shell.warn(`alias: ${word} not found\n`);
          status = 1;
        }
      }
    }
    return status;
  },
};

export const unalias: Builtin = {
  run(shell, args) {
    if (args[0] === "-a") {
      shell.aliases.clear();
      return 0;
    }
    if (shell.bash && args.length === 0) return showUsage(shell);
    let status = 0;
    for (const name of args) {
      if (shell.aliases.delete(name)) continue;
      shell.complain(shell.bash ? `unalias: ${name}: not found` : `unalias: ${name} not found`);
      status = 1;
    }
    return status;
  },
};

export const hash: Builtin = {
  run(shell, args) {
    const given = letters(shell, args, shell.bash ? "rldtp" : "rv");
    if (given === undefined) return 2;
    if (given.on.has("r")) shell.hashed.clear();
    if (args.length === 0) {
      if (shell.hashed.size === 0) return shell.bash ? shell.print("hash: hash table empty\n") : 0;
      return shell.print(
        (shell.bash ? "hits\tcommand\n" : "") +
          [...shell.hashed.values()]
            .map(({ path, hits }) => (shell.bash ? `${String(hits).padStart(4)}\t${path}\n` : `${path}\n`))
            .join(""),
      );
    }
    let status = 0;
    for (const name of given.rest) {
      const located = locate(shell, name);
      if (located.kind === "found") shell.hashed.set(name, { path: located.path, hits: 0 });
      else status = fail(shell, `${name}: not found`, 1);
    }
    return status;
  },
};

import { SIGNALS } from "#base";
import { statusOf, type Job } from "../state/jobs.ts";
import { sayKilled } from "../run/external.ts";
import { describeSignal } from "../run/killed.ts";
import type { Shell } from "../state/shell.ts";
import { wait as await_, type Task } from "../task.ts";
import { fail, letters, type Builtin } from "./builtin.ts";
import { showUsage } from "./usage.ts";

/** A job by `%n` or pid, or a complaint. */
export function jobOf(shell: Shell, word: string): Job | undefined {
  const job = word.startsWith("%")
    ? shell.jobs.find(word)
    : /^\d+$/.test(word)
      ? (shell.jobs.byPid(Number(word)) ?? (shell.bash ? shell.jobs.byId(Number(word)) : undefined))
      : undefined;
  if (job !== "ambiguous") return job;
  if (shell.bash) shell.complain(`${shell.builtin}: ${word.replace(/^%\??/, "")}: ambiguous job spec`);
  return undefined;
}

/** Waits for a job's end; 128 + n when a trapped signal comes first. */
function* finishJob(shell: Shell, job: Job, named: boolean): Task<number> {
  const ran = job.state === "running";
  while (job.state === "running") {
    const arrived = shell.traps.arrival().then(() => "signal" as const);
    const what = yield* await_(Promise.race([job.changed.then(() => "changed" as const), arrived]));
    if (what === "signal" && shell.traps.pending.length > 0) return 128 + (shell.traps.pending[0] ?? 0);
  }
  const noted = shell.bash && !shell.interactive && job.monitored && !job.told && job.state === "done";
  if (noted) {
    shell.warn(describeJob(shell, job));
    job.told = true;
  }
  if (!shell.interactive && job.end?.kind === "signaled" && (shell.bash ? !job.told : ran && named)) {
    const { signal } = job.end;
    const pid = job.children.at(-1)?.pid ?? job.group;
    if (signal !== SIGNALS.SIGTERM || !shell.bash) yield* sayKilled(shell, signal, pid, job.command);
    job.told = true;
  }
  // dash keeps it until `jobs` shows it or another job needs its place.
  job.waited = true;
  if (job.state === "done" && shell.bash) shell.jobs.remove(job);
  return job.end === undefined ? 0 : statusOf(job.end);
}

export const wait: Builtin = {
  *run(shell, args): Task<number> {
    let words = args;
    let next = false;
    let name: string | undefined;
    while (/^-./.test(words[0] ?? "")) {
      const [option = ""] = words;
      words = words.slice(1);
      if (option === "--") break;
      if (!shell.bash) return fail(shell, `Illegal option ${option.slice(0, 2)}`);
      const [, flags = "", variable, rest = "", wrong = ""] = /^-([fn]*)(?:(p)(.*)|(.*))$/s.exec(option) ?? [];
      if (wrong !== "") {
        fail(shell, `-${wrong.charAt(0)}: invalid option`, 2);
        return showUsage(shell);
      }
      if (flags.includes("n")) next = true;
      if (variable === undefined) continue;
      name = rest === "" ? words[0] : rest;
      if (name === undefined) {
        fail(shell, "-p: option requires an argument", 2);
        return showUsage(shell);
      }
      if (rest === "") words = words.slice(1);
      if (!/^[A-Za-z_]\w*(?:\[.*\])?$/s.test(name)) return fail(shell, `\`${name}': not a valid identifier`, 1);
    }
    if (name !== undefined) shell.variables.unset(name);
    if (next) {
      for (const word of words) if (jobOf(shell, word) === undefined) shell.complain(`wait: ${word}: no such job`);
      const jobs = shell.jobs.list.filter(
        (job) => words.length === 0 || words.some((word) => jobOf(shell, word) === job),
      );
      if (jobs.length === 0) return 127;
      const first = yield* await_(Promise.race(jobs.map((job) => job.changed.then(() => job))));
      shell.jobs.remove(first);
      if (name !== undefined) shell.assign(name, String(first.children.at(-1)?.pid ?? 0));
      return first.end === undefined ? 0 : statusOf(first.end);
    }
    if (words.length === 0) {
      for (const job of [...shell.jobs.list]) {
        if (job.state === "stopped") continue;
        const status = yield* finishJob(shell, job, false);
        if (shell.traps.pending.length > 0) return status;
      }
      const { substitution } = shell.jobs;
      if (substitution?.pid === shell.lastBackground) yield* await_(substitution.wait());
      if (shell.bash) shell.jobs.ends.clear();
      return 0;
    }
    let status = 0;
    for (const word of words) {
      const job = jobOf(shell, word);
      if (job !== undefined) {
        status = yield* finishJob(shell, job, true);
        if (name !== undefined) shell.assign(name, String(job.children.at(-1)?.pid ?? 0));
      } else if (shell.bash && shell.jobs.find(word) === "ambiguous") status = 127;
      else if (word.startsWith("%"))
        status = fail(shell, shell.bash ? `${word}: no such job` : `No such job: ${word}`, shell.bash ? 127 : 2);
      else {
        if (!shell.bash && !/^\d+$/.test(word)) return fail(shell, `Illegal number: ${word}`);
        const { substitution } = shell.jobs;
        const ended =
          substitution?.pid === Number(word)
            ? statusOf(yield* await_(substitution.wait()))
            : shell.jobs.ends.get(Number(word));
        if (ended === undefined && shell.bash) {
          shell.complain(
            /^\d+$/.test(word)
              ? `wait: pid ${word} is not a child of this shell`
              : `wait: \`${word}': not a pid or valid job spec`,
          );
        }
        status = ended ?? (shell.bash && !/^\d+$/.test(word) ? 1 : 127);
      }
    }
    return status;
  },
};

export function describeJob(shell: Shell, job: Job, long = false): string {
  const table = shell.bash ? shell.jobs.shown : shell.jobs;
  const mark = job === table.current ? "+" : job === table.previous ? "-" : " ";
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
    if (shell.bash && args[0] === "-x") {
      const words = args.slice(1).map((word) => {
        const job = word.startsWith("%") ? shell.jobs.find(word) : undefined;
        return job === undefined || job === "ambiguous" ? word : String(job.group);
      });
      return words.length === 0
        ? 0
        : shell.executor.command(shell, words, { functions: true, builtins: true, externals: true });
    }
    const given = letters(shell, args, "lpnrs");
    if (given === undefined) return 2;
    const table = shell.bash ? shell.jobs.shown : shell.jobs;
    const wanted = given.rest.length > 0 ? given.rest.map((word) => jobOf(shell, word)) : [...table.list];
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
      if (table !== shell.jobs) break;
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
  run: (shell) =>
    shell.print(`0m${shell.bash ? "0.000" : "0.000000"}s 0m${shell.bash ? "0.000" : "0.000000"}s\n`.repeat(2)),
};

function shiftOf(who: string): number {
  return who === "u" ? 6 : who === "g" ? 3 : 0;
}

/** `rwx`, or one of `ugo`, whose permissions are copied; the set-id bit and `X` mean nothing in a mask. */
function permissionBits(letters: string, mask: number): number {
  if (/^[ugo]$/.test(letters)) return ~(mask >> shiftOf(letters)) & 7;
  const bits: Readonly<Record<string, number>> = { r: 4, w: 2, x: 1 };
  return [...letters].reduce((sum, letter) => sum | (bits[letter] ?? 0), 0);
}

function symbolicMask(mask: number): string {
  const bits = (shift: number): string =>
    ["r", "w", "x"].filter((_, at) => ((mask >> shift) & (4 >> at)) === 0).join("");
  return `u=${bits(6)},g=${bits(3)},o=${bits(0)}`;
}

/** What bash finds wrong with a symbolic mode: the first letter that fits no place. */
function umaskComplaint(clause: string): string {
  const [, operator = "", rest = ""] = /^[ugoa]*([-+=]?)([\s\S]*)$/.exec(clause) ?? [];
  if (operator === "") return `\`${rest.charAt(0) || "\0"}': invalid symbolic mode operator`;
  return `\`${/[^rwx]/.exec(rest)?.[0] ?? ""}': invalid symbolic mode character`;
}

export const umask: Builtin = {
  run(shell, args) {
    const given = letters(shell, args, shell.bash ? "Sp" : "S");
    if (given === undefined) return 2;
    const [mode] = given.rest;
    const { umask: mask } = shell.process;
    if (mode === undefined) {
      if (!given.on.has("S"))
        return shell.print(`${given.on.has("p") ? "umask " : ""}${mask.toString(8).padStart(4, "0")}\n`);
      return shell.print(`${given.on.has("p") ? "umask -S " : ""}${symbolicMask(mask)}\n`);
    }
    const set = (next: number): number | Promise<number> => {
      shell.process.umask = next;
      return shell.bash && given.on.has("S") ? shell.print(`${symbolicMask(next)}\n`) : 0;
    };
    if (/^[0-7]+$/.test(mode)) {
      const next = parseInt(mode, 8);
      return next > 0o7777 && shell.bash ? fail(shell, `${mode}: octal number out of range`, 1) : set(next & 0o777);
    }
    if (!shell.bash && mode === "") return 0;
    let next = mask;
    for (const clause of mode.split(",")) {
      const match = (shell.bash ? /^([ugoa]*)([-+=][rwx]*)$/ : /^([ugoa]*)((?:[-+=](?:[ugo]|[rwxXs]*))*)(?<!^)$/).exec(
        clause,
      );
      if (match === null)
        return fail(
          shell,
          /^\d/.test(mode)
            ? shell.bash
              ? `${mode}: octal number out of range`
              : `Illegal number: ${mode}`
            : shell.bash
              ? umaskComplaint(clause)
              : `Illegal mode: ${mode}`,
        );
      const who = match[1] === "" || match[1]?.includes("a") === true ? "ugo" : (match[1] ?? "");
      for (const [, operator, letters = ""] of (match[2] ?? "").matchAll(/([-+=])([^-+=]*)/g)) {
        const bits = permissionBits(letters, next);
        for (const letter of who) {
          const shift = shiftOf(letter);
          const allowed = ~(next >> shift) & 7;
          const now = operator === "+" ? allowed | bits : operator === "-" ? allowed & ~bits : bits;
          next = (next & ~(7 << shift)) | ((~now & 7) << shift);
        }
      }
    }
    return set(next);
  },
};

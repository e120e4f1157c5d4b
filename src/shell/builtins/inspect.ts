import type { Shell } from "../state/shell.ts";
import { wait, type Task } from "../task.ts";
import { fail, letters, type Builtin } from "./builtin.ts";
import { showUsage } from "./usage.ts";
import { builtinHelp } from "./usage-table.ts";

/** `caller [n]`: where the n-th function call came from. */
export const caller: Builtin = {
  run(shell, args) {
    const [word] = args;
    if (word !== undefined && !/^\d+$/.test(word)) {
      fail(shell, `${word}: invalid number`, 2);
      return showUsage(shell);
    }
    const frames = [...shell.frames].reverse();
    const names = [...frames.map(({ name }) => name), ...(shell.fromFile ? ["main"] : [])];
    const sources = [...frames.map(({ source }) => source), ...(shell.fromFile ? [shell.name] : [])];
    const at = Number(word ?? 0);
    const frame = frames[at];
    if (frame === undefined) return word === undefined && shell.fromFile ? shell.print("0 NULL\n") : 1;
    if (word === undefined) return shell.print(`${String(frame.line)} ${sources[1] ?? "NULL"}\n`);
    const name = names[at + 1];
    return name === undefined ? 1 : shell.print(`${String(frame.line)} ${name} ${sources[at + 1] ?? ""}\n`);
  },
};

/** bash's special builtins, `source` among them. */
const SPECIAL = new Set(
  ". : break continue eval exec exit export readonly return set shift source times trap unset".split(" "),
);

/** `enable`: switches builtins off and on, or lists them. */
export function enableAmong(names: (shell: Shell) => readonly string[]): Builtin {
  return {
    run(shell, args) {
      const given = letters(shell, args, "adfnps");
      if (given === undefined) return 2;
      const { on, rest } = given;
      if (on.has("f")) {
        const [file = "", ...wanted] = rest;
        if (rest.length === 0) return fail(shell, "-f: option requires an argument", 2);
        if (wanted.length > 0)
          return fail(
            shell,
            `cannot open shared object ${file}: ${file}: cannot open shared object file: No such file or directory`,
            1,
          );
      }
      if (rest.length === 0) {
        const shown = [...names(shell)]
          .sort()
          .filter((name) => !on.has("s") || SPECIAL.has(name))
          .filter((name) => on.has("a") || shell.disabled.has(name) === on.has("n"));
        return shell.print(shown.map((name) => `enable ${shell.disabled.has(name) ? "-n " : ""}${name}\n`).join(""));
      }
      let status = 0;
      for (const name of rest) {
        if (!names(shell).includes(name)) status = fail(shell, `${name}: not a shell builtin`, 1);
        else if (on.has("d")) status = fail(shell, `${name}: not dynamically loaded`, 1);
        else if (on.has("n")) shell.disabled.add(name);
        else shell.disabled.delete(name);
      }
      return status;
    },
  };
}

/** `help`: the manual's usage lines. */
export const help: Builtin = {
  *run(shell, args): Task<number> {
    const words = args.filter((word) => !/^-[dms]+$/.test(word));
    let status = words.length === 0 ? 1 : 0;
    for (const word of words) {
      const text = builtinHelp(word);
      if (text !== undefined) yield* wait(shell.print(`${word}: ${word} ${text}\n`));
      else
        status = fail(
          shell,
          `no help topics match \`${word}'.  Try \`help help' or \`man -k ${word}' or \`info ${word}'.`,
          1,
        );
    }
    return status;
  },
};

/** `disown`: jobs that the shell forgets. */
export const disown: Builtin = {
  run(shell, args) {
    const given = letters(shell, args, "ahr");
    if (given === undefined) return 2;
    if (given.on.has("h") && (given.rest.length > 0 || shell.jobs.current !== undefined)) return 0;
    if (given.on.has("a") || (given.on.has("r") && given.rest.length === 0)) {
      for (const job of [...shell.jobs.list]) if (!given.on.has("r") || job.state === "running") shell.jobs.remove(job);
      return 0;
    }
    let status = 0;
    for (const word of given.rest.length > 0 ? given.rest : ["%+"]) {
      const job = word.startsWith("%") ? shell.jobs.find(word) : shell.jobs.byPid(Number(word));
      if (job === undefined || job === "ambiguous")
        status = fail(shell, `${given.rest.length > 0 ? word : "current"}: no such job`, 1);
      else shell.jobs.remove(job);
    }
    return status;
  },
};

/** `suspend` and `logout` mean something to a login shell under job control only. */
export const logout: Builtin = {
  run: (shell) => fail(shell, "not login shell: use `exit'", 1),
};
export const suspend: Builtin = {
  run: (shell) => fail(shell, "cannot suspend: no job control", 1),
};

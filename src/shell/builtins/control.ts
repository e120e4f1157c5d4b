import { resolvePath } from "#files";
import { ExitShell, ShellError } from "../errors.ts";
import { complainMissing, locate, type Located } from "../run/external.ts";
import type { Shell } from "../state/shell.ts";
import { wait, type Task } from "../task.ts";
import { fail, type Builtin } from "./builtin.ts";
import { showUsage } from "./usage.ts";

/** bash: a second operand gives up the line. */
function onlyOne(shell: Shell, args: readonly string[]): void {
  if (shell.bash && args.length > 1)
    throw new ShellError(`${shell.builtin}: too many arguments`, { scope: "line", status: 1 });
}

function number(shell: Shell, text: string, fallback: number): number {
  if (text === "") return fallback;
  if ((shell.bash ? /^[-+]?\d+$/ : /^\d+$/).test(text)) return Number(text);
  if (!shell.bash) throw new ShellError(`${shell.builtin}: Illegal number: ${text}`);
  shell.complain(`${shell.builtin}: ${text}: numeric argument required`);
  return NaN;
}

export const exit: Builtin = {
  special: true,
  run(shell, args) {
    if (shell.bash && args.length > 1 && /^[-+]?\d+$/.test(args[0] ?? "")) return fail(shell, "too many arguments", 1);
    const status = number(shell, args[0] ?? "", shell.beforeTrap ?? shell.status);
    throw new ExitShell(Number.isNaN(status) ? 2 : status & 255);
  },
};

export const returnBuiltin: Builtin = {
  special: true,
  run(shell, args) {
    if (shell.calls.length === 0 && shell.sources.length === 0) {
      if (shell.bash) return fail(shell, "can only `return' from a function or sourced script", 2);
      if (shell.traps.running.has(0)) throw new ExitShell(shell.beforeTrap ?? 0);
      throw new ExitShell(number(shell, args[0] ?? "", shell.status) & 255);
    }
    const status = number(shell, args[0] ?? "", shell.status);
    if (!Number.isNaN(status)) onlyOne(shell, args);
    shell.beforeReturn = shell.status;
    shell.status = Number.isNaN(status) ? 2 : shell.bash ? status & 255 : status;
    shell.jump = "return";
    return shell.status;
  },
};

function jump(kind: "break" | "continue"): Builtin {
  return {
    special: true,
    run(shell, args) {
      const levels = number(shell, args[0] ?? "", 1);
      if (!shell.bash && levels < 1) throw new ShellError(`${kind}: Illegal number: ${args[0] ?? ""}`);
      if (shell.loops === 0) {
        if (shell.bash) shell.complain(`${kind}: only meaningful in a \`for', \`while', or \`until' loop`);
        return 0;
      }
      if (Number.isNaN(levels)) throw new ExitShell(128);
      onlyOne(shell, args);
      if (levels < 1) {
        shell.complain(`${kind}: ${args[0] ?? ""}: loop count out of range`);
        shell.jump = "break";
        shell.jumpLevels = shell.loops;
        return 1;
      }
      shell.jump = kind;
      shell.jumpLevels = Math.min(levels, shell.loops);
      return 0;
    },
  };
}
export const breakBuiltin = jump("break");
export const continueBuiltin = jump("continue");

export const evalBuiltin: Builtin = {
  special: true,
  *run(shell, args): Task<number> {
    const words = args[0] === "--" ? args.slice(1) : args;
    if (words.length === 0) return 0;
    const { context, line } = shell;
    shell.context = "eval: ";
    shell.nesting += 1;
    try {
      const first = !shell.bash ? 1 : shell.calls.length > 0 ? line : shell.parsedLine;
      return yield* shell.executor.evaluate(shell, words.join(" "), { origin: "eval", line: first });
    } catch (error) {
      if (error instanceof ShellError && !shell.bash) error.prefix ??= shell.prefix;
      throw error;
    } finally {
      shell.nesting -= 1;
      shell.context = context;
      shell.line = line;
    }
  },
};

/** bash names the file by its whole path, and says twice why it cannot take the shell's place. */
function refuseExec(shell: Shell, name: string, located: Exclude<Located, { kind: "found" }>): number {
  const path = resolvePath(shell.process.cwd, name);
  const folder = shell.process.files.tryStat(path)?.kind === "directory";
  if (!name.includes("/") && folder) return fail(shell, `${name}: cannot execute: Is a directory`, 126);
  if (!name.includes("/") && located.kind === "missing") return fail(shell, `${name}: not found`, 127);
  const status = complainMissing(shell, path, located);
  if (located.kind === "refused") shell.complain(`exec: ${path}: cannot execute: ${located.reason}`);
  return status;
}

export const exec: Builtin = {
  special: true,
  *run(shell, args): Task<number> {
    let words = args;
    let cleared = false;
    let called: string | undefined;
    let login = false;
    while (shell.bash && /^-[^-]/.test(words[0] ?? "")) {
      const [, flags = "", naming, rest = "", wrong = ""] = /^-([cl]*)(?:(a)(.*)|(.*))$/s.exec(words[0] ?? "") ?? [];
      words = words.slice(1);
      const problem =
        wrong !== ""
          ? `-${wrong.charAt(0)}: invalid option`
          : naming !== undefined && rest === "" && words.length === 0
            ? "-a: option requires an argument"
            : undefined;
      if (problem !== undefined) {
        fail(shell, problem, 2);
        return showUsage(shell);
      }
      cleared ||= flags.includes("c");
      login ||= flags.includes("l");
      if (naming === undefined) continue;
      called = rest === "" ? words[0] : rest;
      if (rest === "") words = words.slice(1);
    }
    if (words[0] === "--") words = words.slice(1);
    const [name] = words;
    if (name === undefined) return 0;
    if (shell.flushing !== undefined) yield* wait(shell.flushing);
    const located = locate(shell, name);
    if (located.kind !== "found") {
      if (!shell.bash)
        throw new ShellError(`exec: ${name}: ${located.kind === "refused" ? located.reason : "not found"}`, {
          status: located.kind === "refused" ? 126 : 127,
        });
      const status = refuseExec(shell, name, located);
      if (shell.interactive || shell.options.shopt("execfail")) return status;
      throw new ExitShell(status);
    }
    const environment = cleared ? {} : shell.environment(name);
    // What takes the shell's place ends without its trap.
    shell.traps.actions.delete(0);
    if (login) called = `-${called ?? name}`;
    throw new ExitShell(yield* wait(shell.process.exec([...words], environment, called)));
  },
};

export const shift: Builtin = {
  special: true,
  run(shell, args) {
    const count = number(shell, args[0] ?? "", 1);
    if (Number.isNaN(count)) return 1;
    onlyOne(shell, args);
    if (count > shell.positional.length || count < 0) {
      if (!shell.bash) throw new ShellError("shift: can't shift that many");
      if (count < 0) return fail(shell, `${String(count)}: shift count out of range`, 1);
      if (shell.options.shopt("shift_verbose")) fail(shell, `${String(count)}: shift count out of range`, 1);
      return 1;
    }
    shell.positional = shell.positional.slice(count);
    return 0;
  },
};

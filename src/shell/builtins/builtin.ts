import { ShellError } from "../errors.ts";
import type { Shell } from "../state/shell.ts";
import type { Task } from "../task.ts";
import { showUsage } from "./usage.ts";

/** What a builtin answers: its exit status, at once or after waiting. */
type BuiltinResult = number | Promise<number> | Task<number>;

export interface Builtin {
  /** A special builtin (POSIX 2.14): its errors end a script, assignments before it last. */
  readonly special?: boolean;
  run(shell: Shell, args: readonly string[], name: string): BuiltinResult;
}

/** Says an error of a builtin in the shell's words: its status. */
export function fail(shell: Shell, message: string, status = shell.bash ? 1 : 2): number {
  shell.complain(`${shell.builtin}: ${message}`);
  return status;
}

/** The special builtins that read their options here: an unknown one ends dash. */
const SPECIAL_IN_SH = new Set(["export", "readonly", "unset"]);

export const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Splits leading option letters off: `-ab -c` gives "abc". Undefined after an unknown letter was complained about. */
export function letters(
  shell: Shell,
  args: readonly string[],
  known: string,
): { on: Set<string>; rest: readonly string[] } | undefined {
  const on = new Set<string>();
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at] ?? "";
    if (word === "--") {
      at += 1;
      break;
    }
    if (!/^-[A-Za-z]/.test(word)) break;
    for (const letter of word.slice(1)) {
      if (known.includes(letter)) on.add(letter);
      else {
        const message = `${shell.builtin}: ${shell.bash ? `-${letter}: invalid option` : `Illegal option -${letter}`}`;
        if (SPECIAL_IN_SH.has(shell.builtin) && !shell.bash) throw new ShellError(message);
        shell.complain(message);
        if (shell.bash) showUsage(shell);
        return undefined;
      }
    }
  }
  return { on, rest: args.slice(at) };
}

import type { Shell } from "../state/shell.ts";
import { fail, type Builtin } from "./builtin.ts";
import { move } from "./directory.ts";
import { showUsage } from "./usage.ts";

/** bash's `dirs`, `pushd` and `popd` (bash manual, 6.8.1). */

function tilde(shell: Shell, path: string): string {
  const home = shell.variables.get("HOME");
  return home !== undefined && home !== "" && (path === home || path.startsWith(`${home}/`))
    ? `~${path.slice(home.length)}`
    : path;
}

function whole(shell: Shell): string[] {
  return [shell.process.cwd, ...shell.directories];
}

function show(shell: Shell): number | Promise<number> {
  return shell.print(
    `${whole(shell)
      .map((path) => tilde(shell, path))
      .join(" ")}\n`,
  );
}

/** The place in the stack that `+N` (from the left) or `-N` (from the right) means; undefined beyond its ends. */
function place(shell: Shell, word: string): number | undefined {
  const count = Number(word.slice(1));
  const at = word.startsWith("+") ? count : shell.directories.length - count;
  return at < 0 || at > shell.directories.length ? undefined : at;
}

const COUNTED = /^[-+]\d+$/;

function outOfRange(shell: Shell, word: string): number {
  return fail(
    shell,
    shell.directories.length === 0 ? "directory stack empty" : `${word}: directory stack index out of range`,
    1,
  );
}

function wrong(shell: Shell, message: string): number {
  fail(shell, message, 2);
  return showUsage(shell);
}

export const dirs: Builtin = {
  run(shell, args) {
    let manner: "line" | "lines" | "numbered" = "line";
    let long = false;
    let only: string | undefined;
    for (const word of args) {
      if (word === "--") break;
      if (COUNTED.test(word)) only = word;
      else if (!/^-[clpv]+$/.test(word))
        return wrong(shell, `${word}: invalid ${/^[-+]/.test(word) ? "number" : "option"}`);
      else {
        for (const letter of word.slice(1)) {
          if (letter === "c") {
            shell.directories = [];
            return 0;
          }
          if (letter === "l") long = true;
          else manner = letter === "v" ? "numbered" : manner === "numbered" ? manner : "lines";
        }
      }
    }
    const shown = whole(shell).map((path) => (long ? path : tilde(shell, path)));
    const numbered = (at: number): string =>
      `${manner === "numbered" ? `${String(at).padStart(2)}  ` : ""}${shown[at] ?? ""}`;
    if (only !== undefined) {
      const at = place(shell, only);
      return at === undefined ? outOfRange(shell, only) : shell.print(`${numbered(at)}\n`);
    }
    if (manner === "line") return shell.print(`${shown.join(" ")}\n`);
    return shell.print(shown.map((_, at) => `${numbered(at)}\n`).join(""));
  },
};

/** Takes `-n` off: change the stack alone. */
function withoutN(args: readonly string[]): { stay: boolean; rest: readonly string[] } {
  const stay = args[0] === "-n";
  const rest = stay ? args.slice(1) : args;
  return { stay, rest: rest[0] === "--" ? rest.slice(1) : rest };
}

export const pushd: Builtin = {
  run(shell, args) {
    const { stay, rest } = withoutN(args);
    const [target] = rest;
    const from = shell.process.cwd;
    if (stay && target === undefined) return 0;
    if (target === undefined) {
      const [first, ...others] = shell.directories;
      if (first === undefined) return fail(shell, "no other directory", 1);
      shell.directories = [from, ...others];
      if (!stay) move(shell, first, false);
    } else if (COUNTED.test(target)) {
      const at = place(shell, target);
      if (at === undefined || shell.directories.length === 0) return outOfRange(shell, target);
      const all = whole(shell);
      const turned = [...all.slice(at), ...all.slice(0, at)];
      shell.directories = turned.slice(1);
      if (!stay) move(shell, turned[0] ?? from, false);
    } else if (/^-./.test(target)) return wrong(shell, `${target}: invalid number`);
    else if (stay) shell.directories = [target, ...shell.directories];
    else if (rest.length > 1) return fail(shell, "too many arguments", 1);
    else {
      const wanted = target === "-" ? (shell.variables.get("OLDPWD") ?? "") : target;
      const problem = move(shell, wanted, false);
      if (problem !== undefined) return fail(shell, `${target}: ${problem}`, 1);
      shell.directories = [from, ...shell.directories];
    }
    return show(shell);
  },
};

export const popd: Builtin = {
  run(shell, args) {
    const { stay, rest } = withoutN(args);
    const [word = stay ? "+1" : "+0"] = rest;
    if (!COUNTED.test(word)) return wrong(shell, `${word}: invalid ${word.startsWith("-") ? "number" : "argument"}`);
    const at = place(shell, word);
    if (at === undefined || shell.directories.length === 0) return outOfRange(shell, word);
    if (at > 0) shell.directories = shell.directories.filter((_, each) => each !== at - 1);
    else {
      const [first = "", ...others] = shell.directories;
      const problem = move(shell, first, false);
      if (problem !== undefined) return fail(shell, `${first}: ${problem}`, 1);
      shell.directories = others;
    }
    return show(shell);
  },
};

import { FileError, resolvePath } from "#files";
import { expandHistory } from "../editor/history-expansion.ts";
import type { Shell } from "../state/shell.ts";
import { wait, type Task } from "../task.ts";
import { decodeText, encodeText } from "../text.ts";
import { fail, type Builtin } from "./builtin.ts";
import { showUsage } from "./usage.ts";

/** Adds a line to the history as HISTCONTROL and HISTSIZE want it. */
export function remember(shell: Shell, line: string): void {
  const { history } = shell;
  const control = (shell.variables.get("HISTCONTROL") ?? "").split(":");
  const same = control.includes("ignoredups") || control.includes("ignoreboth");
  if ((control.includes("ignorespace") || control.includes("ignoreboth")) && line.startsWith(" ")) return;
  if (same && history.at(-1) === line) return;
  if (control.includes("erasedups"))
    for (let at = history.length - 1; at >= 0; at -= 1) if (history[at] === line) history.splice(at, 1);
  history.push(line);
  const most = Number(shell.variables.get("HISTSIZE") ?? "500");
  if (most >= 0 && history.length > most) history.splice(0, history.length - most);
}

function numbered(lines: readonly string[], from: number): string {
  return lines.map((text, at) => `${String(from + at + 1).padStart(5)}  ${text}\n`).join("");
}

/** Reads (`-r`, `-n`) or writes (`-w`, `-a`) the history's file. */
function transfer(shell: Shell, letter: string, given: string | undefined): number {
  const { files, cwd } = shell.process;
  const name = given ?? shell.variables.get("HISTFILE");
  if (name === undefined || name === "") return 0;
  const path = resolvePath(cwd, name);
  try {
    if (letter === "r" || letter === "n") {
      shell.history.push(
        ...decodeText(files.readFile(path))
          .split("\n")
          .filter((line) => line !== ""),
      );
      return 0;
    }
    const old = letter === "a" && files.tryStat(path) !== undefined ? decodeText(files.readFile(path)) : "";
    files.writeFile(path, encodeText(old + shell.history.map((line) => `${line}\n`).join("")));
    return 0;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return fail(shell, `${name}: ${error.reason}`, 1);
  }
}

/** `history`: the lines typed so far. */
export const history: Builtin = {
  *run(shell, args): Task<number> {
    const lines = shell.history;
    const [word, ...rest] = args[0] === "--" ? args.slice(1) : args;
    if (word === undefined) return yield* wait(shell.print(numbered(lines, 0)));
    if (/^\d+$/.test(word)) {
      if (rest.length > 0) return fail(shell, "too many arguments", 1);
      const from = Math.max(0, lines.length - Number(word));
      return yield* wait(shell.print(numbered(lines.slice(from), from)));
    }
    if (!word.startsWith("-")) return fail(shell, `${word}: numeric argument required`, 1);
    switch (word.slice(0, 2)) {
      case "-c":
        lines.length = 0;
        return 0;
      case "-s":
        if (shell.interactive) lines.pop();
        if (rest.length > 0) lines.push(rest.join(" "));
        return 0;
      case "-d":
        return remove(shell, word.slice(2) || rest[0]);
      case "-p": {
        // The line that asks does not count.
        if (shell.interactive) lines.pop();
        for (const text of rest) {
          const found = expandHistory(text, lines);
          if (found.kind === "error") return fail(shell, `${text}: history expansion failed`, 1);
          yield* wait(shell.print(`${found.text}\n`));
        }
        return 0;
      }
      case "-a":
      case "-n":
      case "-r":
      case "-w":
        return transfer(shell, word.charAt(1), rest[0]);
    }
    fail(shell, `${word.slice(0, 2)}: invalid option`, 2);
    return showUsage(shell);
  },
};

function remove(shell: Shell, word: string | undefined): number {
  const lines = shell.history;
  if (word === undefined) {
    fail(shell, "-d: option requires an argument", 2);
    return showUsage(shell);
  }
  const range = /^(-?\d+)(?:-(-?\d+))?$/.exec(word);
  const place = (text: string): number => (Number(text) < 0 ? lines.length + Number(text) : Number(text) - 1);
  const from = place(range?.[1] ?? "0");
  const to = range?.[2] === undefined ? from : place(range[2]);
  if (range === null || from < 0 || to >= lines.length || to < from)
    return fail(shell, `${word}: history position out of range`, 1);
  lines.splice(from, to - from + 1);
  return 0;
}

/** The place of `first` or `last` of `fc`: a number, an offset from the end, or how a line begins. */
function place(shell: Shell, word: string | undefined, fallback: number, count: number): number | undefined {
  if (word === undefined) return Math.max(0, fallback);
  if (/^-?\d+$/.test(word)) {
    const number = Number(word);
    const at = number <= 0 ? count + number : number - 1;
    return Math.min(Math.max(at, 0), count - 1);
  }
  const found = shell.history.slice(0, count).findLastIndex((line) => line.startsWith(word));
  return found < 0 ? undefined : found;
}

/** `fc`: lists lines of the history, or runs them again, edited or with a replacement. */
export const fc: Builtin = {
  *run(shell, args): Task<number> {
    const on = new Set<string>();
    let editor: string | undefined;
    let at = 0;
    for (; at < args.length && /^-[a-z]/.test(args[at] ?? ""); at += 1) {
      const word = args[at] ?? "";
      if (word.startsWith("-e")) editor = word.slice(2) || args[++at];
      else {
        const bad = /[^lnrs]/.exec(word.slice(1))?.[0];
        if (bad !== undefined) {
          fail(shell, `-${bad}: invalid option`, 2);
          return showUsage(shell);
        }
        for (const letter of word.slice(1)) on.add(letter);
      }
    }
    const rest = args.slice(at);
    // The line that calls fc is the last one where lines are remembered as they are typed.
    const count = shell.history.length - (shell.interactive ? 1 : 0);
    if (on.has("s") || editor === "-") return yield* again(shell, rest, count);
    if (count <= 0) return on.has("l") ? 0 : fail(shell, "history specification out of range", 1);
    const first = place(shell, rest[0], on.has("l") ? count - 16 : count - 1, count);
    const last = place(shell, rest[1], on.has("l") ? count - 1 : (first ?? 0), count);
    if (first === undefined || last === undefined) return fail(shell, "no command found", 1);
    const lines = shell.history
      .slice(Math.min(first, last), Math.max(first, last) + 1)
      .map((text, index) => ({ text, number: Math.min(first, last) + index + 1 }));
    if (on.has("r") !== first > last) lines.reverse();
    if (on.has("l"))
      return yield* wait(
        shell.print(lines.map(({ text, number }) => `${on.has("n") ? "" : String(number)}\t ${text}\n`).join("")),
      );
    return yield* edit(shell, editor, lines.map(({ text }) => `${text}\n`).join(""));
  },
};

/** `fc -s [old=new] [command]`. */
function* again(shell: Shell, rest: readonly string[], count: number): Task<number> {
  const changes = rest.filter((word) => word.includes("="));
  const at = place(
    shell,
    rest.find((word) => !word.includes("=")),
    count - 1,
    count,
  );
  let line = at === undefined ? undefined : shell.history[at];
  if (line === undefined || count <= 0) return fail(shell, "no command found", 1);
  for (const change of changes)
    line = line.replaceAll(change.split("=")[0] ?? "", change.slice(change.indexOf("=") + 1));
  shell.warn(`${line}\n`);
  if (shell.interactive) shell.history.splice(shell.history.length - 1, 1, line);
  return yield* shell.executor.evaluate(shell, line, { line: shell.line });
}

/** Lets an editor change the lines, shows them and runs them. */
function* edit(shell: Shell, given: string | undefined, text: string): Task<number> {
  const editor = given ?? shell.variables.get("FCEDIT") ?? shell.variables.get("EDITOR") ?? "vi";
  const path = `/tmp/bash-fc.${String(shell.process.pid)}`;
  const { files } = shell.process;
  files.writeFile(path, encodeText(text));
  try {
    const status = yield* shell.executor.evaluate(shell, `${editor} ${path}`, { line: shell.line });
    if (status !== 0) return status;
    const changed = decodeText(files.readFile(path));
    shell.warn(changed);
    if (shell.interactive) shell.history.splice(shell.history.length - 1, 1, changed.trimEnd());
    return yield* shell.executor.evaluate(shell, changed, { line: shell.line });
  } finally {
    files.unlink(path);
  }
}

import { concatBytes } from "#base";
import { FileError, resolvePath } from "#files";
import { switchOption } from "./builtins/options.ts";
import { readLine, type Line } from "./builtins/read-line.ts";
import { expandTextNow } from "./expand/evaluate.ts";
import type { ShellProcess } from "./process.ts";
import { executor } from "./run/executor.ts";
import { runToEnd } from "./run/fork.ts";
import { Shell } from "./state/shell.ts";
import { startVariables } from "./state/start.ts";
import type { Dialect } from "./syntax/ast.ts";
import { needsMore } from "./syntax/parser.ts";
import { drive, wait, type Task } from "./task.ts";
import { decodeText } from "./text.ts";
import { loadParts } from "./parts.ts";

export interface ShellOptions {
  readonly dialect: Dialect;
  /** What an interactive shell says of a command that does not exist, besides the shell's own words. */
  readonly noteMissing?: (name: string) => string | undefined;
  /** Every command's name, for completion. */
  readonly commands?: () => Iterable<string>;
  /** Loads the module `#shell/later`. */
  readonly later: () => Promise<unknown>;
}

interface Arguments {
  command: string | undefined;
  file: string | undefined;
  interactive: boolean;
  fromInput: boolean;
  rest: readonly string[];
}

/** bash's long options that are taken here. */
const LONG_OPTIONS = new Set(
  "debugger init-file login noediting noprofile norc posix pretty-print rcfile restricted verbose".split(" "),
);

/** Options before the script (POSIX "sh"); answers a status when they are wrong. */
function parseArguments(shell: Shell, args: readonly string[]): Arguments | number {
  const found: Arguments = { command: undefined, file: undefined, interactive: false, fromInput: false, rest: [] };
  let takesCommand = false;
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at] ?? "";
    if (word === "-" || word === "--") {
      at += 1;
      break;
    }
    if (word === "--version" && shell.bash) {
      shell.flushing = Promise.resolve(
        shell.write(1, `GNU bash, version ${shell.variables.get("BASH_VERSION") ?? ""} (x86_64-pc-linux-gnu)\n`),
      ).then(() => undefined);
      return 0;
    }
    if (/^--./.test(word)) {
      if (shell.bash && LONG_OPTIONS.has(word.slice(2))) {
        if (word === "--posix") switchOption(shell, "posix", true);
        if (word === "--login") shell.options.setShopt("login_shell", true);
        if (word === "--verbose") shell.options.set("verbose", true);
        if (word !== "--rcfile" && word !== "--init-file") continue;
        at += 1;
        if (args[at] !== undefined) continue;
        shell.warn(`${shell.name}: ${word.slice(2)}: option requires an argument\n`);
        return 2;
      }
      shell.warn(shell.bash ? `${shell.name}: ${word}: invalid option\n` : `${shell.name}: 0: Illegal option --\n`);
      return 2;
    }
    if (!/^[-+]./.test(word)) break;
    const enable = word.startsWith("-");
    for (const letter of word.slice(1)) {
      if (letter === "c") takesCommand = true;
      else if (letter === "i") found.interactive = true;
      else if (letter === "s") found.fromInput = true;
      else if (letter === "l" && shell.bash) shell.options.setShopt("login_shell", true);
      else if (letter === "l" || (letter === "r" && shell.bash)) continue;
      else if (letter === "o" || (letter === "O" && shell.bash)) {
        const name = args[++at] ?? "";
        if (letter === "O" && shell.options.shopts().includes(name)) shell.options.setShopt(name, enable);
        else if (letter === "O") {
          shell.warn(`${shell.name}: line 0: ${name}: invalid shell option name\n`);
          return 2;
        } else if (shell.options.names().includes(name)) switchOption(shell, name, enable);
        else {
          shell.warn(
            shell.bash
              ? `${shell.name}: line 0: ${shell.name}: ${name}: invalid option name\n`
              : `${shell.name}: 0: Illegal option -o ${name}\n`,
          );
          return 2;
        }
      } else {
        const name = shell.options.named(letter);
        if (name === undefined) {
          shell.warn(
            shell.bash
              ? `${shell.name}: ${word.charAt(0)}${letter}: invalid option\n`
              : `${shell.name}: 0: Illegal option ${word.charAt(0)}${letter}\n`,
          );
          return 2;
        }
        switchOption(shell, name, enable);
      }
    }
  }
  let rest = args.slice(at);
  if (takesCommand) {
    const [command] = rest;
    if (command === undefined) {
      shell.warn(
        shell.bash ? `${shell.name}: -c: option requires an argument\n` : `${shell.name}: 0: -c requires an argument\n`,
      );
      return 2;
    }
    found.command = command;
    rest = rest.slice(1);
    const [name] = rest;
    if (name !== undefined) shell.name = name;
    found.rest = rest.slice(1);
  } else if (found.fromInput || rest.length === 0) found.rest = rest;
  else {
    [found.file] = rest;
    found.rest = rest.slice(1);
  }
  return found;
}

/** Runs a shell in its process, from its arguments to its exit status. */
export async function runShell(process: ShellProcess, options: ShellOptions): Promise<number> {
  const shell = new Shell(process, options.dialect, executor, (process.argv[0] ?? options.dialect).replace(/^-/, ""));
  shell.loadLater = options.later;
  startVariables(shell);
  const found = parseArguments(shell, process.argv.slice(1));
  if (typeof found === "number") {
    if (shell.flushing !== undefined) await shell.flushing;
    return found;
  }
  shell.positional = [...found.rest];
  if (shell.bash && found.command !== undefined) shell.variables.set("BASH_EXECUTION_STRING", found.command);
  const terminal = process.terminal !== undefined && process.descriptors.get(0)?.kind === "terminal";
  const prompts = found.interactive || (found.command === undefined && found.file === undefined && terminal);
  if (shell.bash && !prompts) await runEnvironmentFile(shell);
  if (found.command !== undefined) {
    shell.options.set("command", shell.bash);
    const { command } = found;
    return runToEnd(shell, executor.evaluate(shell, command, { line: 1, ...(shell.bash ? { origin: "-c" } : {}) }));
  }
  if (found.file !== undefined) return runFile(shell, found.file);
  shell.options.set("stdin", true);
  shell.readsInput = true;
  if (found.interactive || terminal) {
    shell.options.set("interactive", true);
    return (await loadParts(shell)).interactive(shell, options);
  }
  return runToEnd(shell, runInput(shell));
}

/** bash: a script begins with the file that BASH_ENV names. */
async function runEnvironmentFile(shell: Shell): Promise<void> {
  const named = shell.variables.get("BASH_ENV");
  if (named === undefined || named === "" || shell.posix) return;
  const file = expandTextNow(shell, named);
  const path = resolvePath(shell.process.cwd, file);
  if (shell.process.files.tryStat(path)?.kind !== "file") return;
  await drive(executor.evaluate(shell, decodeText(shell.process.files.readFile(path)), { line: 1 }));
}

async function runFile(shell: Shell, file: string): Promise<number> {
  const { files, cwd } = shell.process;
  let text: string;
  try {
    if (file === "") throw new FileError("ENOENT", file);
    const path = resolvePath(cwd, file);
    // dash reads nothing from a folder.
    text = !shell.bash && files.tryStat(path)?.kind === "directory" ? "" : decodeText(files.readFile(path));
    shell.fromFile = true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (shell.bash) shell.warn(`${error.code === "EISDIR" ? file : shell.name}: ${file}: ${error.reason}\n`);
    else
      shell.warn(`${shell.name}: 0: cannot open ${file}: ${error.code === "ENOENT" ? "No such file" : error.reason}\n`);
    if (shell.flushing !== undefined) await shell.flushing;
    return shell.bash ? (error.code === "ENOENT" ? 127 : 126) : 2;
  }
  if (text.startsWith("\x7f")) {
    shell.warn(
      shell.bash
        ? `${file}: cannot execute binary file\n`
        : `${shell.name}: 1: Syntax error: Unterminated quoted string\n`,
    );
    return shell.bash ? 126 : 2;
  }
  shell.name = file;
  return runToEnd(shell, executor.evaluate(shell, text, { line: 1 }));
}

/** dash reads its script by blocks: what a command of it reads is what comes after them. */
function blockReader(shell: Shell): () => Promise<Line> {
  let kept: Uint8Array = new Uint8Array();
  return async () => {
    for (;;) {
      const newline = kept.indexOf(10);
      if (newline >= 0) {
        const text = decodeText(kept.subarray(0, newline));
        kept = kept.slice(newline + 1);
        return { text, ended: false };
      }
      const block = await shell.process.read(0, 8192);
      if (block === null) {
        const text = decodeText(kept);
        kept = new Uint8Array();
        return { text, ended: true };
      }
      kept = concatBytes([kept, block]);
    }
  };
}

/** A script that comes by standard input is read a line at a time, so that its commands may read what follows. */
function* runInput(shell: Shell): Task<number> {
  let text = "";
  let line = 1;
  let status = 0;
  const read = shell.bash ? () => readLine(shell, 0) : blockReader(shell);
  for (;;) {
    const next = yield* wait(read());
    if (next.ended && next.text === "" && text === "") return status;
    text += next.ended ? next.text : `${next.text}\n`;
    const options = {
      dialect: shell.dialect,
      extglob: shell.options.shopt("extglob"),
      posix: shell.posix,
      alias: (name: string) => (shell.aliasesOn ? shell.aliases.get(name) : undefined),
    };
    if (!next.ended && needsMore(text, options)) continue;
    if (shell.options.has("verbose")) shell.warn(text);
    status = yield* executor.evaluate(shell, text, { line });
    if (shell.jump !== "none") shell.jump = "none";
    line += text.split("\n").length - 1;
    text = "";
    if (next.ended) return status;
  }
}

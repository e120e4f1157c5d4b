import { SIGNALS, signalName, signalNumber } from "#base";
import { FileError, resolvePath } from "#files";
import { ExitShell, ShellError } from "../errors.ts";
import { evaluateShell } from "../expand/evaluate.ts";
import { quoteSh, quoteSingle } from "../expand/quote.ts";
import { locate, complainMissing } from "../run/external.ts";
import { EVENT_NUMBERS } from "../state/traps.ts";
import type { Shell } from "../state/shell.ts";
import { wait, type Task } from "../task.ts";
import { decodeText } from "../text.ts";
import { fail, letters, type Builtin } from "./builtin.ts";

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
    const status = number(shell, args[0] ?? "", shell.status);
    throw new ExitShell(Number.isNaN(status) ? 2 : status & 255);
  },
};

export const returnBuiltin: Builtin = {
  special: true,
  run(shell, args) {
    if (shell.calls.length === 0 && shell.sources.length === 0) {
      if (shell.bash) return fail(shell, "can only `return' from a function or sourced script", 2);
      throw new ExitShell(number(shell, args[0] ?? "", shell.status) & 255);
    }
    const status = number(shell, args[0] ?? "", shell.status);
    shell.status = Number.isNaN(status) ? 2 : status & 255;
    shell.jump = "return";
    return shell.status;
  },
};

function jump(kind: "break" | "continue"): Builtin {
  return {
    special: true,
    run(shell, args) {
      const levels = number(shell, args[0] ?? "", 1);
      if (shell.loops === 0) {
        if (shell.bash) shell.complain(`${kind}: only meaningful in a \`for', \`while', or \`until' loop`);
        return 0;
      }
      if (Number.isNaN(levels)) throw new ExitShell(128);
      if (levels < 1) {
        if (!shell.bash) throw new ShellError(`${kind}: Illegal number: ${args[0] ?? ""}`);
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
  run(shell, args) {
    const words = args[0] === "--" ? args.slice(1) : args;
    if (words.length === 0) return 0;
    return shell.executor.evaluate(shell, words.join(" "), { origin: "eval" });
  },
};

/** `.` and `source`: a file's commands in this shell. */
export const dot: Builtin = {
  special: true,
  *run(shell, args, name): Task<number> {
    const [file, ...rest] = args[0] === "--" ? args.slice(1) : args;
    if (file === undefined)
      return shell.bash
        ? fail(shell, `filename argument required\n${name}: usage: ${name} filename [arguments]`, 2)
        : 0;
    const path = findSource(shell, file);
    let text: string;
    try {
      text = decodeText(shell.process.files.readFile(resolvePath(shell.process.cwd, path ?? file)));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (!shell.bash)
        throw new ShellError(
          file.includes("/") || path !== undefined
            ? `${name}: cannot open ${file}: ${error.code === "ENOENT" ? "No such file" : error.reason}`
            : `${name}: ${file}: not found`,
        );
      shell.complain(`${file}: ${error.reason}`);
      return 1;
    }
    const { positional } = shell;
    if (shell.bash && rest.length > 0) shell.positional = rest;
    shell.sources.push(path ?? file);
    const loops = shell.loops;
    try {
      let status = yield* shell.executor.evaluate(shell, text, { line: 1 });
      if (shell.jump === "return") {
        shell.jump = "none";
        status = shell.status;
      }
      return status;
    } finally {
      shell.loops = loops;
      shell.sources.pop();
      if (shell.bash && rest.length > 0) shell.positional = positional;
    }
  },
};

function findSource(shell: Shell, file: string): string | undefined {
  if (file.includes("/")) return file;
  const there = (path: string): boolean =>
    shell.process.files.tryStat(resolvePath(shell.process.cwd, path))?.kind === "file";
  for (const folder of (shell.variables.get("PATH") ?? "").split(":")) {
    const path = `${folder === "" ? "." : folder}/${file}`;
    if (there(path)) return path;
  }
  return shell.bash && there(file) ? file : undefined;
}

export const exec: Builtin = {
  special: true,
  *run(shell, args): Task<number> {
    let words = args;
    let cleared = false;
    let called: string | undefined;
    while (shell.bash && /^-[cla]/.test(words[0] ?? "")) {
      if (words[0] === "-c") cleared = true;
      if (words[0] === "-a") {
        called = words[1];
        words = words.slice(1);
      }
      words = words.slice(1);
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
      const status = name.includes("/")
        ? complainMissing(shell, name, located)
        : fail(shell, `${name}: not found`, 127);
      if (shell.interactive || shell.options.shopt("execfail")) return status;
      throw new ExitShell(status);
    }
    const argv = called === undefined ? [...words] : [...words];
    throw new ExitShell(yield* wait(shell.process.exec(argv, cleared ? {} : shell.environment(name))));
  },
};

/** `command`: functions are passed over; `-v` and `-V` tell what a name is. */
export const command: Builtin = {
  *run(shell, args): Task<number> {
    const given = letters(shell, args, "pvV");
    if (given === undefined) return 2;
    const { on, rest } = given;
    if (on.has("v") || on.has("V")) {
      const manner = on.has("V") ? "verbose" : "terse";
      if (!shell.bash) return rest[0] === undefined ? 2 : yield* wait(describe(shell, rest[0], manner));
      let found = false;
      for (const name of rest) if ((yield* wait(describe(shell, name, manner))) === 0) found = true;
      return found ? 0 : 1;
    }
    if (rest.length === 0) return 0;
    return yield* shell.executor.command(shell, rest, {
      functions: false,
      builtins: true,
      externals: true,
      ...(on.has("p") ? { path: "/usr/bin:/bin" } : {}),
    });
  },
};

export const builtinBuiltin: Builtin = {
  *run(shell, args): Task<number> {
    const words = args[0] === "--" ? args.slice(1) : args;
    const [name] = words;
    if (name === undefined) return 0;
    if (!isBuiltin(shell, name)) return fail(shell, `${name}: not a shell builtin`, 1);
    return yield* shell.executor.command(shell, words, { functions: false, builtins: true, externals: false });
  },
};

let isBuiltin: (shell: Shell, name: string) => boolean = () => false;
/** The table tells who is in it: it imports this file, not the other way round. */
export function knowBuiltins(test: typeof isBuiltin): void {
  isBuiltin = test;
}

const KEYWORDS = new Set([
  "!",
  "case",
  "do",
  "done",
  "elif",
  "else",
  "esac",
  "fi",
  "for",
  "if",
  "in",
  "then",
  "until",
  "while",
  "{",
  "}",
]);
const BASH_KEYWORDS = new Set([...KEYWORDS, "function", "select", "time", "[[", "]]", "coproc"]);

/** What a name is: prints it, 0 when it is something. */
function describe(shell: Shell, name: string, manner: "terse" | "verbose" | "type"): number | Promise<number> {
  const alias = shell.aliases.get(name);
  if (alias !== undefined && shell.aliasesOn) {
    if (manner === "type") return shell.print("alias\n");
    if (manner === "terse") return shell.print(`alias ${name}=${shell.bash ? quoteSingle(alias) : quoteSh(alias)}\n`);
    return shell.print(shell.bash ? `${name} is aliased to \`${alias}'\n` : `${name} is an alias for ${alias}\n`);
  }
  const keyword = (shell.bash ? BASH_KEYWORDS : KEYWORDS).has(name);
  const definition = shell.functions.get(name);
  const inner = isBuiltin(shell, name);
  if (keyword || definition !== undefined || inner) {
    const kind = keyword ? "keyword" : definition !== undefined ? "function" : "builtin";
    if (manner === "type") return shell.print(`${kind}\n`);
    if (manner === "terse") return shell.print(`${name}\n`);
    if (keyword) return shell.print(`${name} is a shell keyword\n`);
    if (definition !== undefined)
      return shell.print(
        shell.bash ? `${name} is a function\n${definition.source}\n` : `${name} is a shell function\n`,
      );
    const special = !shell.bash && SPECIAL.has(name) ? "special " : "";
    return shell.print(`${name} is a ${special}shell builtin\n`);
  }
  const located = locate(shell, name);
  if (located.kind === "found") {
    if (manner === "type") return shell.print("file\n");
    return shell.print(manner === "terse" ? `${located.path}\n` : `${name} is ${located.path}\n`);
  }
  if (manner === "verbose") {
    if (shell.bash) shell.complain(`${shell.builtin}: ${name}: not found`);
    else {
      const printed = shell.print(`${name}: not found\n`);
      return typeof printed === "number" ? 127 : printed.then(() => 127);
    }
  }
  return shell.bash ? 1 : 127;
}

const SPECIAL = new Set([
  ".",
  ":",
  "break",
  "continue",
  "eval",
  "exec",
  "exit",
  "export",
  "readonly",
  "return",
  "set",
  "shift",
  "times",
  "trap",
  "unset",
]);

export const type: Builtin = {
  *run(shell, args): Task<number> {
    let manner: "verbose" | "type" | "terse" = "verbose";
    let words = args;
    if (shell.bash) {
      const given = letters(shell, args, "aftpP");
      if (given === undefined) return 2;
      words = given.rest;
      if (given.on.has("t")) manner = "type";
      else if (given.on.has("p") || given.on.has("P")) {
        let status = 0;
        for (const name of words) {
          const located =
            !given.on.has("P") && (isBuiltin(shell, name) || shell.functions.has(name))
              ? undefined
              : locate(shell, name);
          if (located?.kind === "found") yield* wait(shell.print(`${located.path}\n`));
          else if (located !== undefined) status = 1;
        }
        return status;
      }
    }
    let status = 0;
    for (const name of words) {
      const result = yield* wait(describe(shell, name, manner));
      if (result !== 0) status = result;
    }
    return status;
  },
};

/** The number of a trap's condition; undefined when there is none of that name. */
function condition(shell: Shell, name: string): number | undefined {
  const bare = name.toUpperCase().replace(/^SIG/, "");
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

export const trap: Builtin = {
  special: true,
  run(shell, args) {
    let words = args[0] === "--" ? args.slice(1) : args;
    if (shell.bash && words[0] === "-l")
      return shell.print(
        `${Object.entries(SIGNALS)
          .map(([name, value]) => `${String(value)}) ${name}`)
          .join("\n")}\n`,
      );
    const printing = words.length === 0 || (shell.bash && words[0] === "-p");
    if (printing) {
      const shown =
        shell.traps.inherited !== undefined && shell.traps.actions.size === 0
          ? shell.traps.inherited
          : shell.traps.actions;
      const only = words.slice(1).map((name) => condition(shell, name));
      const quote = shell.bash ? quoteSingle : quoteSh;
      const lines = [...shown]
        .filter(([signal]) => only.length === 0 || only.includes(signal))
        .sort(([a], [b]) => (a < 0 ? 100 - a : a) - (b < 0 ? 100 - b : b))
        .map(([signal, action]) => `trap -- ${quote(action)} ${conditionName(shell, signal)}\n`);
      return shell.print(lines.join(""));
    }
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
      if (signal > 0) shell.applyTrap(signal);
    }
    return status;
  },
};

export const shift: Builtin = {
  special: true,
  run(shell, args) {
    const count = number(shell, args[0] ?? "", 1);
    if (Number.isNaN(count)) return 1;
    if (count > shell.positional.length || count < 0) {
      if (!shell.bash) throw new ShellError("shift: can't shift that many");
      if (count < 0) return fail(shell, `${String(count)}: shift count out of range`, 1);
      return 1;
    }
    shell.positional = shell.positional.slice(count);
    return 0;
  },
};

export const letBuiltin: Builtin = {
  run(shell, args) {
    if (args.length === 0) return fail(shell, "expression expected", 1);
    let value: number | bigint = 0;
    try {
      for (const text of args) value = evaluateShell(shell, text, "let: ");
    } catch (error) {
      if (!(error instanceof ShellError) || error.message === "") throw error;
      shell.complain(error.message);
      return 1;
    }
    return value == 0 ? 1 : 0;
  },
};

import { quoteSh, quoteSingle } from "../expand/quote.ts";
import { locate, locateAll } from "../run/external.ts";
import type { Shell } from "../state/shell.ts";
import { printFunction } from "../syntax/print.ts";
import { wait, type Task } from "../task.ts";
import { fail, letters, type Builtin } from "./builtin.ts";
import { showUsage } from "./usage.ts";

/** Where `command -p` looks. */
const STANDARD_PATH = "/bin:/usr/bin";

/** `command`: functions are passed over; `-v` and `-V` tell what a name is. */
export const command: Builtin = {
  *run(shell, args): Task<number> {
    const given = letters(shell, args, "pvV");
    if (given === undefined) return 2;
    const { on, rest } = given;
    if (rest.length === 0) return 0;
    if (on.has("v") || on.has("V")) {
      const manner = on.has("V") ? "verbose" : "terse";
      if (!shell.bash) return yield* wait(describe(shell, rest[0] ?? "", manner));
      let found = false;
      for (const name of rest)
        if ((yield* wait(describe(shell, name, manner, true, on.has("p") ? STANDARD_PATH : undefined))) === 0)
          found = true;
      return found ? 0 : 1;
    }
    return yield* shell.executor.command(shell, rest, {
      functions: false,
      builtins: true,
      externals: true,
      ...(on.has("p") ? { path: STANDARD_PATH } : {}),
    });
  },
};

export const builtinBuiltin: Builtin = {
  *run(shell, args): Task<number> {
    if (/^-[^-]/.test(args[0] ?? "")) {
      fail(shell, `${(args[0] ?? "").slice(0, 2)}: invalid option`);
      return showUsage(shell);
    }
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

/** Whether a name is a builtin's. */
export function namesBuiltin(shell: Shell, name: string): boolean {
  return isBuiltin(shell, name);
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
export const BASH_KEYWORDS = new Set([...KEYWORDS, "function", "select", "time", "[[", "]]", "coproc"]);

/** What a name is: prints it, 0 when it is something. */
function describe(
  shell: Shell,
  name: string,
  manner: "terse" | "verbose" | "type",
  functions = true,
  path?: string,
): number | Promise<number> {
  const alias = shell.aliases.get(name);
  if (alias !== undefined && shell.aliasesOn) {
    if (manner === "type") return shell.print("alias\n");
    if (manner === "terse") return shell.print(`alias ${name}=${shell.bash ? quoteSingle(alias) : quoteSh(alias)}\n`);
    return shell.print(shell.bash ? `${name} is aliased to \`${alias}'\n` : `${name} is an alias for ${alias}\n`);
  }
  const keyword = (shell.bash ? BASH_KEYWORDS : KEYWORDS).has(name) && shell.builtin !== "builtin";
  const definition = functions ? shell.functions.get(name) : undefined;
  const inner = isBuiltin(shell, name);
  if (keyword || definition !== undefined || inner) {
    const kind = keyword ? "keyword" : definition !== undefined ? "function" : "builtin";
    if (manner === "type") return shell.print(`${kind}\n`);
    if (manner === "terse") return shell.print(`${name}\n`);
    if (keyword) return shell.print(`${name} is a shell keyword\n`);
    if (definition !== undefined)
      return shell.print(
        shell.bash ? `${name} is a function\n${printFunction(definition)}\n` : `${name} is a shell function\n`,
      );
    const special = !shell.bash && SPECIAL.has(name) ? "special " : "";
    return shell.print(`${name} is a ${special}shell builtin\n`);
  }
  const tracked = !shell.bash && shell.hashed.has(name) ? " a tracked alias for" : "";
  const hashed = path === undefined ? shell.hashed.get(name) : undefined;
  if (shell.bash && hashed !== undefined && manner === "verbose")
    return shell.print(`${name} is hashed (${hashed.path})\n`);
  const located = locate(shell, name, path);
  if (located.kind === "found") {
    if (!shell.bash && !name.includes("/")) shell.hashed.set(name, { path: located.path, hits: 0 });
    if (manner === "type") return shell.print("file\n");
    return shell.print(manner === "terse" ? `${located.path}\n` : `${name} is${tracked} ${located.path}\n`);
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

/** `type -a`: everything a name could be, in the order in which it is looked up. */
function* describeAll(shell: Shell, names: readonly string[], on: ReadonlySet<string>): Task<number> {
  let status = 0;
  const terse = on.has("t");
  const paths = on.has("p") || on.has("P");
  for (const name of names) {
    const lines: string[] = [];
    const alias = shell.aliasesOn ? shell.aliases.get(name) : undefined;
    const definition = shell.functions.get(name);
    if (!paths) {
      if (alias !== undefined) lines.push(terse ? "alias" : `${name} is aliased to \`${alias}'`);
      if (BASH_KEYWORDS.has(name)) lines.push(terse ? "keyword" : `${name} is a shell keyword`);
      if (definition !== undefined && !on.has("f"))
        lines.push(terse ? "function" : `${name} is a function\n${printFunction(definition)}`);
      if (isBuiltin(shell, name)) lines.push(terse ? "builtin" : `${name} is a shell builtin`);
    }
    for (const path of locateAll(shell, name)) lines.push(terse ? "file" : paths ? path : `${name} is ${path}`);
    if (lines.length === 0) {
      status = 1;
      if (!terse && !paths) shell.complain(`type: ${name}: not found`);
    } else yield* wait(shell.print(`${lines.join("\n")}\n`));
  }
  return status;
}

export const type: Builtin = {
  *run(shell, args): Task<number> {
    let manner: "verbose" | "type" | "terse" = "verbose";
    let words = args;
    let functions = true;
    if (shell.bash) {
      const given = letters(shell, args, "aftpP");
      if (given === undefined) return 2;
      words = given.rest;
      functions = !given.on.has("f");
      if (given.on.has("a")) return yield* describeAll(shell, words, given.on);
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
      const result = yield* wait(describe(shell, name, manner, functions));
      if (result !== 0) status = result;
    }
    return status;
  },
};

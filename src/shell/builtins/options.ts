import { ShellError } from "../errors.ts";
import { quoteIfNeeded, quoteSh } from "../expand/quote.ts";
import { showElements } from "../expand/transform.ts";
import type { Shell } from "../state/shell.ts";
import { isArray, isHidden, scalarOf } from "../state/variable.ts";
import { printFunction } from "../syntax/print.ts";
import { fail, letters, type Builtin } from "./builtin.ts";
import { showUsage } from "./usage.ts";

/** `set` (POSIX 2.14): options, positional parameters, or every variable. */
export const set: Builtin = {
  special: true,
  run(shell, args) {
    if (args.length === 0) return shell.print(everyVariable(shell));
    let at = 0;
    for (; at < args.length; at += 1) {
      const word = args[at] ?? "";
      if (word === "--" || word === "-") {
        if (word === "--" || at + 1 < args.length) shell.positional = args.slice(at + 1);
        if (word === "-") for (const name of ["xtrace", "verbose"]) shell.options.set(name, false);
        return 0;
      }
      if (!/^[-+]./.test(word)) break;
      const enable = word.startsWith("-");
      for (const letter of word.slice(1)) {
        if (letter === "o") {
          const name = args[at + 1];
          if (name === undefined) return shell.print(optionTable(shell, enable));
          at += 1;
          const known = shell.options.names().includes(name);
          if (!known) return illegal(shell, shell.bash ? `${name}: invalid option name` : `Illegal option -o ${name}`);
          switchOption(shell, name, enable);
        } else {
          const name = shell.options.named(letter);
          if (name === undefined)
            return illegal(
              shell,
              shell.bash ? `${word.charAt(0)}${letter}: invalid option` : `Illegal option ${word.charAt(0)}${letter}`,
            );
          switchOption(shell, name, enable);
        }
      }
    }
    if (at < args.length) shell.positional = args.slice(at);
    return 0;
  },
};

function illegal(shell: Shell, message: string): number {
  if (!shell.bash) throw new ShellError(`set: ${message}`);
  fail(shell, message, 2);
  return message.endsWith("invalid option name") ? 2 : showUsage(shell);
}

export function switchOption(shell: Shell, name: string, on: boolean): void {
  shell.options.set(name, on);
  if (name === "posix" && on) shell.variables.set("POSIXLY_CORRECT", "y");
  if (name === "posix" && !on) shell.variables.unset("POSIXLY_CORRECT");
  if (name === "allexport") shell.variables.exportAll = on;
}

function optionTable(shell: Shell, table: boolean): string {
  const names = shell.options.names();
  if (!table) return names.map((name) => `set ${shell.options.has(name) ? "-" : "+"}o ${name}\n`).join("");
  const lines = names.map(
    (name) => (shell.bash ? `${name.padEnd(15)}\t` : name.padEnd(16)) + (shell.options.has(name) ? "on" : "off"),
  );
  return `${shell.bash ? "" : "Current option settings\n"}${lines.join("\n")}\n`;
}

function everyVariable(shell: Shell): string {
  return shell.variables
    .entries()
    .flatMap(([name, variable]) => {
      if (isHidden(name, variable)) return [];
      if (isArray(variable)) return [`${name}=${showElements(variable)}\n`];
      const value = scalarOf(variable);
      return value === undefined ? [] : [`${name}=${shell.bash ? quoteIfNeeded(value) : quoteSh(value)}\n`];
    })
    .join("")
    .concat(
      shell.posix
        ? ""
        : [...shell.functions.values()]
            .map((each) => `${printFunction(each)}\n`)
            .sort()
            .join(""),
    );
}

export const shopt: Builtin = {
  run(shell, args) {
    const given = letters(shell, args, "supqo");
    if (given === undefined) return 2;
    const { on, rest } = given;
    if (on.has("s") && on.has("u")) return fail(shell, "cannot set and unset shell options simultaneously", 1);
    const settable = on.has("o");
    const known = settable ? shell.options.names() : shell.options.shopts();
    const read = (name: string): boolean => (settable ? shell.options.has(name) : shell.options.shopt(name));
    let wrong = 0;
    for (const name of rest)
      if (!known.includes(name)) wrong = fail(shell, `${name}: invalid ${settable ? "" : "shell "}option name`, 1);
    if (on.has("s") || on.has("u")) {
      if (rest.length > 0) {
        for (const name of rest.filter((each) => known.includes(each))) {
          if (settable) switchOption(shell, name, on.has("s"));
          else shell.options.setShopt(name, on.has("s"));
        }
        return wrong;
      }
    }
    const shown = (rest.length > 0 ? rest.filter((name) => known.includes(name)) : known).filter(
      (name) => rest.length > 0 || (!on.has("s") && !on.has("u")) || read(name) === on.has("s"),
    );
    const status = wrong === 0 && rest.every(read) ? 0 : 1;
    if (on.has("q")) return status;
    const text = shown
      .map((name) =>
        on.has("p")
          ? settable
            ? `set ${read(name) ? "-" : "+"}o ${name}\n`
            : `shopt ${read(name) ? "-s" : "-u"} ${name}\n`
          : `${name.padEnd(15)}\t${read(name) ? "on" : "off"}\n`,
      )
      .join("");
    const printed = shell.print(text);
    return typeof printed === "number" ? status : printed.then(() => status);
  },
};

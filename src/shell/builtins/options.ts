import { ShellError } from "../errors.ts";
import { quoteIfNeeded, quoteSh } from "../expand/quote.ts";
import { showElements } from "../expand/transform.ts";
import type { Shell } from "../state/shell.ts";
import { isArray, isHidden, scalarOf } from "../state/variable.ts";
import { printFunction } from "../syntax/print.ts";
import { fail, type Builtin } from "./builtin.ts";
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
  if (name === "monitor" && on && !shell.bash && shell.process.terminal === undefined) {
    const place = shell.builtin === "" ? "0: " : `${String(shell.line)}: set: `;
    shell.warn(`${shell.name}: ${place}can't access tty; job control turned off\n`);
    return;
  }
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

import { quoteSh, quoteSingle } from "../expand/quote.ts";
import { locate } from "../run/external.ts";
import { encodeText } from "../text.ts";
import type { Shell } from "../state/shell.ts";
import { wait as await_, type Task } from "../task.ts";
import { fail, letters, type Builtin } from "./builtin.ts";
import { namesBuiltin } from "./lookup.ts";
import { showUsage } from "./usage.ts";

/** Where dash keeps an alias: it lists them in that order. */
function bucket(name: string): number {
  let sum = name.charCodeAt(0) << 4;
  for (const byte of encodeText(name)) sum += byte;
  return sum % 39;
}

export const alias: Builtin = {
  *run(shell, args): Task<number> {
    const show = (name: string, value: string): string =>
      shell.bash ? `alias ${name}=${quoteSingle(value)}\n` : `${name}=${quoteSh(value)}\n`;
    if (shell.bash && /^-[^p]/.test(args[0] ?? "")) {
      fail(shell, `${(args[0] ?? "").slice(0, 2)}: invalid option`, 2);
      return showUsage(shell);
    }
    const words = shell.bash && args[0] === "-p" ? args.slice(1) : args;
    if (words.length === 0)
      return yield* await_(
        shell.print(
          [...shell.aliases]
            .sort(([a], [b]) => (!shell.bash ? bucket(a) - bucket(b) : a < b ? -1 : 1))
            .map(([name, value]) => show(name, value))
            .join(""),
        ),
      );
    let status = 0;
    for (const word of words) {
      const equals = word.indexOf("=", 1);
      if (equals > 0 && shell.bash && /[\s/$`='"|&;()<>\\]/.test(word.slice(0, equals)))
        status = fail(shell, `\`${word.slice(0, equals)}': invalid alias name`, 1);
      else if (equals > 0) shell.aliases.set(word.slice(0, equals), word.slice(equals + 1));
      else {
        const value = shell.aliases.get(word);
        if (value !== undefined) yield* await_(shell.print(show(word, value)));
        else {
          if (shell.bash) shell.complain(`alias: ${word}: not found`);
          else shell.warn(`alias: ${word} not found\n`);
          status = 1;
        }
      }
    }
    return status;
  },
};

export const unalias: Builtin = {
  run(shell, args) {
    if (args[0] === "-a") {
      shell.aliases.clear();
      return 0;
    }
    if (shell.bash && args.length === 0) return showUsage(shell);
    let status = 0;
    for (const name of args) {
      if (shell.aliases.delete(name)) continue;
      if (shell.bash) shell.complain(`unalias: ${name}: not found`);
      else shell.warn(`unalias: ${name} not found\n`);
      status = 1;
    }
    return status;
  },
};

function showHashed(shell: Shell, names: readonly string[]): number | Promise<number> {
  let status = 0;
  const lines: string[] = [];
  for (const name of names) {
    const entry = shell.hashed.get(name);
    if (entry === undefined) status = fail(shell, `${name}: not found`, 1);
    else lines.push(`${names.length > 1 ? `${name}\t` : ""}${entry.path}\n`);
  }
  const printed = shell.print(lines.join(""));
  return typeof printed === "number" ? status : printed.then(() => status);
}

export const hash: Builtin = {
  run(shell, args) {
    const given = letters(shell, args, shell.bash ? "rldtp" : "r");
    if (given === undefined) return 2;
    if (given.on.has("r")) shell.hashed.clear();
    if (given.on.has("t") && given.rest.length === 0) return fail(shell, "-t: option requires an argument", 1);
    if (given.on.has("t")) return showHashed(shell, given.rest);
    if (given.on.has("p")) {
      const [path = "", ...names] = given.rest;
      for (const name of names) shell.hashed.set(name, { path, hits: 0 });
      return 0;
    }
    if (given.on.has("d")) {
      let missing = 0;
      for (const name of given.rest) if (!shell.hashed.delete(name)) missing = fail(shell, `${name}: not found`, 1);
      return missing;
    }
    if (given.on.has("l") && shell.hashed.size > 0)
      return shell.print([...shell.hashed].map(([name, { path }]) => `builtin hash -p ${path} ${name}\n`).join(""));
    if (args.length === 0 || given.on.has("l")) {
      if (shell.hashed.size === 0) return shell.bash ? shell.print("hash: hash table empty\n") : 0;
      return shell.print(
        (shell.bash ? "hits\tcommand\n" : "") +
          [...shell.hashed.values()]
            .map(({ path, hits }) => (shell.bash ? `${String(hits).padStart(4)}\t${path}\n` : `${path}\n`))
            .join(""),
      );
    }
    let status = 0;
    for (const name of given.rest) {
      // What is no program to look for is passed over.
      if (name.includes("/") || shell.functions.has(name) || namesBuiltin(shell, name)) continue;
      const located = locate(shell, name);
      if (located.kind === "found") shell.hashed.set(name, { path: located.path, hits: 0 });
      else status = fail(shell, `${name}: not found`, 1);
    }
    return status;
  },
};

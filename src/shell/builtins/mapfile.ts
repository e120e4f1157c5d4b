import { IndexedArray } from "../state/variable.ts";
import type { Task } from "../task.ts";
import { wait } from "../task.ts";
import { quoteSingle } from "../expand/quote.ts";
import { fail, NAME, type Builtin } from "./builtin.ts";
import { readLine } from "./read-line.ts";
import { showUsage } from "./usage.ts";

/** Options that are numbers, and what a wrong one is called. */
const COUNTS = [
  ["n", "line count"],
  ["s", "line count"],
  ["O", "array origin"],
  ["c", "callback quantum"],
  ["u", "file descriptor specification"],
] as const;

/** bash's `mapfile` and `readarray`. */
export const mapfile: Builtin = {
  *run(shell, args): Task<number> {
    const options = { n: "0", s: "0", O: "", u: "0", d: "\n", C: "", c: "5000" };
    let strip = false;
    let at = 0;
    for (; at < args.length; at += 1) {
      const word = args[at] ?? "";
      if (word === "--") {
        at += 1;
        break;
      }
      if (!/^-./.test(word)) break;
      for (let letter = 1; letter < word.length; letter += 1) {
        const option = word[letter] ?? "";
        if (option === "t") strip = true;
        else if (option in options) {
          const value = word.slice(letter + 1) || args[++at];
          if (value === undefined) {
            fail(shell, `-${option}: option requires an argument`, 2);
            return showUsage(shell);
          }
          options[option as keyof typeof options] = value;
          break;
        } else {
          fail(shell, `-${option}: invalid option`, 2);
          return showUsage(shell);
        }
      }
    }
    const wrong = COUNTS.find(
      ([letter]) => !/^\d*$/.test(options[letter]) || (letter === "c" && Number(options.c) < 1),
    );
    if (wrong !== undefined) return fail(shell, `${options[wrong[0]]}: invalid ${wrong[1]}`, 1);
    const name = args[at] ?? "MAPFILE";
    if (!NAME.test(name)) return fail(shell, `\`${name}': not a valid identifier`, 1);
    const most = Number(options.n) || Infinity;
    const skip = Number(options.s);
    const origin = Number(options.O);
    const quantum = Number(options.c);
    const delimiter = options.d === "" ? 0 : options.d.charCodeAt(0);
    if (!shell.process.descriptors.has(Number(options.u)))
      return fail(shell, `${options.u}: invalid file descriptor: Bad file descriptor`, 1);
    const variable = shell.variables.prepare(name);
    if (variable.associative !== undefined) return fail(shell, `${name}: not an indexed array`, 1);
    if (options.O === "" || variable.indexed === undefined) variable.indexed = new IndexedArray();
    variable.value = undefined;
    for (let count = 0, stored = 0; stored < most; count += 1) {
      const line = yield* wait(readLine(shell, Number(options.u), { delimiter }));
      if (line.ended && line.text === "") break;
      if (count >= skip) {
        const text = strip || line.ended || delimiter === 0 ? line.text : line.text + String.fromCharCode(delimiter);
        stored += 1;
        if (options.C !== "" && stored % quantum === 0)
          yield* shell.executor.evaluate(shell, `${options.C} ${String(origin + stored - 1)} ${quoteSingle(text)}`);
        variable.indexed.set(origin + stored - 1, text);
      }
      if (line.ended) break;
    }
    return 0;
  },
};

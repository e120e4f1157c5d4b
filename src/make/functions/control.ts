import type { BuiltinFunction, Expander, Surroundings } from "../expander.ts";
import { andThen, type Maybe } from "../maybe.ts";
import { splitWords, trim, trimStart } from "../text.ts";
import { Scope } from "../variable.ts";

function runIf(args: readonly string[], around: Surroundings, expander: Expander): Maybe<string> {
  const [condition = "", yes = "", no = ""] = args;
  return andThen(expander.expand(trim(condition), around), (value) => expander.expand(value === "" ? no : yes, around));
}

/** The first value that is not empty (`or`), or the last one when none is empty (`and`). */
function choose(stopAtFull: boolean) {
  return (args: readonly string[], around: Surroundings, expander: Expander): Maybe<string> => {
    const from = (index: number): Maybe<string> =>
      andThen(expander.expand(trim(args[index] ?? ""), around), (value) =>
        (value !== "") === stopAtFull || index + 1 >= args.length ? value : from(index + 1),
      );
    return from(0);
  };
}

function foreach(args: readonly string[], around: Surroundings, expander: Expander): Maybe<string> {
  const [nameText = "", listText = "", body = ""] = args;
  return andThen(expander.expand(nameText, around), (nameWithBlanks) =>
    andThen(expander.expand(listText, around), (list) => {
      const scope = new Scope(around.scope);
      scope.transparent = true;
      const name = splitWords(nameWithBlanks)[0] ?? "";
      const inner = { ...around, scope };
      const words = splitWords(list);
      const from = (start: number, before: string): Maybe<string> => {
        let result = before;
        for (let index = start; index < words.length; index += 1) {
          scope.define(name, words[index] ?? "", "automatic", "simple");
          const value = expander.expand(body, inner);
          if (index > 0) result += " ";
          if (value instanceof Promise) {
            const soFar = result;
            return value.then((text) => from(index + 1, soFar + text));
          }
          result += value;
        }
        return result;
      };
      return from(0, "");
    }),
  );
}

/** Manual: "The call Function". Arguments of an outer call are out of sight, even those that this call does not give. */
function call(args: readonly string[], around: Surroundings, expander: Expander): Maybe<string> {
  // A name ends at the first blank.
  const name = splitWords(args[0] ?? "")[0] ?? "";
  if (name === "") return "";
  const builtin = expander.functions.get(name);
  if (builtin !== undefined) {
    // The arguments were expanded already: functions that expand their own would do it twice, so dollars are quoted.
    const given = args.slice(1);
    return expander.call(
      name,
      given.map((arg) => (builtin.lazy === true ? arg : arg.replaceAll("$", "$$$$"))),
      around,
    );
  }
  const variable = around.scope.lookup(name);
  if (variable === undefined) {
    expander.onUndefined(name, around);
    return "";
  }
  const scope = new Scope(around.scope);
  scope.transparent = true;
  args.forEach((arg, index) => scope.define(String(index), index === 0 ? name : arg, "automatic", "simple"));
  for (let index = args.length; ; index += 1) {
    if (around.scope.lookup(String(index))?.origin !== "automatic") break;
    scope.define(String(index), "", "automatic", "simple");
  }
  // A function that calls itself is not a variable that references itself.
  const busy = variable.expanding;
  variable.expanding = false;
  const restore = <T>(result: T): T => {
    variable.expanding = busy;
    return result;
  };
  try {
    const result = expander.expandVariable(variable, { ...around, scope });
    return result instanceof Promise ? result.finally(() => restore(undefined)) : restore(result);
  } catch (error) {
    restore(undefined);
    throw error;
  }
}

function value([name = ""]: readonly string[], around: Surroundings): string {
  return around.scope.lookup(name)?.value ?? "";
}

function origin([name = ""]: readonly string[], around: Surroundings): string {
  return around.scope.lookup(name)?.origin ?? "undefined";
}

function flavor([name = ""]: readonly string[], around: Surroundings): string {
  return around.scope.lookup(name)?.flavor ?? "undefined";
}

/** Manual: "Functions for Conditionals", "The foreach Function" and those about variables. */
export const CONTROL_FUNCTIONS: readonly BuiltinFunction[] = [
  { name: "if", least: 2, most: 3, lazy: true, run: runIf },
  { name: "or", least: 1, most: 0, lazy: true, run: choose(true) },
  { name: "and", least: 1, most: 0, lazy: true, run: choose(false) },
  { name: "foreach", least: 3, most: 3, lazy: true, run: foreach },
  { name: "call", least: 1, most: 0, run: call },
  { name: "value", least: 0, most: 1, run: ([name = ""], around) => value([trimStart(name)], around) },
  { name: "origin", least: 0, most: 1, run: origin },
  { name: "flavor", least: 0, most: 1, run: flavor },
];

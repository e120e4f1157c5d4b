import type { BuildState } from "./build-state.ts";
import { readIncluded } from "./include.ts";
import type { Location } from "./location.ts";
import { MakeError } from "./make-error.ts";
import { andThen, type Maybe } from "./maybe.ts";
import { stripCurrent } from "./names.ts";
import { endOfWord, skipSpace, splitWords, trim } from "./text.ts";

/**
 * Does a line that begins with a directive's word: export, unexport, vpath, include and their like. Undefined when it
 * is none. `closeRule` ends the recipe before it.
 */
export function readDirective(
  state: BuildState,
  line: string,
  location: Location,
  closeRule: () => void,
  setDefaultGoal: boolean,
): { readonly done: Maybe<void> } | undefined {
  const end = endOfWord(line, 0);
  const word = line.slice(0, end);
  const rest = line.slice(skipSpace(line, end));
  switch (word) {
    case "export":
    case "unexport":
      closeRule();
      return { done: exportVariables(state, word, rest, location) };
    case "vpath":
      closeRule();
      return {
        done: andThen(state.expander.expand(rest, { scope: state.globals, location }), (text) => {
          const [pattern] = splitWords(text);
          state.searchPath.add(pattern, pattern === undefined ? "" : trim(text).slice(pattern.length));
        }),
      };
    case "include":
    case "-include":
    case "sinclude":
      closeRule();
      return { done: readIncluded(state, rest, word === "include", location, setDefaultGoal) };
    case "load":
    case "-load":
      closeRule();
      return {
        done: andThen(state.expander.expand(rest, { scope: state.globals, location }), (text) =>
          load(state, text, word === "load", location),
        ),
      };
    default:
      return undefined;
  }
}

function exportVariables(
  state: BuildState,
  word: "export" | "unexport",
  rest: string,
  location: Location,
): Maybe<void> {
  if (rest === "") {
    state.exportAll = word === "export";
    return;
  }
  return andThen(state.expander.expand(rest, { scope: state.globals, location }), (text) => {
    for (const name of splitWords(text)) {
      const variable =
        state.globals.variables.get(name) ?? state.globals.define(name, "", "file", "recursive", location);
      variable.export = word;
    }
  });
}

/** Objects cannot be loaded here: one that is not there is missed in GNU make's words, one that is there is refused. */
function load(state: BuildState, text: string, required: boolean, location: Location): void {
  for (const word of splitWords(text)) {
    const name = stripCurrent(word.replace(/\(.*\)$/, ""));
    const there = state.disk.mtime(name) >= 0 && name.includes("/");
    if (!required) {
      if (!there) state.makefiles.push({ name, required: true, reason: "", location: undefined });
      continue;
    }
    if (there)
      throw new MakeError("The 'load' operation is not supported on this platform", location, { kind: "load" });
    state.warn(`${name}: cannot open shared object file: No such file or directory`, location);
    throw new MakeError(`${name}: failed to load`, location, { kind: "load" });
  }
}

import type { BuildState } from "./build-state.ts";
import { readIncluded } from "./include.ts";
import type { Location } from "./location.ts";
import { MakeError } from "./make-error.ts";
import { andThen, type Maybe } from "./maybe.ts";
import { stripCurrent } from "./names.ts";
import { endOfWord, skipSpace, splitWords, trim } from "./text.ts";

const DIRECTIVE = /^(?:export|unexport|vpath|[-s]?include|-?load)(?=[\t-\r ]|$)/;

/** Whether a line begins with the word of a directive other than a conditional or an assignment. */
export function isDirective(line: string): boolean {
  return DIRECTIVE.test(line);
}

/** Does such a line: export, unexport, vpath, include and their like. */
export function readDirective(
  state: BuildState,
  line: string,
  location: Location,
  setDefaultGoal: boolean,
): Maybe<void> {
  const end = endOfWord(line, 0);
  const word = line.slice(0, end);
  const rest = line.slice(skipSpace(line, end));
  const around = { scope: state.globals, location };
  switch (word) {
    case "export":
    case "unexport":
      return exportVariables(state, word, rest, location);
    case "vpath":
      return andThen(state.expander.expand(rest, around), (text) => {
        const [pattern] = splitWords(text);
        state.searchPath.add(pattern, pattern === undefined ? "" : trim(text).slice(pattern.length));
      });
    case "load":
    case "-load":
      return andThen(state.expander.expand(rest, around), (text) => load(state, text, word === "load", location));
    default:
      return readIncluded(state, rest, word === "include", location, setDefaultGoal);
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
      state.globals.changes += 1;
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

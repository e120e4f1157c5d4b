import type { BuildState } from "./build-state.ts";
import type { Location } from "./location.ts";
import { MakeError } from "./make-error.ts";
import type { MakefileUse } from "./makefile-use.ts";
import { andThen, mapInOrder, type Maybe } from "./maybe.ts";
import { parseNames } from "./names.ts";
import { Reader } from "./reader.ts";
import { defineEvalFlags } from "./start-variables.ts";
import { splitWords } from "./text.ts";

/** Where `include` looks besides the directory itself, after those of `-I`. */
export const INCLUDE_DIRECTORIES = ["/usr/local/include", "/usr/include", "/usr/include"];

/** A makefile that includes itself ends here, where files cannot be opened any more in GNU make. */
const DEEPEST = 1000;

export function readIncluded(
  state: BuildState,
  rest: string,
  required: boolean,
  location: Location,
  setDefaultGoal: boolean,
): Maybe<void> {
  return andThen(state.expander.expand(rest, { scope: state.globals, location }), (text) =>
    andThen(
      mapInOrder(parseNames(text, state), (name) => readMakefile(state, name, required, location, setDefaultGoal)),
      () => undefined,
    ),
  );
}

/** Reads a makefile and its includes now; a missing one is kept for remaking. */
function readMakefile(
  state: BuildState,
  name: string,
  required: boolean,
  location: Location | undefined,
  setDefaultGoal: boolean,
): Maybe<void> {
  const found = openMakefile(state, name, location !== undefined);
  if (state.debug.verbose) {
    const how = location === undefined ? "" : ` (search path)${required ? "" : " (don't care)"} (no ~ expansion)`;
    state.say(`Reading makefile '${name}'${how}...`);
  }
  const use: MakefileUse = { name: found.name, required, reason: undefined, location };
  state.makefiles.push(use);
  state.target(found.name);
  if ("reason" in found) {
    if (found.reason !== "No such file or directory" && found.reason !== "Permission denied") {
      throw new MakeError(`${name}: ${found.reason}`);
    }
    use.reason = found.reason;
    // A makefile of the command line is complained of at once, an included one only if it cannot be made.
    if (required && location === undefined) state.warn(`${name}: ${found.reason}`);
    return;
  }
  addToMakefileList(state, found.name);
  if (state.includeDepth >= DEEPEST) throw new MakeError("Too many open files", location);
  state.includeDepth += 1;
  return andThen(new Reader(state, found.text, found.name, { setDefaultGoal }).read(), () => {
    state.includeDepth -= 1;
  });
}

function openMakefile(
  state: BuildState,
  name: string,
  search: boolean,
): { readonly name: string } & ({ readonly text: string } | { readonly reason: string }) {
  const direct = state.disk.read(name);
  if ("text" in direct || !search || name.startsWith("/")) return { name, ...direct };
  for (const directory of includePath(state)) {
    const path = `${directory}/${name}`;
    const read = state.disk.read(path);
    if ("text" in read) return { name: path, ...read };
  }
  return { name, ...direct };
}

function includePath(state: BuildState): string[] {
  return [...state.options.includeDirectories, ...INCLUDE_DIRECTORIES].filter((one) => state.disk.isDirectory(one));
}

/** Reads `--eval`, MAKEFILES and the makefiles of the command line, or the one that has a default name. */
export async function readMakefiles(state: BuildState): Promise<void> {
  const { options } = state;
  for (const text of options.evals) await new Reader(state, text, "").read();
  defineEvalFlags(state);
  for (const name of splitWords(state.globalText("MAKEFILES"))) {
    await readMakefile(state, name, false, undefined, false);
  }
  if (options.makefiles.length === 0) {
    const found = ["GNUmakefile", "makefile", "Makefile"].find((name) => state.disk.mtime(name) >= 0);
    if (found !== undefined) await readMakefile(state, found, true, undefined, true);
  }
  if (options.makefiles.filter((name) => name === "-").length > 1) {
    throw new MakeError("Makefile from standard input specified twice.");
  }
  for (const name of options.makefiles) {
    if (name === "-") {
      const text = await state.host.readStandardInput();
      addToMakefileList(state, STANDARD_INPUT);
      await new Reader(state, text, STANDARD_INPUT).read();
    } else await readMakefile(state, name, true, undefined, true);
  }
}

/** The name of a makefile that came through `-f -`. */
const STANDARD_INPUT = "-";

function addToMakefileList(state: BuildState, name: string): void {
  const list = state.globals.variables.get("MAKEFILE_LIST")?.value ?? "";
  state.globals.define("MAKEFILE_LIST", list === "" ? name : `${list} ${name}`, "file", "simple");
}

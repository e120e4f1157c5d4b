import type { BuildState } from "./build-state.ts";
import type { PatternRule } from "./pattern-rule.ts";

/**
 * The names that something known begins with up to a period: "d/a" for a file "d/a.c". Where all rules only change
 * endings, as the built-in ones do, a name without one of these cannot be made by any chain of them, and the long
 * search is spared.
 */
export class KnownStems {
  readonly #state: BuildState;
  readonly #stems = new Set<string>();
  readonly #directories = new Set<string>();
  /** How many of the state's names are worked in. */
  #seen = 0;
  readonly #applies: boolean;

  constructor(state: BuildState) {
    this.#state = state;
    this.#applies = state.searchPath.isEmpty && state.patternRules.every(changesEnding);
  }

  /** False only when no rule that changes an ending can make this file. */
  mayBeMade(name: string): boolean {
    if (!this.#applies) return true;
    const slash = name.lastIndexOf("/");
    this.#readDirectory(name.slice(0, slash + 1));
    const { names } = this.#state;
    for (; this.#seen < names.length; this.#seen += 1) this.#add(names[this.#seen] ?? "");
    if (this.#stems.has(name)) return true;
    const dot = name.lastIndexOf(".");
    return dot > slash && this.#stems.has(name.slice(0, dot));
  }

  #readDirectory(directory: string): void {
    if (this.#directories.has(directory)) return;
    this.#directories.add(directory);
    const listed = this.#state.disk.list(directory === "" ? "." : directory === "/" ? "/" : directory.slice(0, -1));
    for (const name of listed ?? []) this.#add(directory + name);
  }

  /** A name itself is the stem of what has no ending of its own. */
  #add(name: string): void {
    const from = name.lastIndexOf("/") + 1;
    for (let at = name.indexOf(".", from); at >= 0; at = name.indexOf(".", at + 1)) this.#stems.add(name.slice(0, at));
  }
}

/** `%: %.c`, `%.o: %.c`: an ending becomes another one. A terminal rule, and one without a recipe, makes no chain. */
function changesEnding(rule: PatternRule): boolean {
  if (rule.recipe === undefined || rule.terminal) return true;
  const whole = [...rule.targets, ...rule.prerequisites].every((one) => /^%\.[^%/]*$|^%$/.test(one.text));
  const endings = rule.prerequisites.every((one) => one.text !== "%" && !one.orderOnly);
  return rule.lateText === undefined && rule.prerequisites.length > 0 && whole && endings;
}

import type { BuildState } from "./build-state.ts";
import type { Surroundings } from "./expander.ts";
import type { Location } from "./location.ts";
import { MakeError } from "./make-error.ts";
import { andThen, type Maybe } from "./maybe.ts";
import { endOfWord, isBlank, skipSpace, trim, trimEnd } from "./text.ts";

interface Level {
  /** A branch of it was read already, or may not be. */
  taken: boolean;
  /** The lines now are read. */
  active: boolean;
  /** The level around it is read. */
  readonly outer: boolean;
  sawElse: boolean;
}

const CONDITIONAL = /^(?:if(?:eq|neq|def|ndef)|else|endif)(?=[\t-\r ]|$)/;

/** Whether a line begins with the word of a conditional directive. */
export function isConditional(line: string): boolean {
  const first = line.charCodeAt(0);
  return (first === 101 || first === 105) && CONDITIONAL.test(line); // e, i
}

/** `ifeq … else … endif`, nested. Manual: "Conditional Parts of Makefiles". */
export class Conditionals {
  readonly #levels: Level[] = [];
  readonly #state: BuildState;
  /** The lines now are passed over. */
  ignoring = false;

  constructor(state: BuildState) {
    this.#state = state;
  }

  get open(): boolean {
    return this.#levels.length > 0;
  }

  /** Does a line for which `isConditional` holds. */
  read(line: string, location: Location): Maybe<void> {
    const end = endOfWord(line, 0);
    const done = this.#read(line.slice(0, end), line.slice(skipSpace(line, end)), location);
    if (done instanceof Promise) return done.then(() => this.#look());
    this.#look();
  }

  #look(): void {
    const level = this.#levels.at(-1);
    this.ignoring = level !== undefined && !level.active;
  }

  #read(word: string, rest: string, location: Location): Maybe<void> {
    switch (word) {
      case "endif":
        return this.#endif(rest, location);
      case "else":
        return this.#else(rest, location);
      default:
        return this.#if(word, rest, location);
    }
  }

  #endif(rest: string, location: Location): void {
    if (rest !== "") this.#state.warn("extraneous text after 'endif' directive", location);
    if (this.#levels.pop() === undefined) {
      throw new MakeError("extraneous 'endif'", location, { kind: "conditional" });
    }
  }

  #else(rest: string, location: Location): Maybe<void> {
    const level = this.#levels.at(-1);
    if (level === undefined) throw new MakeError("extraneous 'else'", location, { kind: "conditional" });
    if (level.sawElse) throw new MakeError("only one 'else' per conditional", location, { kind: "conditional" });
    if (rest === "") {
      level.sawElse = true;
      level.active = level.outer && !level.taken;
      level.taken = true;
      return;
    }
    const word = rest.slice(0, endOfWord(rest, 0));
    if (word !== "ifeq" && word !== "ifneq" && word !== "ifdef" && word !== "ifndef") {
      this.#state.warn("extraneous text after 'else' directive", location);
      level.active = level.outer && !level.taken;
      level.taken = true;
      return;
    }
    if (level.taken || !level.outer) {
      level.active = false;
      return;
    }
    return andThen(this.#testOfElse(word, rest.slice(skipSpace(rest, word.length)), location), (holds) => {
      level.active = holds === true;
      level.taken = holds !== false;
      if (holds === undefined) this.#levels.push({ taken: true, active: false, outer: false, sawElse: false });
    });
  }

  /** Behind `else`, a test that cannot be read is no error: undefined, and a conditional of its own that never holds. */
  #testOfElse(word: string, rest: string, location: Location): Maybe<boolean | undefined> {
    const invalid = (error: unknown): undefined => {
      if (!(error instanceof InvalidTest)) throw error;
      this.#state.warn("extraneous text after 'else' directive", location);
    };
    try {
      const holds = this.#test(word, rest, location);
      return holds instanceof Promise ? holds.catch(invalid) : holds;
    } catch (error) {
      return invalid(error);
    }
  }

  #if(word: string, rest: string, location: Location): Maybe<void> {
    const outer = !this.ignoring;
    if (!outer) {
      this.#levels.push({ taken: true, active: false, outer, sawElse: false });
      return;
    }
    const holds = this.#test(word, rest, location);
    if (holds instanceof Promise) return holds.then((later) => this.#open(later));
    this.#open(holds);
  }

  #open(holds: boolean): void {
    this.#levels.push({ taken: holds, active: holds, outer: true, sawElse: false });
  }

  #test(word: string, rest: string, location: Location): Maybe<boolean> {
    const around = { scope: this.#state.globals, location };
    const { expander } = this.#state;
    if (word === "ifdef" || word === "ifndef") return this.#defined(word, rest, around);
    const sides = splitComparison(rest);
    if (sides === undefined) throw new InvalidTest(location);
    if (sides.extra) this.#state.warn(`extraneous text after '${word}' directive`, location);
    const left = expander.expandOnce(sides.left, around);
    const equal =
      typeof left === "string"
        ? equals(left, expander.expandOnce(sides.right, around))
        : left.then((text) => equals(text, expander.expandOnce(sides.right, around)));
    return typeof equal === "boolean" ? equal === (word === "ifeq") : equal.then((is) => is === (word === "ifeq"));
  }

  #defined(word: string, rest: string, around: Surroundings): Maybe<boolean> {
    return andThen(this.#state.expander.expandOnce(trimEnd(rest), around), (text) => {
      const name = trim(text);
      if (/\s/.test(name)) throw new InvalidTest(around.location);
      const variable = this.#state.globals.lookup(name);
      const defined = variable !== undefined && (variable.compute?.() ?? variable.value) !== "";
      return defined === (word === "ifdef");
    });
  }
}

class InvalidTest extends MakeError {
  constructor(location: Location | undefined) {
    super("invalid syntax in conditional", location, { kind: "conditional" });
  }
}

function equals(left: string, right: Maybe<string>): Maybe<boolean> {
  return typeof right === "string" ? left === right : right.then((text) => left === text);
}

/** The two sides of `(a,b)` or of `"a" 'b'`. */
function splitComparison(text: string): { left: string; right: string; extra: boolean } | undefined {
  const quote = text[0];
  if (quote === "(") {
    let depth = 0;
    let comma = -1;
    for (let at = 1; at < text.length; at += 1) {
      const character = text[at];
      if (character === "(") depth += 1;
      else if (character === "," && depth === 0 && comma < 0) comma = at;
      else if (character === ")") {
        if (depth > 0) {
          depth -= 1;
          continue;
        }
        if (comma < 0) return undefined;
        const left = trimBlanksEnd(text.slice(1, comma));
        const right = text.slice(skipSpace(text, comma + 1), Math.max(at, skipSpace(text, comma + 1)));
        return { left, right, extra: trim(text.slice(at + 1)) !== "" };
      }
    }
    return undefined;
  }
  if (quote !== '"' && quote !== "'") return undefined;
  const end = text.indexOf(quote, 1);
  if (end < 0) return undefined;
  const left = text.slice(1, end);
  const second = skipSpace(text, end + 1);
  const quote2 = text[second];
  if (quote2 !== '"' && quote2 !== "'") return undefined;
  const end2 = text.indexOf(quote2, second + 1);
  if (end2 < 0) return undefined;
  return { left, right: text.slice(second + 1, end2), extra: trim(text.slice(end2 + 1)) !== "" };
}

function trimBlanksEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

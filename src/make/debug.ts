import { MISSING, type Mtime } from "./disk.ts";
import { debugLetters, type DebugLetter, type Options } from "./options.ts";

/** The words of `-d` and `--debug`, indented by how deep a target is: by two for each target above it, by one for an intermediate file
 * that is looked through. Manual: "Options Summary". */
export class Debug {
  basic = false;
  verbose = false;
  #letters: ReadonlySet<DebugLetter> = new Set();
  readonly #options: Options;
  readonly #write: (line: string) => void;

  constructor(options: Options, write: (line: string) => void) {
    this.#options = options;
    this.#write = write;
    this.settle();
  }

  /** Takes up what the options ask for. `--debug=none` takes `-d` back. */
  settle(): void {
    const options = this.#options;
    const said = debugLetters([...(options.debugAll ? ["all"] : []), ...options.debug]) ?? new Set();
    if (options.debug.some(asksForNone)) options.debugAll = false;
    this.#letters = said;
    this.basic = said.has("b");
    this.verbose = said.has("v");
  }

  /** While makefiles are remade only `--debug=m` speaks of targets. */
  get withoutTargets(): boolean {
    return !this.#letters.has("m");
  }

  /** Targets are not spoken of until `settle`. */
  silence(): void {
    this.basic = false;
    this.verbose = false;
  }

  /** A line about a target so deep in the graph. */
  say(depth: number, text: string): void {
    this.#write(`${" ".repeat(depth)}${text}`);
  }

  /** A line about what belongs to a target so deep in the graph. */
  sayInside(depth: number, text: string): void {
    this.#write(`${" ".repeat(depth + 1)}${text}`);
  }

  /** How a prerequisite compares with its target, which is there. */
  comparison(depth: number, name: string, target: string, time: Mtime, than: Mtime): void {
    const newer = time > than;
    const text =
      time === MISSING
        ? `Prerequisite '${name}' of target '${target}' does not exist.`
        : `Prerequisite '${name}' is ${newer ? "newer" : "older"} than target '${target}'.`;
    if (newer || time === MISSING || this.verbose) this.sayInside(depth, text);
  }
}

function asksForNone(value: string): boolean {
  return value.split(/[, ]/).some((word) => word.toLowerCase().startsWith("n"));
}

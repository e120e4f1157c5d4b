import { MISSING, type Mtime } from "./disk.ts";
import { debugLetters, type Options } from "./options.ts";

/** The words of `-d` and `--debug`, indented by how deep a target is. Manual: "Options Summary". */
export class Debug {
  readonly basic: boolean;
  readonly verbose: boolean;
  readonly implicit: boolean;
  readonly jobs: boolean;
  readonly makefiles: boolean;
  readonly #write: (line: string) => void;

  constructor(options: Options, write: (line: string) => void) {
    const letters = debugLetters([...(options.debugAll ? ["all"] : []), ...options.debug]) ?? new Set();
    this.basic = letters.has("b");
    this.verbose = letters.has("v");
    this.implicit = letters.has("i");
    this.jobs = letters.has("j");
    this.makefiles = letters.has("m");
    this.#write = write;
  }

  /** A line that belongs to a target so deep in the graph. */
  say(depth: number, text: string): void {
    this.#write(`${" ".repeat(depth)}${text}`);
  }

  /** How a prerequisite compares with its target. */
  comparison(depth: number, name: string, target: string, time: Mtime, than: Mtime): void {
    const text =
      time === MISSING
        ? `Prerequisite '${name}' of target '${target}' does not exist.`
        : `Prerequisite '${name}' is ${time > than ? "newer" : "older"} than target '${target}'.`;
    if (time > than || time === MISSING || this.verbose) this.say(depth + 1, text);
  }
}

import { matchPattern, parsePattern, type Pattern } from "./text.ts";

interface PatternDirectories {
  readonly text: string;
  readonly pattern: Pattern;
  readonly directories: readonly string[];
}

/** Directories to look for prerequisites in: `VPATH`, `vpath` and `GPATH`. Manual: "Searching Directories for Prerequisites". */
export class SearchPath {
  #selective: PatternDirectories[] = [];
  general: readonly string[] = [];
  kept: readonly string[] = [];

  /** `vpath PATTERN DIRECTORIES`; no directories forget the pattern, no pattern forgets all. */
  add(patternText: string | undefined, directories: string): void {
    if (patternText === undefined) {
      this.#selective = [];
      return;
    }
    const list = splitDirectories(directories);
    if (list.length === 0) this.#selective = this.#selective.filter((one) => one.text !== patternText);
    else this.#selective.push({ text: patternText, pattern: parsePattern(patternText), directories: list });
  }

  get isEmpty(): boolean {
    return this.general.length === 0 && this.#selective.length === 0;
  }

  /** The directories to try for a name, in order. */
  *directoriesFor(name: string): Generator<string> {
    for (const { pattern, directories } of this.#selective) {
      if (matchPattern(pattern, name) !== undefined) yield* directories;
    }
    yield* this.general;
  }

  /** Whether a target found at this path is made there: its directory is among those of `GPATH`. */
  keeps(path: string): boolean {
    return this.kept.some((one) => path.startsWith(`${one}/`));
  }

  /** For `make -p`. */
  get selective(): readonly { readonly text: string; readonly directories: readonly string[] }[] {
    return this.#selective;
  }
}

/** Directories separated by colons or blanks, without slashes at the end. */
export function splitDirectories(text: string): string[] {
  return text
    .split(/[:\s]+/)
    .filter((one) => one !== "")
    .map((one) => (one.length > 1 ? one.replace(/\/+$/, "") || "/" : one));
}

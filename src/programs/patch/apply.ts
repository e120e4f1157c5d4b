import type { Hunk, HunkLine } from "./parse-patch.ts";

/** A file's lines, each with its newline if it has one. */
export type Lines = readonly string[];

export interface Placed {
  readonly hunk: Hunk;
  /** Index of the first old line, in the file as it was; undefined when no place was found. */
  readonly at: number | undefined;
  readonly offset: number;
  readonly fuzz: number;
}

function shown(line: HunkLine): string {
  return line.ended ? `${line.text}\n` : line.text;
}

function side(hunk: Hunk, mark: "-" | "+"): HunkLine[] {
  return hunk.lines.filter((line) => line.mark === " " || line.mark === mark);
}

export interface Rules {
  readonly fuzz: number;
  readonly ignoreSpace: boolean;
}

/** Finds a place for every hunk, each behind the one before it. */
export function placeHunks(file: Lines, hunks: readonly Hunk[], rules: Rules): Placed[] {
  const squeeze = (text: string): string => text.replace(/[ \t]+/g, " ").trimEnd();
  const same = (left: string | undefined, right: string): boolean =>
    left !== undefined && (left === right || (rules.ignoreSpace && squeeze(left) === squeeze(right)));
  let drift = 0;
  let least = 0;
  return hunks.map((hunk) => {
    const old = side(hunk, "-").map(shown);
    const [prefix, suffix] = context(hunk);
    const expected = Math.max(0, (old.length === 0 ? hunk.from : hunk.from - 1) + drift);
    const largest = Math.min(rules.fuzz, Math.max(prefix, suffix));
    for (let fuzz = 0; fuzz <= largest; fuzz += 1) {
      const cutFront = Math.max(0, fuzz - (Math.max(prefix, suffix) - prefix));
      const cutBack = Math.max(0, fuzz - (Math.max(prefix, suffix) - suffix));
      const wanted = old.slice(cutFront, old.length - cutBack);
      const fits = (at: number): boolean => {
        const start = at + cutFront;
        if (start < least || start + wanted.length > file.length) return false;
        // Less context behind than in front means the end of the file, and the other way round its beginning.
        if (fuzz === 0 && suffix < prefix && start + wanted.length !== file.length) return false;
        if (fuzz === 0 && prefix < suffix && hunk.from <= 1 && start !== 0) return false;
        return wanted.every((line, index) => same(file[start + index], line));
      };
      const reach = Math.max(expected - least, file.length - expected) + 1;
      for (let distance = 0; distance <= reach; distance += 1) {
        for (const at of distance === 0 ? [expected] : [expected + distance, expected - distance]) {
          if (!fits(at)) continue;
          const offset = at - expected + drift;
          drift = offset;
          least = at + old.length - cutBack;
          return { hunk, at, offset, fuzz };
        }
      }
    }
    return { hunk, at: undefined, offset: drift, fuzz: 0 };
  });
}

/** Lines of context in front and behind. */
function context(hunk: Hunk): [number, number] {
  const first = hunk.lines.findIndex(({ mark }) => mark !== " ");
  const last = hunk.lines.findLastIndex(({ mark }) => mark !== " ");
  return first < 0 ? [hunk.lines.length, 0] : [first, hunk.lines.length - 1 - last];
}

/** The file with every placed hunk worked in; context stays as the file has it. */
export function applyHunks(file: Lines, placed: readonly Placed[]): string[] {
  const result: string[] = [];
  let at = 0;
  for (const { hunk, at: start } of placed) {
    if (start === undefined) continue;
    result.push(...file.slice(at, start));
    at = start;
    for (const line of hunk.lines) {
      if (line.mark === "+") result.push(shown(line));
      else {
        if (line.mark === " ") result.push(file[at] ?? "");
        at += 1;
      }
    }
  }
  result.push(...file.slice(at));
  return result;
}

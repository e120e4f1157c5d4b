import type { Run } from "./tool/tool.ts";

export function mergeEntries<Entry>(
  a: readonly Entry[],
  b: readonly Entry[],
  compare: (a: Entry, b: Entry) => number,
): Entry[] {
  const merged: Entry[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [left, right] = [a[i], b[j]];
    if (left === undefined || right === undefined) return merged.concat(a.slice(i), b.slice(j));
    if (compare(left, right) <= 0) {
      merged.push(left);
      i += 1;
    } else {
      merged.push(right);
      j += 1;
    }
  }
}

/** Sorts runs of bounded length and merges them, so that others get a turn in between. */
export async function sortEntries<Entry>(
  run: Run,
  entries: Entry[],
  compare: (a: Entry, b: Entry) => number,
): Promise<void> {
  const size = 8192;
  if (entries.length <= size) {
    entries.sort(compare);
    return;
  }
  let runs: Entry[][] = [];
  for (let at = 0; at < entries.length; at += size) {
    runs.push(entries.slice(at, at + size).sort(compare));
    const turn = run.process.breathe();
    if (turn !== undefined) await turn;
  }
  while (runs.length > 1) {
    const merged: Entry[][] = [];
    for (let index = 0; index < runs.length; index += 2) {
      const [a = [], b] = [runs[index], runs[index + 1]];
      merged.push(b === undefined ? a : mergeEntries(a, b, compare));
      const turn = run.process.breathe();
      if (turn !== undefined) await turn;
    }
    runs = merged;
  }
  for (const [index, entry] of (runs[0] ?? []).entries()) entries[index] = entry;
}

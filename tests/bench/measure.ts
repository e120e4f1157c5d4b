/** What a benchmark measures and how it is told: medians of one run, next to a named peer where there is one. */
export interface Row {
  /** What was done, as a reader would say it. */
  readonly name: string;
  /** Our figures, one a repetition, in `unit`. */
  readonly ours: readonly number[];
  /** The figures of the program or arrangement it is compared with, taken in the same run, in turns with ours. */
  readonly peer?: { readonly name: string; readonly figures: readonly number[] };
  /** `ms`, `kB`, `requests/s` … */
  readonly unit: string;
  /** What we promise: of the ratio of medians (ours to the peer's) or of our own median. */
  readonly limit?: { readonly of: "ratio" | "ours"; readonly atMost?: number; readonly atLeast?: number };
}

/** The middle value; the mean of the two middle ones when they are even in number; NaN of none. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Milliseconds that `work` took. */
export async function milliseconds(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const figure = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toPrecision(2);

/** Whether a row keeps what it promises; `undefined` when it promises nothing. */
export function kept(row: Row): boolean | undefined {
  if (row.limit === undefined) return undefined;
  const ours = median(row.ours);
  const value = row.limit.of === "ours" ? ours : ours / median(row.peer?.figures ?? []);
  return value <= (row.limit.atMost ?? Infinity) && value >= (row.limit.atLeast ?? -Infinity);
}

/** One line: name, our median and its span, the peer's, the ratio, the limit and whether it holds. */
export function told(row: Row): string {
  const ours = median(row.ours);
  const span = `${figure(Math.min(...row.ours))}–${figure(Math.max(...row.ours))}`;
  const parts = [`${row.name}: ${figure(ours)} ${row.unit} (${span}, ${row.ours.length} runs)`];
  if (row.peer !== undefined) {
    const peer = median(row.peer.figures);
    parts.push(`${row.peer.name} ${figure(peer)} ${row.unit}, ratio ${(ours / peer).toFixed(2)}`);
  }
  if (row.limit !== undefined) {
    const { of, atMost, atLeast } = row.limit;
    const bound = atMost === undefined ? `at least ${String(atLeast)}` : `at most ${atMost}`;
    parts.push(`${of === "ratio" ? "ratio " : ""}${bound}: ${kept(row) === true ? "kept" : "MISSED"}`);
  }
  return parts.join("; ");
}

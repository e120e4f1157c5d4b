import type { CommandRun } from "./command-run.ts";
import type { LabAction, RecordedRun } from "./lab-data.ts";

/** What a run's output is beside the recorded one. */
export type Comparison =
  /** Equal, status included, to a run recorded in this situation or another. */
  | { readonly kind: "same"; readonly recorded: RecordedRun }
  /** The situation is the recorded one, the files are unchanged, and still something else came out. */
  | { readonly kind: "different"; readonly recorded: RecordedRun }
  /** Another situation than any that was recorded: other commands before it or beside it, edited files, another width. */
  | { readonly kind: "elsewhere"; readonly recorded: RecordedRun; readonly because: "edited" | "history" | "width" }
  /** Nothing was recorded for this command. */
  | { readonly kind: "unrecorded" };

/** What had happened in the folder before a run. */
export interface Situation {
  /** Commands run since the folder was new, oldest first, the compared one not among them. */
  readonly before: readonly string[];
  /** What other terminals were running when it ended; nothing unless told. */
  readonly beside?: readonly string[];
  /** A file of the lab is not as it came. */
  readonly edited: boolean;
  /** Characters in a line of its terminal; as recorded unless told. Some programs, pytest among them, write to fit it. */
  readonly columns?: number;
}

/** Recordings are of terminals with as many characters in a line. */
const RECORDED_COLUMNS = 80;

/**
 * Compares an action's own output with what was recorded. Nothing is normalised but line ends, escape sequences (the
 * recording is plain text) and what the recording itself declares to vary.
 */
export function compareRun(run: CommandRun, action: LabAction | undefined, situation: Situation): Comparison {
  const recordings = action?.recorded ?? [];
  const expected = recordings.find(
    ({ after = [], beside }) =>
      sameList(after, situation.before) && (beside === undefined || situation.beside?.includes(beside) === true),
  );
  const equal = [...(expected ? [expected] : []), ...recordings].find((recorded) => isSame(run, recorded));
  if (equal !== undefined) return { kind: "same", recorded: equal };
  const recorded = expected ?? recordings[0];
  if (recorded === undefined) return { kind: "unrecorded" };
  if (situation.edited) return { kind: "elsewhere", recorded, because: "edited" };
  if (expected === undefined) return { kind: "elsewhere", recorded, because: "history" };
  const fits = (situation.columns ?? RECORDED_COLUMNS) === RECORDED_COLUMNS;
  if (!fits && run.status === recorded.status) return { kind: "elsewhere", recorded, because: "width" };
  return { kind: "different", recorded };
}

function isSame(run: CommandRun, recorded: RecordedRun): boolean {
  if (run.status !== recorded.status || run.dropped > 0) return false;
  return settled(run.output, recorded) === settled(recorded.output, recorded);
}

/** The output with everything that varies replaced by one sign. */
function settled(output: string, recorded: RecordedRun): string {
  return (recorded.varies ?? []).reduce((text, pattern) => text.replace(new RegExp(pattern, "gm"), "…"), output);
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

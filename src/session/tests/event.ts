/** What the plugin `_companion.tests` tells of a run of pytest, one JSON object a line. */
export type TestEvent =
  | { readonly event: "started"; readonly root: string; readonly folder: string }
  | {
      readonly event: "collected";
      readonly tests: readonly CollectedTest[];
      readonly deselected: number;
      /** Everything below the folder was asked for: tests that are not in the list are gone. */
      readonly whole: boolean;
      /** Whole files were asked for: tests of these files that are not in the list are gone. */
      readonly files: boolean;
    }
  | {
      readonly event: "not-collected";
      readonly id: string;
      readonly outcome: "failed" | "skipped";
      readonly text: string;
      readonly sections: readonly Section[];
    }
  | { readonly event: "began"; readonly id: string }
  | TestPhase
  | { readonly event: "warning"; readonly id: string; readonly text: string }
  | { readonly event: "internal-error"; readonly text: string }
  | { readonly event: "ended"; readonly status: number; readonly seconds: number };

export interface CollectedTest {
  /** pytest's node id: "test_a.py::TestB::test_c[1-x]". */
  readonly id: string;
  /** Absolute. */
  readonly file: string;
  /** Counted from 1; null where pytest knows none. */
  readonly line: number | null;
  /** Classes and the test itself, outermost first. */
  readonly names: readonly string[];
}

/** The end of a test's setup, call or teardown. */
export interface TestPhase {
  readonly event: "report";
  readonly id: string;
  readonly when: "setup" | "call" | "teardown";
  readonly outcome: "passed" | "failed" | "skipped";
  readonly seconds: number;
  /** What was captured since the phase before: a title such as "Captured stdout call", and the text. */
  readonly sections: readonly Section[];
  /** It is a subtest's end, with its message and values: "[apples] (n=1)". */
  readonly part?: string;
  /** The test is marked xfail; its reason, which may be empty. */
  readonly expected?: string;
  readonly skipped?: { readonly file: string; readonly line: number | null; readonly reason: string };
  /** The failure as pytest shows it. */
  readonly text?: string;
  readonly crash?: { readonly file: string; readonly line: number; readonly message: string };
}

export type Section = readonly [title: string, text: string];

const EVENTS = ["started", "collected", "not-collected", "began", "report", "warning", "internal-error", "ended"];

/** An event of a line that is whole; undefined for anything that the plugin does not write. */
export function parseTestEvent(line: string): TestEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const named =
      typeof value === "object" && value !== null && "event" in value && EVENTS.includes(String(value.event));
    return named ? (value as TestEvent) : undefined;
  } catch {
    return undefined;
  }
}

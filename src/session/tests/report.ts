import { assertNever } from "#base";
import type { CollectedTest, Section, TestEvent, TestPhase } from "./event.ts";

export type TestState =
  /** Collected, and its turn has not come; after the run's end: it was not run (`-x`, Stop). */
  "waiting" | "running" | "passed" | "failed" | "error" | "skipped" | "xfailed" | "xpassed";

/** A failure in one phase of a test, in pytest's words. */
export interface Problem {
  readonly when: "setup" | "call" | "teardown";
  /** One line or more: "AssertionError: assert 1 == 2". */
  readonly message: string;
  /** The whole report: source, values, the assertion rewritten. */
  readonly text: string;
  readonly file?: string;
  readonly line?: number;
}

/** A test and what is known of its last run. */
export interface TestCase extends CollectedTest {
  readonly state: TestState;
  /** Setup, call and teardown together. */
  readonly seconds: number;
  readonly problems: readonly Problem[];
  /** Why it was skipped or expected to fail. */
  readonly reason: string | undefined;
  /** Where it was skipped. */
  readonly skippedAt: { readonly file: string; readonly line: number | null } | undefined;
  readonly sections: readonly Section[];
  /** The result is from a run before the last one, which did not ask for this test. */
  readonly earlier: boolean;
}

/** A file that pytest could not read for tests, or that said that it is to be skipped. */
export interface Uncollected {
  readonly id: string;
  readonly state: "error" | "skipped";
  readonly text: string;
  readonly sections: readonly Section[];
}

/** The numbers of pytest's last line. A test may count twice: passed, and an error in its teardown. */
export interface TestCounts {
  readonly failed: number;
  readonly passed: number;
  readonly skipped: number;
  readonly deselected: number;
  readonly xfailed: number;
  readonly xpassed: number;
  readonly warnings: number;
  readonly errors: number;
}

type Mutable = { -readonly [Key in keyof TestCase]: TestCase[Key] };

const NOTHING: TestCounts = {
  failed: 0,
  passed: 0,
  skipped: 0,
  deselected: 0,
  xfailed: 0,
  xpassed: 0,
  warnings: 0,
  errors: 0,
};

/** What pytest said, run after run. A run that asked for some of the tests leaves the results of the others. */
export class TestReport {
  readonly #tests = new Map<string, Mutable>();
  readonly #uncollected = new Map<string, Uncollected>();
  #counts: Record<keyof TestCounts, number> = { ...NOTHING };
  #running = false;
  #seconds: number | undefined;
  #status: number | undefined;
  #internalError: string | undefined;

  get tests(): readonly TestCase[] {
    return [...this.#tests.values()];
  }

  get uncollected(): readonly Uncollected[] {
    return [...this.#uncollected.values()];
  }

  /** Of the last run, so far. */
  get counts(): TestCounts {
    return this.#counts;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Of the last run; undefined while it runs, and when it was ended by force. */
  get seconds(): number | undefined {
    return this.#seconds;
  }

  /** pytest's exit status: 5 means that no test was found. */
  get status(): number | undefined {
    return this.#status;
  }

  get internalError(): string | undefined {
    return this.#internalError;
  }

  add(event: TestEvent): void {
    switch (event.event) {
      case "started":
        this.#counts = { ...NOTHING };
        this.#running = true;
        this.#seconds = this.#status = this.#internalError = undefined;
        this.#uncollected.clear();
        for (const test of this.#tests.values()) test.earlier = true;
        return;
      case "collected":
        return this.#collect(event);
      case "not-collected": {
        const state = event.outcome === "failed" ? "error" : "skipped";
        this.#uncollected.set(event.id, { id: event.id, state, text: event.text, sections: event.sections });
        this.#counts[state === "error" ? "errors" : "skipped"]++;
        return;
      }
      case "began": {
        const test = this.#tests.get(event.id);
        if (test !== undefined) Object.assign(test, fresh(test), { state: "running" });
        return;
      }
      case "report":
        return this.#phase(event);
      case "warning":
        this.#counts.warnings++;
        return;
      case "internal-error":
        this.#internalError = event.text;
        return;
      case "ended":
        this.#seconds = event.seconds;
        this.#status = event.status;
        return this.end();
      default:
        return assertNever(event);
    }
  }

  /** The run is over, by itself or by force. */
  end(): void {
    this.#running = false;
    for (const test of this.#tests.values()) if (test.state === "running") test.state = "waiting";
  }

  #collect({ tests, deselected, whole, files }: Extract<TestEvent, { event: "collected" }>): void {
    this.#counts.deselected = deselected;
    const asked = new Set(tests.map(({ file }) => file));
    for (const [id, test] of this.#tests) if (whole || (files && asked.has(test.file))) this.#tests.delete(id);
    for (const test of tests) {
      const known = this.#tests.get(test.id);
      if (known === undefined) this.#tests.set(test.id, fresh(test));
      else Object.assign(known, fresh(test));
    }
  }

  #phase(report: TestPhase): void {
    const test = this.#tests.get(report.id);
    if (test === undefined) return;
    const { when, outcome, seconds, expected, skipped, text, crash, part } = report;
    test.seconds += seconds;
    // Subtests that passed are not counted, nor is their output shown.
    if (part !== undefined && outcome !== "failed") return;
    const titled = report.sections.map(([title, shown]): Section => [
      part === undefined ? title : `${part} ${title}`,
      shown,
    ]);
    test.sections = [...test.sections, ...titled];
    if (outcome === "failed") {
      const problem = { when, message: crash?.message ?? text ?? "", text: text ?? "" };
      test.problems = [...test.problems, { ...problem, ...(crash && { file: crash.file, line: crash.line }) }];
      this.#counts[when === "call" ? "failed" : "errors"]++;
      // A test that failed stays failed when its teardown fails as well.
      if (test.state !== "failed") test.state = when === "call" ? "failed" : "error";
    } else if (outcome === "skipped") {
      test.state = expected === undefined ? "skipped" : "xfailed";
      this.#counts[test.state]++;
      test.reason = expected ?? skipped?.reason;
      test.skippedAt = skipped;
    } else if (when === "call") {
      test.state = expected === undefined ? "passed" : "xpassed";
      this.#counts[test.state]++;
      test.reason = expected;
    }
  }
}

/** A test of which nothing is known yet. */
function fresh({ id, file, line, names }: CollectedTest): Mutable {
  return {
    ...{ id, file, line, names, state: "waiting", seconds: 0, problems: [], sections: [] },
    ...{ reason: undefined, skippedAt: undefined, earlier: false },
  };
}

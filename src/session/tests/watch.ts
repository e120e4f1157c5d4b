import type { Engine } from "#engines";
import { NewsWatch } from "../news-watch.ts";
import { parseTestEvent } from "./event.ts";
import type { TestReport } from "./report.ts";

/** Where runs of pytest tell of themselves; outside the lab's folder. */
const FOLDER = "/tmp/.companion-tests";

/** What a shell is given so that pytest tells. */
export const TELLING: Readonly<Record<string, string>> = {
  PYTEST_PLUGINS: "_companion.tests",
  COMPANION_TESTS: FOLDER,
};

/** `changed` is called after each piece of news. */
export function watchTests(engine: Engine, report: TestReport, changed: () => void): NewsWatch {
  const take = (lines: readonly string[]): boolean => {
    const events = lines.map(parseTestEvent).filter((event) => event !== undefined);
    for (const event of events) report.add(event);
    return events.at(-1)?.event === "ended";
  };
  return new NewsWatch(engine, FOLDER, take, changed);
}

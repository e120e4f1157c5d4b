import type { Engine } from "#engines";
import { NewsWatch } from "../news-watch.ts";
import { parseTestEvent } from "./event.ts";
import type { TestReport } from "./report.ts";

/** The plugin in which pytest tells of a run. */
const PLUGIN = "_companion.tests";

/** `changed` is called after each piece of news. */
export function watchTests(engine: Engine, report: TestReport, changed: () => void): NewsWatch {
  const take = (lines: readonly string[]): boolean => {
    const events = lines.map(parseTestEvent).filter((event) => event !== undefined);
    for (const event of events) report.add(event);
    return events.at(-1)?.event === "ended";
  };
  const environment = (folder: string) => ({ PYTEST_PLUGINS: PLUGIN, COMPANION_TESTS: folder });
  return new NewsWatch(engine, environment, take, changed);
}

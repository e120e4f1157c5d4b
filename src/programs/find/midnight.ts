import type { Run } from "../tool/tool.ts";
import { localTime, momentOf, zoneOf } from "../tool/zone.ts";

/** The end of today in the zone of TZ, in milliseconds: -daystart counts days from there. */
export function nextMidnight(run: Run): number {
  const zone = zoneOf(run.process.env);
  const { year, month, day } = localTime(Date.now(), zone);
  return momentOf({ year, month, day: day + 1, hour: 0, minute: 0, second: 0 }, zone);
}

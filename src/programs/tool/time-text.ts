import { endOfNow } from "./clock.ts";
import { strftime } from "./strftime.ts";
import type { Run } from "./tool.ts";
import { zoneOf } from "./zone.ts";

/** How ls shows a time: clock for half a year, then the year. */
export function timeText(run: Run, ms: number): string {
  const zone = zoneOf(run.process.env);
  const style = run.has("full-time") ? "full-iso" : (run.value("time-style") ?? run.process.env.TIME_STYLE ?? "locale");
  const now = endOfNow();
  const recent = ms > now - 31_556_952_000 / 2 && ms <= now;
  if (style.startsWith("+")) {
    const [old = "", late] = style.slice(1).split("\n");
    return strftime(recent && late !== undefined ? late : old, ms, zone);
  }
  if (style === "full-iso") return strftime("%Y-%m-%d %H:%M:%S.%N %z", ms, zone);
  if (style === "long-iso") return strftime("%Y-%m-%d %H:%M", ms, zone);
  if (style === "iso") return strftime(recent ? "%m-%d %H:%M" : "%Y-%m-%d ", ms, zone);
  return strftime(recent ? "%b %e %H:%M" : "%b %e  %Y", ms, zone);
}

import { endOfNow } from "./clock.ts";
import type { Run } from "./tool.ts";
import { localTime, zoneOf } from "./zone.ts";

/** Whether a time is of the last half year, which ls shows with the clock. */
export function isRecent(ms: number): boolean {
  const now = endOfNow();
  return ms > now - 31_556_952_000 / 2 && ms <= now;
}

/** How ls shows a time unless told otherwise: "Nov 24 03:05", "Nov 24  2023". */
export function timeText(run: Run, ms: number): string {
  const { year, month, day, hour, minute } = localTime(ms, zoneOf(run.process.env));
  const two = (value: number): string => String(value).padStart(2, "0");
  const name = "JanFebMarAprMayJunJulAugSepOctNovDec".slice(month * 3 - 3, month * 3);
  return `${name} ${String(day).padStart(2)} ${isRecent(ms) ? `${two(hour)}:${two(minute)}` : String(year).padStart(5)}`;
}

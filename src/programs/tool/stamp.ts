import { momentOf, utc } from "./zone.ts";

/** touch -t's [[CC]YY]MMDDhhmm[.ss] as a moment; undefined when malformed. */
export function parseStamp(text: string, zone = utc): number | undefined {
  const match = /^(\d{2})?(\d{2})?(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{2}))?$/.exec(text);
  if (match === null) return undefined;
  const [, first, second, month = "", day = "", hour = "", minute = "", seconds = "0"] = match;
  const short = Number(second ?? first);
  const year =
    first === undefined
      ? new Date().getUTCFullYear()
      : second === undefined
        ? short + (short < 69 ? 2000 : 1900)
        : Number(first + second);
  if (
    Number(month) < 1 ||
    Number(month) > 12 ||
    Number(day) < 1 ||
    Number(day) > 31 ||
    Number(hour) > 23 ||
    Number(minute) > 59
  ) {
    return undefined;
  }
  return momentOf(
    {
      year,
      month: Number(month),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(seconds),
    },
    zone,
  );
}

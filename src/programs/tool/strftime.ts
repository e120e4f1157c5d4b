/** strftime(3) in the C locale with GNU's flags (`-`, `_`, `0`, `^`, `#`), widths and `%N`, `%:z`. */
import { localTime, type Zone } from "./zone.ts";

export const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** ISO 8601 week and its year. */
function isoWeek(year: number, yearDay: number, weekday: number): { year: number; week: number } {
  const monday = (weekday + 6) % 7;
  const week = Math.floor((yearDay - 1 - monday + 10) / 7);
  const weeksIn = (of: number): number => {
    const p = (at: number): number => (at + Math.floor(at / 4) - Math.floor(at / 100) + Math.floor(at / 400)) % 7;
    return p(of) === 4 || p(of - 1) === 3 ? 53 : 52;
  };
  if (week < 1) return { year: year - 1, week: weeksIn(year - 1) };
  if (week > weeksIn(year)) return { year: year + 1, week: 1 };
  return { year, week };
}

function zoneText(offset: number, colons: number): string {
  const size = Math.abs(offset);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const [hours, minutes, seconds] = [two(size / 3600), two((size % 3600) / 60), two(size % 60)];
  const sign = offset < 0 ? "-" : "+";
  if (colons === 3) {
    return (
      sign + (seconds !== "00" ? `${hours}:${minutes}:${seconds}` : minutes !== "00" ? `${hours}:${minutes}` : hours)
    );
  }
  return (
    sign +
    (colons === 0 ? `${hours}${minutes}` : colons === 1 ? `${hours}:${minutes}` : `${hours}:${minutes}:${seconds}`)
  );
}

/** `nanoseconds` is the part below the second (0 to 999 999 999), which `ms` alone cannot hold. */
export function strftime(format: string, ms: number, zone: Zone, nanoseconds?: number): string {
  const time = localTime(ms, zone);
  const offset = zone.offset(ms);
  const nanos = nanoseconds ?? Math.round((ms - Math.floor(ms / 1000) * 1000) * 1e6);
  const iso = isoWeek(time.year, time.yearDay, time.weekday);
  const hour12 = time.hour % 12 || 12;
  const again = (inner: string): string => strftime(inner, ms, zone, nanos);

  return format.replace(
    /%([-_0^#+]*)(\d*)(:{0,3})[EO]?([a-zA-Z%])/g,
    (whole, flags: string, width: string, colons: string, letter: string) => {
      const number = (value: number, digits: number, fill = "0"): string => {
        const flag = /[-_0+](?=[^-_0+]*$)/.exec(flags)?.[0];
        const negative = value < 0 ? "-" : "";
        const text = String(Math.abs(value));
        if (flag === "-") return negative + text;
        const padding = flag === "_" ? " " : flag === "0" || flag === "+" ? "0" : fill;
        const size = Math.max(Number(width), digits);
        return padding === "0"
          ? negative + text.padStart(size - negative.length, "0")
          : (negative + text).padStart(size, padding);
      };
      const text = (value: string): string => {
        const cased = flags.includes("^")
          ? value.toUpperCase()
          : flags.includes("#")
            ? letter === "p" || letter === "Z"
              ? value.toLowerCase()
              : value.toUpperCase()
            : value;
        return cased.padStart(Number(width), flags.includes("0") ? "0" : " ");
      };
      if (colons !== "" && letter !== "z") return whole;
      switch (letter) {
        case "%":
          return "%";
        case "a":
          return text((WEEKDAYS[time.weekday] ?? "").slice(0, 3));
        case "A":
          return text(WEEKDAYS[time.weekday] ?? "");
        case "b":
        case "h":
          return text((MONTHS[time.month - 1] ?? "").slice(0, 3));
        case "B":
          return text(MONTHS[time.month - 1] ?? "");
        case "c":
          return text(again("%a %b %e %H:%M:%S %Y"));
        case "C":
          return number(Math.floor(time.year / 100), 2);
        case "d":
          return number(time.day, 2);
        case "D":
        case "x":
          return text(again("%m/%d/%y"));
        case "e":
          return number(time.day, 2, " ");
        case "F":
          return text(again("%Y-%m-%d"));
        case "g":
          return number(iso.year % 100, 2);
        case "G":
          return number(iso.year, 4);
        case "H":
          return number(time.hour, 2);
        case "I":
          return number(hour12, 2);
        case "j":
          return number(time.yearDay, 3);
        case "k":
          return number(time.hour, 2, " ");
        case "l":
          return number(hour12, 2, " ");
        case "m":
          return number(time.month, 2);
        case "M":
          return number(time.minute, 2);
        case "n":
          return "\n";
        case "N": {
          const digits = String(nanos).padStart(9, "0");
          if (flags.includes("-")) return digits.replace(/0+$/, "") || "0";
          return width === "" ? digits : digits.slice(0, Number(width)).padEnd(Number(width), "0");
        }
        case "p":
          return text(time.hour < 12 ? "AM" : "PM");
        case "P":
          return text(time.hour < 12 ? "am" : "pm");
        case "q":
          return number(Math.ceil(time.month / 3), 1);
        case "r":
          return text(again("%I:%M:%S %p"));
        case "R":
          return text(again("%H:%M"));
        case "s":
          return number(Math.floor(ms / 1000), 1);
        case "S":
          return number(time.second, 2);
        case "t":
          return "\t";
        case "T":
        case "X":
          return text(again("%H:%M:%S"));
        case "u":
          return number(time.weekday || 7, 1);
        case "U":
          return number(Math.floor((time.yearDay - 1 + 7 - time.weekday) / 7), 2);
        case "V":
          return number(iso.week, 2);
        case "w":
          return number(time.weekday, 1);
        case "W":
          return number(Math.floor((time.yearDay - 1 + 7 - ((time.weekday + 6) % 7)) / 7), 2);
        case "y":
          return number(((time.year % 100) + 100) % 100, 2);
        case "Y":
          return number(time.year, 4, time.year < 1000 ? "0" : "0");
        case "z":
          return zoneText(offset, colons.length).padStart(Number(width), "0");
        case "Z":
          return text(zone.name(ms));
        default:
          return whole;
      }
    },
  );
}

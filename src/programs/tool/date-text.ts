/**
 * Dates as GNU's date -d and touch -d read them: ISO 8601 and its relatives, month names, "@seconds", clock times with
 * zones, weekdays, and relative items ("yesterday", "2 days ago", "next month").
 */
import { localTime, momentOf, utc, type Zone, zoneOf } from "./zone.ts";
import { MONTHS, WEEKDAYS } from "./strftime.ts";

const UNITS = ["year", "month", "fortnight", "week", "day", "hour", "minute", "min", "second", "sec"] as const;
const ORDINALS: Readonly<Record<string, number>> = {
  last: -1,
  this: 0,
  next: 1,
  first: 1,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  eleventh: 11,
  twelfth: 12,
};
const ZONES: Readonly<Record<string, number>> = {
  utc: 0,
  gmt: 0,
  z: 0,
  wet: 0,
  cet: 60,
  cest: 120,
  eet: 120,
  bst: 60,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
};

function nameIndex(word: string, names: readonly string[]): number {
  const lower = word.toLowerCase().replace(/\.$/, "");
  return lower.length < 3
    ? -1
    : names.findIndex(
        (name) =>
          name.toLowerCase() === lower ||
          name.slice(0, 3).toLowerCase() === lower ||
          (lower === "sept" && name === "September") ||
          (lower.length > 3 &&
            ["tues", "wednes", "thur", "thurs"].includes(lower) &&
            name.toLowerCase().startsWith(lower)),
      );
}

interface Moment {
  readonly ms: number;
  /** The part below the second, in nanoseconds. */
  readonly nanoseconds: number;
}

class Reader {
  #rest: string;
  #now: number;
  #zone: Zone;
  #date: { year: number; month: number; day: number } | undefined;
  #time: { hour: number; minute: number; second: number; fraction: string } | undefined;
  #offset: number | undefined;
  #weekday: { day: number; count: number } | undefined;
  #relative = { year: 0, month: 0, day: 0, second: 0 };
  #seen = false;
  #relativeSeen = false;

  constructor(text: string, now: number, zone: Zone) {
    this.#rest = text.trim();
    this.#now = now;
    this.#zone = zone;
  }

  /** What was left before the last item was taken. */
  #before = "";

  #take(pattern: RegExp): RegExpExecArray | undefined {
    const match = pattern.exec(this.#rest);
    if (match === null) return undefined;
    this.#before = this.#rest;
    this.#rest = this.#rest.slice(match[0].length).replace(/^[\s,]+/, "");
    return match;
  }

  read(): Moment | undefined {
    const seconds = /^@([-+]?\d+)(?:[.,](\d+))?$/.exec(this.#rest);
    if (seconds?.[1] !== undefined) {
      const nanoseconds = Number((seconds[2] ?? "").slice(0, 9).padEnd(9, "0"));
      return { ms: Number(seconds[1]) * 1000, nanoseconds };
    }
    while (this.#rest !== "") if (!this.#item()) return undefined;
    return this.#result();
  }

  #item(): boolean {
    return (
      this.#dateItem() ||
      this.#timeItem() ||
      this.#zoneItem() ||
      this.#relativeItem() ||
      this.#wordItem() ||
      this.#bareNumber()
    );
  }

  #setDate(year: number, month: number, day: number): boolean {
    if (this.#date !== undefined || month < 1 || month > 12 || day < 1 || day > 31) return false;
    if (day > new Date(Date.UTC(year === 0 ? 2000 : year, month, 0)).getUTCDate() && year >= 100) return false;
    this.#date = { year, month, day };
    this.#seen = true;
    return true;
  }

  /** Two digits mean 1969 to 2068 (POSIX). */
  #year(text: string): number {
    const year = Number(text);
    return text.length > 2 ? year : year < 69 ? 2000 + year : 1900 + year;
  }

  #dateItem(): boolean {
    let match = this.#take(/^(\d{4,})-(\d{1,2})-(\d{1,2})(?:[Tt](?=\d)|(?=[^\d]|$))/);
    if (match) return this.#setDate(Number(match[1]), Number(match[2]), Number(match[3]));
    match = this.#take(/^(\d{2})-(\d{1,2})-(\d{1,2})(?=\s|,|$)/);
    if (match) return this.#setDate(this.#year(match[1] ?? ""), Number(match[2]), Number(match[3]));
    match = this.#take(/^(\d{4})\/(\d{1,2})\/(\d{1,2})(?=\s|,|$)/);
    if (match) return this.#setDate(Number(match[1]), Number(match[2]), Number(match[3]));
    match = this.#take(/^(\d{1,2})\/(\d{1,2})(?:\/(\d{2,}))?(?=\s|,|$)/);
    if (match) {
      const year = match[3] === undefined ? localTime(this.#now, this.#zone).year : this.#year(match[3]);
      return this.#setDate(year, Number(match[1]), Number(match[2]));
    }
    match = this.#take(/^(\d{1,2})[-\s]*([A-Za-z]{3,9})\.?(?:[-\s,]+(\d{2,4})(?!\d|:))?(?![A-Za-z])/);
    if (match) {
      const month = nameIndex(match[2] ?? "", MONTHS);
      if (month < 0) {
        this.#rest = this.#before;
      } else {
        const year = match[3] === undefined ? localTime(this.#now, this.#zone).year : this.#year(match[3]);
        return this.#setDate(year, month + 1, Number(match[1]));
      }
    }
    match = this.#take(/^([A-Za-z]{3,9})\.?[-\s]+(\d{1,2})(?!\d|:)(?:(?:st|nd|rd|th)\b)?(?:[\s,]+(\d{4})(?!\d|:))?/);
    if (match) {
      const month = nameIndex(match[1] ?? "", MONTHS);
      if (month < 0) {
        this.#rest = this.#before;
        return false;
      }
      const year = match[3] === undefined ? localTime(this.#now, this.#zone).year : Number(match[3]);
      return this.#setDate(year, month + 1, Number(match[2]));
    }
    return false;
  }

  #timeItem(): boolean {
    const match =
      this.#take(/^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:\s*([ap])\.?m\.?(?![a-z]))?(?!\d)/i) ??
      this.#take(/^(\d{1,2})()()()\s*([ap])\.?m\.?(?![a-z])/i);
    if (match === undefined || this.#time !== undefined) return false;
    let hour = Number(match[1]);
    const half = match[5]?.toLowerCase();
    if (half !== undefined) {
      if (hour < 1 || hour > 12) return false;
      hour = (hour % 12) + (half === "p" ? 12 : 0);
    }
    const [minute, second] = [Number(match[2] ?? 0), Number(match[3] ?? 0)];
    if (hour > 24 || minute > 59 || second > 59 || (hour === 24 && (minute > 0 || second > 0))) return false;
    this.#time = { hour, minute, second, fraction: match[4] ?? "" };
    this.#seen = true;
    const zone = this.#take(/^([-+])(\d{1,2})(?::?(\d{2}))?(?!\d|\s*(?:year|month|week|fortnight|day|hour|min|sec))/i);
    if (zone) {
      const size = Number(zone[2]) * 60 + Number(zone[3] ?? 0);
      this.#offset = zone[1] === "-" ? -size : size;
    }
    return true;
  }

  #zoneItem(): boolean {
    const match = this.#take(/^([A-Za-z]+)(?:([-+])(\d{1,2}):?(\d{2})?)?(?![A-Za-z])/);
    if (match === undefined) return false;
    const base = ZONES[(match[1] ?? "").toLowerCase()];
    if (base === undefined || this.#offset !== undefined) {
      this.#rest = this.#before;
      return false;
    }
    const extra = Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
    this.#offset = base + (match[2] === "-" ? -extra : extra);
    this.#seen = true;
    return true;
  }

  #relativeItem(): boolean {
    const match = this.#take(
      /^(?:([-+]?)\s*(\d+)|(last|this|next|first|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)(?=\s))?\s*(year|month|fortnight|week|day|hour|minute|min|second|sec)s?(?![a-z])(\s+ago(?![a-z]))?/i,
    );
    if (match === undefined) return false;
    const count = match[3] === undefined ? Number(match[2] ?? 1) : (ORDINALS[match[3].toLowerCase()] ?? 1);
    const amount = (match[1] === "-" ? -count : count) * (match[5] === undefined ? 1 : -1);
    const unit = UNITS.find((name) => name === (match[4] ?? "").toLowerCase()) ?? "day";
    this.#relativeSeen = true;
    switch (unit) {
      case "year":
        this.#relative.year += amount;
        break;
      case "month":
        this.#relative.month += amount;
        break;
      case "fortnight":
        this.#relative.day += amount * 14;
        break;
      case "week":
        this.#relative.day += amount * 7;
        break;
      case "day":
        this.#relative.day += amount;
        break;
      case "hour":
        this.#relative.second += amount * 3600;
        break;
      case "minute":
      case "min":
        this.#relative.second += amount * 60;
        break;
      default:
        this.#relative.second += amount;
    }
    return true;
  }

  #wordItem(): boolean {
    const match = this.#take(/^(?:(last|this|next|first|third|[a-z]*th)\s+)?([A-Za-z]+)\.?/i);
    if (match === undefined) return false;
    const word = (match[2] ?? "").toLowerCase();
    const ordinal = match[1]?.toLowerCase();
    if (ordinal === undefined) {
      const days = { today: 0, now: 0, yesterday: -1, tomorrow: 1 }[word];
      if (days !== undefined) {
        this.#relative.day += days;
        this.#relativeSeen = true;
        return true;
      }
      if (word === "noon" || word === "midnight") {
        this.#time = { hour: word === "noon" ? 12 : 0, minute: 0, second: 0, fraction: "" };
        this.#seen = true;
        return true;
      }
      if (word === "t" || word === "at" || word === "and" || word === "on")
        return word !== "and" && word !== "at" && word !== "on";
    }
    const weekday = nameIndex(word, WEEKDAYS);
    if (weekday < 0 || this.#weekday !== undefined) return false;
    this.#weekday = { day: weekday, count: ordinal === undefined ? 0 : (ORDINALS[ordinal] ?? 0) };
    this.#seen = true;
    return true;
  }

  /** "20240131", a four-digit clock or, behind a date, a year. */
  #bareNumber(): boolean {
    const match = this.#take(/^(\d+)(?=\s|$|[TtZz])/);
    const digits = match?.[1];
    if (digits === undefined) return false;
    if (digits.length === 8 && this.#date === undefined) {
      this.#rest = this.#rest.replace(/^[Tt](?=\d)/, "");
      return this.#setDate(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6)));
    }
    if (this.#date !== undefined && this.#time !== undefined && digits.length === 4) {
      this.#date.year = Number(digits);
      return true;
    }
    if (digits.length <= 4 && this.#time === undefined) {
      const [hour, minute] =
        digits.length <= 2 ? [Number(digits), 0] : [Number(digits.slice(0, -2)), Number(digits.slice(-2))];
      if (hour > 23 || minute > 59) return false;
      this.#time = { hour, minute, second: 0, fraction: "" };
      this.#seen = true;
      return true;
    }
    return false;
  }

  #result(): Moment | undefined {
    const zone: Zone = this.#offset === undefined ? this.#zone : { ...utc, offset: () => (this.#offset ?? 0) * 60 };
    const now = localTime(this.#now, zone);
    const startOfDay = this.#seen || (!this.#relativeSeen && this.#time === undefined);
    const time = this.#time ?? (startOfDay ? { hour: 0, minute: 0, second: 0, fraction: "" } : undefined);
    const date = this.#date ?? now;
    let day = date.day + this.#relative.day;
    if (this.#weekday !== undefined && this.#date === undefined) {
      const { day: wanted, count } = this.#weekday;
      const ahead = (wanted - now.weekday + 7) % 7;
      day += ahead + 7 * (count > 0 && ahead !== 0 ? count - 1 : count);
    }
    const clock = time ?? now;
    const ms =
      momentOf(
        {
          year: date.year + this.#relative.year,
          month: date.month + this.#relative.month,
          day,
          hour: clock.hour,
          minute: clock.minute,
          second: clock.second,
        },
        zone,
      ) +
      this.#relative.second * 1000;
    // A clock time that the zone skips is none.
    if (time !== undefined && this.#offset === undefined && this.#relative.second === 0) {
      const there = localTime(ms, zone);
      if (there.hour !== clock.hour % 24 || there.minute !== clock.minute) return undefined;
    }
    const below =
      time === undefined ? Math.round((this.#now % 1000) * 1e6) : Number(time.fraction.slice(0, 9).padEnd(9, "0"));
    return { ms, nanoseconds: below };
  }
}

/** Undefined when the text is no date. An empty text is today's midnight, as GNU has it. */
export function parseDateText(text: string, now: number, zone: Zone): Moment | undefined {
  const own = /^\s*TZ="([^"]*)"\s*/.exec(text);
  const rest = own === null ? text : text.slice(own[0].length);
  const there = own === null ? zone : zoneOf({ TZ: own[1] ?? "" });
  return new Reader(rest.replace(/\([^)]*\)/g, " "), now, there).read();
}

import { MONTHS, strftime, WEEKDAYS } from "../tool/strftime.ts";
import { localTime, utc } from "../tool/zone.ts";
import { isArray, type Json } from "./json.ts";
import { JqError } from "./value.ts";

/** [year, month from 0, day, hour, minute, second, weekday, day of the year from 0]. */
export function toBrokenDown(seconds: number): Json {
  const time = localTime(Math.floor(seconds) * 1000, utc);
  const fraction = seconds - Math.floor(seconds);
  return [
    time.year,
    time.month - 1,
    time.day,
    time.hour,
    time.minute,
    time.second + fraction,
    time.weekday,
    time.yearDay - 1,
  ];
}

export function fromBrokenDown(value: Json): number {
  if (!isArray(value) || value.length < 6) throw new JqError("mktime requires array of 6 numbers");
  if (!value.every((part) => typeof part === "number")) throw new JqError("mktime requires parsed datetime inputs");
  const [year = 1970, month = 0, day = 1, hour = 0, minute = 0, second = 0] = value;
  return Math.floor(Date.UTC(year, month, day, hour, minute, Math.floor(second)) / 1000);
}

export function formatDate(value: Json, format: string, complaint: string): string {
  if (typeof value !== "number" && !isArray(value)) throw new JqError(complaint);
  const seconds = typeof value === "number" ? value : fromBrokenDown(value);
  return strftime(format, Math.floor(seconds) * 1000, utc);
}

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  offset: number;
}

/** What each letter of strptime(3) reads, and what it means. */
const READERS: Readonly<Record<string, readonly [pattern: RegExp, use: (parts: Parts, text: string) => void]>> = {
  Y: [/^-?\d{1,4}/, (parts, text) => (parts.year = Number(text))],
  m: [/^\d{1,2}/, (parts, text) => (parts.month = Number(text))],
  d: [/^ ?\d{1,2}/, (parts, text) => (parts.day = Number(text))],
  e: [/^ ?\d{1,2}/, (parts, text) => (parts.day = Number(text))],
  H: [/^\d{1,2}/, (parts, text) => (parts.hour = Number(text))],
  I: [/^\d{1,2}/, (parts, text) => (parts.hour = Number(text) % 12)],
  M: [/^\d{1,2}/, (parts, text) => (parts.minute = Number(text))],
  S: [/^\d{1,2}/, (parts, text) => (parts.second = Number(text))],
  y: [/^\d{2}/, (parts, text) => (parts.year = Number(text) + (Number(text) < 69 ? 2000 : 1900))],
  p: [/^[AaPp][Mm]/, (parts, text) => (parts.hour += /^p/i.test(text) ? 12 : 0)],
  j: [
    /^\d{1,3}/,
    (parts, text) => {
      parts.month = 1;
      parts.day = Number(text);
    },
  ],
  b: [/^[A-Za-z]{3,9}/, (parts, text) => (parts.month = named(text, MONTHS) + 1)],
  B: [/^[A-Za-z]{3,9}/, (parts, text) => (parts.month = named(text, MONTHS) + 1)],
  a: [/^[A-Za-z]{3,9}/, (_, text) => named(text, WEEKDAYS)],
  A: [/^[A-Za-z]{3,9}/, (_, text) => named(text, WEEKDAYS)],
  Z: [/^[A-Za-z]+/, () => undefined],
  z: [
    /^(?:Z|[-+]\d{2}:?\d{2})/,
    (parts, text) => {
      const [, sign, hours = "0", minutes = "0"] = /^([-+])(\d{2}):?(\d{2})$/.exec(text) ?? [];
      parts.offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
    },
  ],
  s: [
    /^-?\d+/,
    (parts, text) => {
      const time = localTime(Number(text) * 1000, utc);
      Object.assign(parts, time);
    },
  ],
};
const LONG: Readonly<Record<string, string>> = { T: "%H:%M:%S", R: "%H:%M", F: "%Y-%m-%d", D: "%m/%d/%y" };

function named(text: string, names: readonly string[]): number {
  const at = names.findIndex((name) => name.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase());
  if (at < 0) throw new RangeError(text);
  return at;
}

export function parseDate(text: string, format: string): Json {
  const parts: Parts = { year: 1900, month: 1, day: 0, hour: 0, minute: 0, second: 0, offset: 0 };
  const fail = (): never => {
    throw new JqError(`date "${text}" does not match format "${format}"`);
  };
  const full = format.replace(/%([TRFD])/g, (whole, letter: string) => LONG[letter] ?? whole);
  let rest = text;
  try {
    for (const [piece, letter] of full.matchAll(/%([a-zA-Z%])|\s+|[^%\s]/g)) {
      if (letter === undefined || letter === "%") {
        if (/^\s/.test(piece)) rest = rest.trimStart();
        else if (rest.startsWith(letter ?? piece)) rest = rest.slice(1);
        else fail();
        continue;
      }
      const reader = READERS[letter];
      const match = reader?.[0].exec(rest);
      if (reader === undefined || match === null || match === undefined) return fail();
      reader[1](parts, match[0]);
      rest = rest.slice(match[0].length);
    }
  } catch (error) {
    if (error instanceof RangeError) return fail();
    throw error;
  }
  if (rest !== "") fail();
  const ms = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
  return toBrokenDown(ms / 1000);
}

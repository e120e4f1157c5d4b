/** Time zones as TZ names them: "UTC", "Europe/Zurich", "CET-1CEST" (its rules only as far as the host's data goes). */
export interface Zone {
  /** Seconds east of UTC at a moment. */
  offset(ms: number): number;
  /** The abbreviation at a moment, e.g. "UTC" or "CET". */
  name(ms: number): string;
}

let abbreviation: ((zone: string, seconds: number) => string) | undefined;

/** Called by the module that knows the abbreviations; without it a zone of no name in English is "GMT+2". */
export function nameZones(names: (zone: string, seconds: number) => string): void {
  abbreviation = names;
}

const UTC: Zone = { offset: () => 0, name: () => "UTC" };

function named(timeZone: string | undefined): Zone | undefined {
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      ...(timeZone === undefined ? {} : { timeZone }),
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    const short = new Intl.DateTimeFormat("en-US", {
      ...(timeZone === undefined ? {} : { timeZone }),
      timeZoneName: "short",
    });
    const zone: Zone = {
      offset: (ms) => {
        const parts: Record<string, number> = {};
        for (const { type, value } of format.formatToParts(ms)) parts[type] = Number(value);
        const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
        return Math.round((Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000) / 1000);
      },
      name: (ms) => {
        const name = short.formatToParts(ms).find(({ type }) => type === "timeZoneName")?.value ?? "UTC";
        if (!/^GMT[-+]/.test(name) || abbreviation === undefined) return name;
        return abbreviation(timeZone ?? short.resolvedOptions().timeZone, zone.offset(ms));
      },
    };
    return zone;
  } catch {
    return undefined;
  }
}

const zones = new Map<string, Zone>();

function read(text: string): Zone {
  if (text === "" || /^(UTC|UCT|Universal|Zulu|Etc\/UTC|UTC0|GMT0?)$/.test(text)) {
    return text.startsWith("GMT") ? { offset: () => 0, name: () => "GMT" } : UTC;
  }
  const fixed = /^(?:<([^>]+)>|([A-Za-z]{3,}))([-+]?)(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?$/.exec(text);
  if (fixed !== null) {
    const [, angled, plain = "", sign, hours = "0", minutes = "0", seconds = "0"] = fixed;
    const west = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return { offset: () => (sign === "-" ? west : -west), name: () => angled ?? plain };
  }
  return named(text.replace(/^:/, "")) ?? { offset: () => 0, name: () => /^[A-Za-z]{3,}/.exec(text)?.[0] ?? "UTC" };
}

/** The zone of an environment: TZ, or the host's own. */
export function zoneOf(env: Readonly<Record<string, string | undefined>>): Zone {
  const text = env.TZ;
  if (text === undefined) return named(undefined) ?? UTC;
  const known = zones.get(text) ?? read(text);
  zones.set(text, known);
  return known;
}

export const utc = UTC;

export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 1 to 366. */
  readonly yearDay: number;
}

export function localTime(ms: number, zone: Zone): LocalTime {
  const date = new Date(ms + zone.offset(ms) * 1000);
  const year = date.getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: date.getUTCDay(),
    yearDay: Math.floor((Date.UTC(year, date.getUTCMonth(), date.getUTCDate()) - utcStart(year)) / 86_400_000) + 1,
  };
}

function utcStart(year: number): number {
  const start = new Date(0);
  start.setUTCFullYear(year, 0, 1);
  return start.getTime();
}

/** The moment a clock in the zone shows this time; fields may overflow ("month 14" is next year's February). */
export function momentOf(
  { year, month, day, hour, minute, second }: Omit<LocalTime, "weekday" | "yearDay">,
  zone: Zone,
): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const wall = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
  const guess = wall - zone.offset(wall) * 1000;
  return wall - zone.offset(guess) * 1000;
}

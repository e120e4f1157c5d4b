/**
 * Local time by the rules of a zone: a file of tzfile(5) (RFC 9636), or what POSIX lets TZ say (`EST5EDT,M3.2.0,M11.1.0`).
 */

/** How clocks are set at a moment. */
export interface LocalTime {
  /** Seconds east of Greenwich. */
  readonly offset: number;
  /** Summer time. */
  readonly dst: boolean;
  readonly name: string;
}

interface Transition {
  /** Seconds since 1970. */
  readonly at: number;
  readonly then: LocalTime;
}

/** The day and second at which summer time begins or ends each year. */
interface YearlyMoment {
  readonly day:
    | { readonly kind: "julian"; readonly day: number }
    | { readonly kind: "zero-based"; readonly day: number }
    | { readonly kind: "weekday"; readonly month: number; readonly week: number; readonly weekday: number };
  /** Seconds after midnight, of the clocks as they are before it. */
  readonly seconds: number;
}

interface Rule {
  readonly standard: LocalTime;
  readonly summer?: { readonly time: LocalTime; readonly begins: YearlyMoment; readonly ends: YearlyMoment };
}

const DAY = 86_400;
const HOUR = 3600;

export class TimeZone {
  readonly #transitions: readonly Transition[];
  readonly #first: LocalTime;
  readonly #rule: Rule | undefined;

  private constructor(transitions: readonly Transition[], first: LocalTime, rule: Rule | undefined) {
    this.#transitions = transitions;
    this.#first = first;
    this.#rule = rule;
  }

  static readonly utc = new TimeZone([], { offset: 0, dst: false, name: "UTC" }, undefined);

  /** Undefined when the bytes are no such file. */
  static fromFile(bytes: Uint8Array): TimeZone | undefined {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < 44 || view.getUint32(0) !== MAGIC) return undefined;
    const wide = bytes[4] !== 0;
    const start = wide ? 44 + blockBytes(counts(view, 0), 4) : 0;
    const { types, times, characters } = counts(view, start);
    const width = wide ? 8 : 4;
    const indices = start + 44 + times * width;
    const kinds = indices + times;
    const names = kinds + types * 6;
    const name = (from: number): string => {
      let end = from;
      while (end < characters && bytes[names + end] !== 0) end += 1;
      return new TextDecoder().decode(bytes.subarray(names + from, names + end));
    };
    const local = Array.from({ length: types }, (_, index): LocalTime => {
      const at = kinds + index * 6;
      return { offset: view.getInt32(at), dst: bytes[at + 4] !== 0, name: name(bytes[at + 5] ?? 0) };
    });
    const first = local[0];
    if (first === undefined) return undefined;
    const transitions = Array.from({ length: times }, (_, index): Transition => {
      const at = start + 44 + index * width;
      return {
        at: wide ? Number(view.getBigInt64(at)) : view.getInt32(at),
        then: local[bytes[indices + index] ?? 0] ?? first,
      };
    });
    const end = wide ? start + 44 + blockBytes(counts(view, start), 8) : bytes.length;
    const tail = new TextDecoder().decode(bytes.subarray(end + 1)).split("\n", 1)[0] ?? "";
    return new TimeZone(transitions, first, parseRule(tail));
  }

  /** Undefined when the text is no rule of POSIX. */
  static fromRule(text: string): TimeZone | undefined {
    const rule = parseRule(text);
    return rule && new TimeZone([], rule.standard, rule);
  }

  /** What clocks show at a moment, in seconds since 1970. */
  at(seconds: number): LocalTime {
    const last = this.#transitions.at(-1);
    if (this.#rule !== undefined && (last === undefined || seconds >= last.at)) return applyRule(this.#rule, seconds);
    let [low, high] = [0, this.#transitions.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#transitions[middle]?.at ?? 0) <= seconds) low = middle + 1;
      else high = middle;
    }
    return this.#transitions[low - 1]?.then ?? this.#first;
  }

  /**
   * The moment at which clocks show this, given as seconds that would be UTC; `dst` chooses where it comes twice or
   * never.
   */
  moment(shown: number, dst: boolean | undefined): number {
    const [before, after] = [this.at(shown - DAY), this.at(shown + DAY)];
    const possible = [before, after].filter((time) => this.at(shown - time.offset).offset === time.offset);
    const wished = dst === undefined ? possible[0] : possible.find((time) => time.dst === dst);
    if (wished !== undefined) return shown - wished.offset;
    const other = dst === undefined ? undefined : this.#latest(shown, dst);
    return shown - (other ?? possible[0] ?? before).offset;
  }

  /** The names in use around a moment: of standard and of summer time. */
  names(seconds: number): readonly [standard: string, summer: string] {
    const [standard, summer] = [this.#latest(seconds, false), this.#latest(seconds, true)];
    const name = standard?.name ?? summer?.name ?? "UTC";
    return [name, summer?.name ?? name];
  }

  #latest(seconds: number, dst: boolean): LocalTime | undefined {
    const rule = this.#rule;
    if (rule !== undefined) return dst ? rule.summer?.time : rule.standard;
    const past = this.#transitions.filter(({ at }) => at <= seconds).map(({ then }) => then);
    return past.findLast((time) => time.dst === dst) ?? (this.#first.dst === dst ? this.#first : undefined);
  }
}

const MAGIC = 0x545a6966; // "TZif"

interface Counts {
  readonly types: number;
  readonly times: number;
  readonly characters: number;
  readonly leaps: number;
  readonly standard: number;
  readonly universal: number;
}

function counts(view: DataView, start: number): Counts {
  const number = (index: number): number => view.getUint32(start + 20 + 4 * index);
  const [universal, standard, leaps, times, types, characters] = [0, 1, 2, 3, 4, 5].map(number);
  return {
    universal: universal ?? 0,
    standard: standard ?? 0,
    leaps: leaps ?? 0,
    times: times ?? 0,
    types: types ?? 0,
    characters: characters ?? 0,
  };
}

function blockBytes({ types, times, characters, leaps, standard, universal }: Counts, width: number): number {
  return times * (width + 1) + types * 6 + characters + leaps * (width + 4) + standard + universal;
}

const NAME = "(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)";
const CLOCK = "[+-]?\\d{1,3}(?::\\d{1,2}){0,2}";
const RULE = new RegExp(`^(${NAME})(${CLOCK})(?:(${NAME})(${CLOCK})?(?:,([^,]+),([^,]+))?)?$`);

/** `M3.2.0/2`, `J60`, `59/1:30` */
const MOMENT = new RegExp(`^(?:M(\\d{1,2})\\.([1-5])\\.([0-6])|(J)?(\\d{1,3}))(?:/(${CLOCK}))?$`);

function parseRule(text: string): Rule | undefined {
  const [, name, offset, summerName, summerOffset, begins, ends] = RULE.exec(text) ?? [];
  if (name === undefined || offset === undefined) return undefined;
  const bare = (quoted: string): string => quoted.replace(/[<>]/g, "");
  // POSIX counts hours west of Greenwich.
  const standard = { offset: 0 - clock(offset), dst: false, name: bare(name) };
  if (summerName === undefined) return { standard };
  const ahead = summerOffset === undefined ? standard.offset + HOUR : 0 - clock(summerOffset);
  const first = parseMoment(begins ?? "M3.2.0");
  const last = parseMoment(ends ?? "M11.1.0");
  if (first === undefined || last === undefined) return undefined;
  return {
    standard,
    summer: { time: { offset: ahead, dst: true, name: bare(summerName) }, begins: first, ends: last },
  };
}

function clock(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[+-]/, "").split(":").map(Number);
  return (text.startsWith("-") ? -1 : 1) * (hours * HOUR + minutes * 60 + seconds);
}

function parseMoment(text: string): YearlyMoment | undefined {
  const [whole, month, week, weekday, julian, day, time] = MOMENT.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const seconds = clock(time ?? "2");
  if (month !== undefined)
    return { day: { kind: "weekday", month: Number(month), week: Number(week), weekday: Number(weekday) }, seconds };
  return { day: { kind: julian === undefined ? "zero-based" : "julian", day: Number(day) }, seconds };
}

function applyRule({ standard, summer }: Rule, seconds: number): LocalTime {
  if (summer === undefined) return standard;
  const year = new Date((seconds + standard.offset) * 1000).getUTCFullYear();
  const begins = momentIn(year, summer.begins) - standard.offset;
  const ends = momentIn(year, summer.ends) - summer.time.offset;
  const within = begins < ends ? seconds >= begins && seconds < ends : seconds >= begins || seconds < ends;
  return within ? summer.time : standard;
}

/** Seconds since 1970 as clocks show them. */
function momentIn(year: number, { day, seconds }: YearlyMoment): number {
  const date = (month: number, of: number): number => Date.UTC(year, month, of) / 1000;
  switch (day.kind) {
    case "zero-based":
      return date(0, 1 + day.day) + seconds;
    case "julian": {
      // The 29th of February is not counted.
      const leap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
      return date(0, day.day + (leap && day.day >= 60 ? 1 : 0)) + seconds;
    }
    case "weekday": {
      const first = new Date(Date.UTC(year, day.month - 1, 1)).getUTCDay();
      const days = new Date(Date.UTC(year, day.month, 0)).getUTCDate();
      let of = 1 + ((day.weekday - first + 7) % 7) + (day.week - 1) * 7;
      while (of > days) of -= 7;
      return date(day.month - 1, of) + seconds;
    }
  }
}

/**
 * The C library's local time by the zone that TZ names, which JavaScript has no way to be told: the three functions
 * that C imports from it. Without TZ they stay JavaScript's own, whose zone is the reader's.
 */
import type { EmscriptenModule, WasmImports } from "./emscripten.ts";
import { TimeZone } from "./time-zone.ts";

/** Where zones lie on Linux, and the archive shows those that it ships. */
export const ZONE_FOLDER = "/usr/share/zoneinfo";
/** Bytes of a name with its end: what the C library keeps (TZNAME_MAX + 1). */
const NAME_BYTES = 17;

/** Offsets in `struct tm`, in words. */
const TM = { second: 0, minute: 1, hour: 2, day: 3, month: 4, year: 5, weekday: 6, yearDay: 7, dst: 8, offset: 9 };

interface ClockFunctions {
  _tzset_js(timezone: number, daylight: number, standard: number, summer: number): void;
  _localtime_js(seconds: bigint, tm: number): void;
  _mktime_js(tm: number): bigint;
}

export class LocalClock {
  #zone: TimeZone | undefined;
  #module: (() => EmscriptenModule) | undefined;
  /** Where C has the addresses of both names, once the WebAssembly is there. */
  #names = 0;

  /** Puts itself before JavaScript's functions. */
  replaceImports(env: NonNullable<WasmImports[string]>, module: () => EmscriptenModule): void {
    this.#module = module;
    const original = { ...env } as unknown as ClockFunctions;
    const functions: ClockFunctions = {
      _tzset_js: (timezone, daylight, standard, summer) => {
        original._tzset_js(timezone, daylight, standard, summer);
        this.#write({ at: standard, text: readersNames()[0] }, { at: summer, text: readersNames()[1] });
      },
      _localtime_js: (seconds, tm) => {
        if (this.#zone === undefined) original._localtime_js(seconds, tm);
        else this.#fill(tm >>> 0, Number(seconds), this.#zone);
      },
      _mktime_js: (tm) => (this.#zone === undefined ? original._mktime_js(tm) : this.#make(tm >>> 0, this.#zone)),
    };
    Object.assign(env, functions);
  }

  /** Where the names' addresses lie: the global `tzname` of the WebAssembly. */
  found(names: number): void {
    this.#names = names;
  }

  /** tzset(3): what TZ says, undefined when there is none. Unknown names mean UTC, as in the C library. */
  set(name: string | undefined, read: (path: string) => Uint8Array | undefined): void {
    this.#zone = name === undefined ? undefined : findZone(name.replace(/^:/, ""), read);
    const module = this.#need();
    const both = this.#zone?.names(Date.now() / 1000) ?? readersNames();
    this.#write(...both.map((text, index) => ({ at: module.HEAPU32[(this.#names >>> 2) + index] ?? 0, text })));
  }

  #write(...names: readonly { readonly at: number; readonly text: string }[]): void {
    const memory = this.#need().HEAPU8;
    for (const { at, text } of names) {
      const bytes = new TextEncoder().encode(text).subarray(0, NAME_BYTES - 1);
      memory.set([...bytes, 0], at >>> 0);
    }
  }

  #fill(tm: number, seconds: number, zone: TimeZone): void {
    const { HEAP32 } = this.#need();
    const local = zone.at(seconds);
    const date = new Date((seconds + local.offset) * 1000);
    const put = (field: keyof typeof TM, value: number): void => void (HEAP32[(tm >>> 2) + TM[field]] = value);
    const year = date.getUTCFullYear();
    put("second", date.getUTCSeconds());
    put("minute", date.getUTCMinutes());
    put("hour", date.getUTCHours());
    put("day", date.getUTCDate());
    put("month", date.getUTCMonth());
    put("year", year - 1900);
    put("weekday", date.getUTCDay());
    put("yearDay", Math.floor((date.getTime() - Date.UTC(year, 0, 1)) / 86_400_000));
    put("dst", local.dst ? 1 : 0);
    put("offset", local.offset);
  }

  #make(tm: number, zone: TimeZone): bigint {
    const { HEAP32 } = this.#need();
    const get = (field: keyof typeof TM): number => HEAP32[(tm >>> 2) + TM[field]] ?? 0;
    const shown = Date.UTC(get("year") + 1900, get("month"), get("day"), get("hour"), get("minute"), get("second"));
    if (Number.isNaN(shown)) return -1n;
    const dst = get("dst");
    const seconds = zone.moment(shown / 1000, dst < 0 ? undefined : dst > 0);
    this.#fill(tm, seconds, zone);
    return BigInt(seconds);
  }

  #need(): EmscriptenModule {
    if (this.#module === undefined) throw new Error("a clock without its module [this is a bug]");
    return this.#module();
  }
}

/** The reader's own zone, of which JavaScript tells hours only: "UTC+0100". */
function readersNames(): readonly [standard: string, summer: string] {
  const year = new Date().getFullYear();
  const [january = 0, july = 0] = [0, 6].map((month) => -new Date(year, month, 1).getTimezoneOffset());
  const name = (minutes: number): string => {
    if (minutes === 0) return "UTC";
    const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
    return `UTC${minutes < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}${String(rest).padStart(2, "0")}`;
  };
  return [name(Math.min(january, july)), name(Math.max(january, july))];
}

function findZone(name: string, read: (path: string) => Uint8Array | undefined): TimeZone {
  if (name === "") return TimeZone.utc;
  const path = name.startsWith("/") ? name : `${ZONE_FOLDER}/${name}`;
  const bytes = name.includes("..") || /[,<]/.test(name) ? undefined : read(path);
  return (bytes && TimeZone.fromFile(bytes)) ?? TimeZone.fromRule(name) ?? TimeZone.utc;
}

/** find's tests of times: -mtime, -mmin, -newer, -newerXY and their relatives. */
import type { FileStat } from "#files";
import { endOfNow } from "../tool/clock.ts";
import { isFileError, Refusal, type Run } from "../tool/tool.ts";
import { zoneOf } from "../tool/zone.ts";
import type { Test } from "./entry.ts";
import { nextMidnight } from "./midnight.ts";
import { type Seldom, wholeFind } from "./seldom.ts";

const FIELDS = { a: "atimeMs", c: "ctimeMs", m: "mtimeMs" } as const;

type TimeLetter = keyof typeof FIELDS;

/** The moment that -newerXt's words name. */
function dateOf(run: Run, text: string, seldom: Seldom | undefined): number {
  if (seldom === undefined) throw wholeFind();
  const moment = seldom.parseDateText(text, Date.now(), zoneOf(run.process.env));
  if (moment === undefined)
    throw new Refusal(`I cannot figure out how to interpret ${run.locale.quote(text)} as a date or time`);
  return moment.ms;
}

/** What a test compares with; refused when it is not there. */
export function statOf(run: Run, name: string): FileStat {
  try {
    return run.stat(name);
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw new Refusal(`${run.locale.quote(name)}: ${error.reason}`);
  }
}

/** The test that a word names, or undefined. Birth times are not kept by every tree: -newerB. is refused. */
export function timeTest(
  run: Run,
  word: string,
  argument: () => string,
  comparison: (text: string) => (value: number) => boolean,
  daystart: boolean,
  seldom: Seldom | undefined,
): Test | undefined {
  const age = /^-([acm])(time|min)$/.exec(word);
  if (age !== null) {
    const field = FIELDS[age[1] as TimeLetter];
    const unit = age[2] === "min" ? 60_000 : 86_400_000;
    const text = argument();
    const fits = comparison(text);
    const round = age[2] === "min" && !text.startsWith("+") ? Math.ceil : Math.floor;
    const now = daystart ? nextMidnight(run) : endOfNow();
    return ({ stat }) => fits(round((now - stat[field]) / unit));
  }
  const newer = /^-(?:([ac]?)newer|newer([acm])([acmt]))$/.exec(word);
  if (newer === null) return undefined;
  const [, own = "", of = own === "" ? "m" : own, than = "m"] = newer;
  const name = argument();
  let limit: number;
  if (than === "t") limit = dateOf(run, name, seldom);
  else limit = statOf(run, name)[FIELDS[than as TimeLetter]];
  return ({ stat }) => stat[FIELDS[of as TimeLetter]] > limit;
}

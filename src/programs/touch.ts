import type { Program } from "#kernel";
import type { parseStamp } from "./tool/stamp.ts";
import type { parseDateText } from "./tool/date-text.ts";
import { quoteAlways } from "./tool/quote.ts";
import { zoneOf } from "./tool/zone.ts";
import { isFileError, LazyRequest, Refusal, type Run, tool } from "./tool/tool.ts";

/** How -d and -t read their texts; `whole-touch.ts` has it. */
interface Dates {
  readonly parseDateText: typeof parseDateText;
  readonly parseStamp: typeof parseStamp;
}

interface Times {
  readonly access: number;
  readonly change: number;
}

function wantedTimes(run: Run, dates: Dates | undefined): Times {
  const zone = zoneOf(run.process.env);
  const [text, reference, stamp] = [run.value("d"), run.value("r"), run.value("t")];
  if (stamp !== undefined && (text !== undefined || reference !== undefined)) {
    throw new Refusal("cannot specify times from more than one source", { usage: true });
  }
  if ((stamp ?? text) !== undefined && dates === undefined) throw new LazyRequest("whole", "wholeTouch");
  const now = Date.now();
  let times: Times = { access: now, change: now };
  if (reference !== undefined) {
    try {
      const stat = run.has("h") ? run.lstat(reference) : run.stat(reference);
      times = { access: stat.atimeMs, change: stat.mtimeMs };
    } catch (error) {
      if (!isFileError(error)) throw error;
      throw new Refusal(`failed to get attributes of ${quoteAlways(reference)}: ${error.reason}`);
    }
  }
  if (stamp !== undefined) {
    const moment = dates?.parseStamp(stamp, zone);
    if (moment === undefined) throw new Refusal(`invalid date format ${run.locale.quote(stamp)}`, {});
    return { access: moment, change: moment };
  }
  if (text !== undefined) {
    const read = (from: number): number => {
      const moment = dates?.parseDateText(text, from, zone);
      if (moment === undefined) throw new Refusal(`invalid date format ${run.locale.quote(text)}`);
      return moment.ms + moment.nanoseconds / 1e6;
    };
    times = { access: read(times.access), change: read(times.change) };
  }
  return times;
}

export const makeTouch = (dates?: Dates): Program =>
  tool({ options: "a c,no-create d,date= f h,no-dereference m r,reference= t= time=" }, async (run) => {
    const what = run.value("time");
    if (what !== undefined && !["access", "atime", "use", "modify", "mtime"].some((name) => name.startsWith(what))) {
      throw new Refusal(
        `invalid argument ${run.locale.quote(what)} for ${run.locale.quote("--time")}\nValid arguments are:\n  - ${["atime", "access", "use"].map((word) => run.locale.quote(word)).join(", ")}\n  - ${["mtime", "modify"].map((word) => run.locale.quote(word)).join(", ")}`,
        { usage: true },
      );
    }
    const { access, change } = wantedTimes(run, dates);
    if (run.operands.length === 0) throw new Refusal("missing file operand", { usage: true });
    const onlyAccess = (run.has("a") || (what !== undefined && /^[au]/.test(what))) && !run.has("m");
    const onlyChange = (run.has("m") || (what?.startsWith("m") ?? false)) && !run.has("a");
    for (const name of run.operands) {
      if (name === "-") continue;
      try {
        const path = run.path(name);
        let stat = run.has("h") ? run.tryLstat(name) : run.tryStat(name);
        if (stat === undefined) {
          if (run.has("c") || run.has("h")) {
            if (run.has("h") && !run.has("c"))
              await run.error(`setting times of ${quoteAlways(name)}: No such file or directory`);
            continue;
          }
          if (name.endsWith("/")) {
            await run.error(`setting times of ${quoteAlways(name)}: No such file or directory`);
            continue;
          }
          run.files.open(path, { write: true, create: true, mode: 0o666 & ~run.process.umask }).close();
          stat = run.files.stat(path);
        } else if (name.endsWith("/") && stat.kind !== "directory") {
          await run.error(`setting times of ${quoteAlways(name)}: Not a directory`);
          continue;
        }
        run.files.setTimes(path, onlyChange ? stat.atimeMs : access, onlyAccess ? stat.mtimeMs : change, !run.has("h"));
      } catch (error) {
        if (!isFileError(error)) throw error;
        await run.error(`cannot touch ${quoteAlways(name)}: ${error.reason}`);
      }
    }
    return undefined;
  });

export const touch: Program = makeTouch();

import "./tool/zone-names.ts";
import { parseDateText } from "./tool/date-text.ts";
import { strftime } from "./tool/strftime.ts";
import { utc, zoneOf } from "./tool/zone.ts";
import { quoteInMessage } from "./tool/quote.ts";
import { Lines } from "./tool/input.ts";
import { byteTextToText } from "./tool/byte-text.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

const ISO_FORMATS: Readonly<Record<string, string>> = {
  date: "%Y-%m-%d",
  hours: "%Y-%m-%dT%H%:z",
  minutes: "%Y-%m-%dT%H:%M%:z",
  seconds: "%Y-%m-%dT%H:%M:%S%:z",
  ns: "%Y-%m-%dT%H:%M:%S,%N%:z",
};

function chosenFormat(run: Run): string | undefined {
  const chosen = run.options.filter(({ key }) => ["I", "rfc-3339", "R"].includes(key));
  if (chosen.length > 1) throw new Refusal("multiple output formats specified");
  const [option] = chosen;
  if (option === undefined) return undefined;
  if (option.key === "R") return "%a, %d %b %Y %H:%M:%S %z";
  const word = option.value ?? "date";
  const found = Object.keys(ISO_FORMATS).find((name) => name.startsWith(word));
  const format = found === undefined ? undefined : ISO_FORMATS[found];
  if (format === undefined || (option.key === "rfc-3339" && !["date", "seconds", "ns"].includes(found ?? ""))) {
    const name = option.key === "I" ? "--iso-8601" : "--rfc-3339";
    const valid = option.key === "I" ? ["hours", "minutes", "date", "seconds", "ns"] : ["date", "seconds", "ns"];
    throw new Refusal(
      `invalid argument ${run.locale.quote(word)} for ${run.locale.quote(name)}\nValid arguments are:\n${valid
        .map((known) => `  - ${run.locale.quote(known)}`)
        .join("\n")}`,
      { usage: true },
    );
  }
  return option.key === "I" ? format : format.replace("T", " ").replace(",", ".");
}

export const date = tool(
  {
    options:
      "d,date= debug f,file= I,iso-8601? R,rfc-email,rfc-822,rfc-2822 rfc-3339= r,reference= s,set= u,utc,universal",
  },
  async (run) => {
    const zone = run.has("u") ? utc : zoneOf(run.process.env);
    if (run.has("s")) throw new Refusal("cannot set date: Operation not permitted");
    let format = chosenFormat(run);
    const [first, second] = run.operands;
    if (first !== undefined) {
      if (second !== undefined) throw new Refusal(`extra operand ${run.locale.quote(second)}`, { usage: true });
      if (!first.startsWith("+")) {
        if (run.has("d", "r", "f")) {
          throw new Refusal(
            `the argument ${run.locale.quote(first)} lacks a leading '+';\nwhen using an option to specify date(s), any non-option\nargument must be a format string beginning with '+'`,
            { usage: true },
          );
        }
        throw new Refusal(`invalid date ${run.locale.quote(first)}`);
      }
      if (format !== undefined) throw new Refusal("multiple output formats specified");
      format = first.slice(1);
    }
    format ??= "%a %b %e %H:%M:%S %Z %Y";
    if (["d", "r", "f"].filter((key) => run.has(key)).length > 1) {
      throw new Refusal("the options to specify dates for printing are mutually exclusive", { usage: true });
    }
    const shown = format;
    const show = (ms: number, nanoseconds?: number): void =>
      void run.out.text(`${strftime(shown, ms, zone, nanoseconds)}\n`);
    const showText = async (text: string): Promise<void> => {
      const moment = parseDateText(text, Date.now(), zone);
      if (moment === undefined) await run.error(`invalid date ${run.locale.quote(text)}`);
      else show(moment.ms, moment.nanoseconds);
    };
    const [text, reference, list] = [run.value("d"), run.value("r"), run.value("f")];
    if (text !== undefined) await showText(text);
    else if (list !== undefined) {
      const file = run.openInput(list);
      const lines = new Lines(run, file);
      for (let line = await lines.line(); line !== undefined; line = await lines.line())
        await showText(byteTextToText(line));
      file.close();
    } else if (reference !== undefined) {
      try {
        show(run.stat(reference).mtimeMs);
      } catch (error) {
        if (!isFileError(error)) throw error;
        throw new Refusal(`${quoteInMessage(reference)}: ${error.reason}`);
      }
    } else show(Date.now());
    return undefined;
  },
);

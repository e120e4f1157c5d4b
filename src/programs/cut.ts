import { textToByteText } from "./tool/byte-text.ts";
import { eachInput, Lines } from "./tool/input.ts";
import { parseRanges } from "./tool/ranges.ts";
import { Refusal, tool } from "./tool/tool.ts";

export const cut = tool(
  {
    options:
      "b,bytes= c,characters= complement d,delimiter= f,fields= n output-delimiter= s,only-delimited z,zero-terminated",
  },
  async (run) => {
    const lists = run.options.filter(({ key }) => key === "b" || key === "c" || key === "f");
    const [list] = lists;
    if (list === undefined)
      throw new Refusal("you must specify a list of bytes, characters, or fields", { usage: true });
    if (lists.length > 1) throw new Refusal("only one list may be specified", { usage: true });
    const fields = list.key === "f";
    const delimiterText = run.value("d");
    if (!fields && delimiterText !== undefined) {
      throw new Refusal("an input delimiter may be specified only when operating on fields", { usage: true });
    }
    if (!fields && run.has("s")) {
      throw new Refusal("suppressing non-delimited lines makes sense\n\tonly when operating on fields", {
        usage: true,
      });
    }
    const delimiter = textToByteText(delimiterText ?? "\t");
    if (delimiter.length > 1) throw new Refusal("the delimiter must be a single character", { usage: true });
    const ranges = parseRanges(run, list.value ?? "", fields ? "field" : "byte/character", run.has("complement"));
    const split = delimiter === "" ? "\0" : delimiter;
    const given = run.value("output-delimiter");
    const joint = given === undefined ? (fields ? split : "") : textToByteText(given);
    const end = run.has("z") ? "\0" : "\n";
    const only = run.has("s");

    const pick = (line: string): string =>
      ranges
        .map(({ from, to }) => line.slice(from - 1, to))
        .filter((part, index) => part !== "" || (ranges[index]?.from ?? 0) <= line.length)
        .join(joint);
    const pickFields = (line: string): string | undefined => {
      if (!line.includes(split)) return only ? undefined : line;
      const parts = line.split(split);
      const chosen: string[] = [];
      for (const { from, to } of ranges) {
        if (from > parts.length) break;
        chosen.push(...parts.slice(from - 1, to));
      }
      return chosen.join(joint);
    };

    await eachInput(run, run.operands, async (file) => {
      const lines = new Lines(run, file, end);
      for (let batch = await lines.batch(); batch !== undefined; batch = await lines.batch()) {
        let result = "";
        for (const line of batch) {
          const part = fields ? pickFields(line) : pick(line);
          if (part !== undefined) result += part + end;
        }
        const wait = run.out.raw(result);
        if (wait) await wait;
      }
    });
    return undefined;
  },
);

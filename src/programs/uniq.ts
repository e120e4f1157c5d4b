import type { OpenFile } from "#files";
import { byteTextToBytes } from "./tool/byte-text.ts";
import { Lines } from "./tool/input.ts";
import { quoteInMessage } from "./tool/quote.ts";
import { isFileError, Refusal, tool } from "./tool/tool.ts";

function prepare(words: readonly string[]): readonly string[] {
  return words.map((word) =>
    /^-\d+$/.test(word) ? `-f${word.slice(1)}` : /^\+\d+$/.test(word) ? `-s${word.slice(1)}` : word,
  );
}

type Grouping = "none" | "prepend" | "append" | "separate" | "both";

export const uniq = tool(
  {
    options:
      "c,count d,repeated D all-repeated? f,skip-fields= group? i,ignore-case s,skip-chars= u,unique z,zero-terminated w,check-chars=",
    prepare,
  },
  async (run) => {
    const number = (key: string, what: string): number | undefined => {
      const text = run.value(key);
      if (text === undefined) return undefined;
      if (!/^\d+$/.test(text)) throw new Refusal(`${text}: invalid number of ${what}`);
      return Number(text);
    };
    const fields = number("f", "fields to skip") ?? 0;
    const skip = number("s", "bytes to skip") ?? 0;
    const width = number("w", "bytes to compare") ?? Infinity;
    const [input = "-", output = "-", extra] = run.operands;
    if (extra !== undefined) throw new Refusal(`extra operand ${run.locale.quote(extra)}`, { usage: true });
    const method = (key: string, words: readonly string[], fallback: Grouping): Grouping => {
      const text = run.value(key);
      if (text === undefined) return fallback;
      const found = words.find((word) => word.startsWith(text));
      if (found === undefined) {
        throw new Refusal(
          `invalid argument ${run.locale.quote(text)} for ${run.locale.quote(`--${key}`)}\nValid arguments are:\n${words.map((word) => `  - ${run.locale.quote(word)}`).join("\n")}`,
          { usage: true },
        );
      }
      return found as Grouping;
    };
    const grouping = run.has("group")
      ? method("group", ["prepend", "append", "separate", "both"], "separate")
      : undefined;
    if (grouping !== undefined && run.has("c", "d", "D", "all-repeated", "u")) {
      throw new Refusal("--group is mutually exclusive with -c/-d/-D/-u", { usage: true });
    }
    const all = run.has("D", "all-repeated")
      ? method("all-repeated", ["none", "prepend", "separate"], "none")
      : undefined;
    if (all !== undefined && run.has("c")) {
      throw new Refusal("printing all duplicated lines and repeat counts is meaningless", { usage: true });
    }
    const keyOf = (line: string): string => {
      let at = 0;
      for (let left = fields; left > 0 && at < line.length; left -= 1) {
        while (at < line.length && /[ \t]/.test(line[at] ?? "")) at += 1;
        while (at < line.length && !/[ \t]/.test(line[at] ?? "")) at += 1;
      }
      const key = line.slice(at + skip, width === Infinity ? undefined : at + skip + width);
      return run.has("i") ? key.replace(/[a-z]/g, (letter) => letter.toUpperCase()) : key;
    };
    const end = run.has("z") ? "\0" : "\n";
    const open = (name: string, act: () => OpenFile): OpenFile => {
      try {
        return act();
      } catch (error) {
        if (!isFileError(error)) throw error;
        throw new Refusal(
          error.code === "EISDIR" && name === input
            ? `error reading ${run.locale.quote(name)}`
            : `${quoteInMessage(name)}: ${error.reason}`,
        );
      }
    };
    const file = open(input, () => run.openInput(input));
    const target =
      output === "-"
        ? undefined
        : open(output, () => run.process.open(output, { write: true, create: true, truncate: true }));
    const parts: string[] = [];
    const print = async (text: string): Promise<void> => {
      if (target !== undefined) parts.push(text);
      else {
        const wait = run.out.raw(text);
        if (wait) await wait;
      }
    };

    const lines = new Lines(run, file, end);
    let groups = 0;
    const finish = async (group: readonly string[], count: number): Promise<void> => {
      const [first = ""] = group;
      if (grouping !== undefined) {
        if (groups > 0 || grouping === "prepend" || grouping === "both") await print(end);
        groups += 1;
        await print(group.map((line) => line + end).join(""));
      } else if (all !== undefined) {
        if (count < 2 || run.has("u")) return;
        if (all === "prepend" || (all === "separate" && groups > 0)) await print(end);
        groups += 1;
        await print(group.map((line) => line + end).join(""));
      } else if (!(run.has("d") && count < 2) && !(run.has("u") && count > 1)) {
        await print(`${run.has("c") ? `${String(count).padStart(7)} ` : ""}${first}${end}`);
      }
    };
    const keepAll = grouping !== undefined || all !== undefined;
    let group: string[] = [];
    let count = 0;
    let key: string | undefined;
    for (let line = await lines.line(); line !== undefined; line = await lines.line()) {
      const next = keyOf(line);
      if (next === key) {
        count += 1;
        if (keepAll) group.push(line);
        continue;
      }
      if (key !== undefined) await finish(group, count);
      key = next;
      group = [line];
      count = 1;
    }
    if (key !== undefined) await finish(group, count);
    if (grouping !== undefined && groups > 0 && (grouping === "append" || grouping === "both")) await print(end);
    file.close();
    if (target !== undefined) {
      await target.write(byteTextToBytes(parts.join("")));
      target.close();
    }
    return undefined;
  },
);

import type { OpenFile } from "#files";
import { textToByteText } from "./tool/byte-text.ts";
import { Lines } from "./tool/input.ts";
import { isFileError, Refusal, tool } from "./tool/tool.ts";

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", "0": "", b: "\b", f: "\f", r: "\r", v: "\v" };

function readDelimiters(list: string, quote: (word: string) => string): string[] {
  const found: string[] = [];
  for (let at = 0; at < list.length; at += 1) {
    if (list[at] !== "\\") found.push(list[at] ?? "");
    else {
      at += 1;
      const next = list[at];
      if (next === undefined) throw new Refusal(`delimiter list ends with an unescaped backslash: ${quote(list)}`);
      found.push(ESCAPES[next] ?? next);
    }
  }
  return found.length === 0 ? [""] : found;
}

/** Joins lines side by side, or with -s the lines of each file in one. */
export const paste = tool({ options: "d,delimiters= s,serial z,zero-terminated" }, async (run) => {
  const delimiters = readDelimiters(run.value("d") ?? "\t", (word) => run.locale.quote(word)).map(textToByteText);
  const end = run.has("z") ? "\0" : "\n";
  const names = run.operands.length === 0 ? ["-"] : run.operands;
  const delimiter = (index: number): string => delimiters[index % delimiters.length] ?? "";
  if (run.has("s")) {
    for (const name of names) {
      try {
        const file = run.openInput(name);
        const lines = new Lines(run, file, end);
        let result = "";
        let count = 0;
        for (let line = await lines.line(); line !== undefined; line = await lines.line()) {
          result += (count > 0 ? delimiter(count - 1) : "") + line;
          count += 1;
        }
        file.close();
        await run.out.raw(result + end);
      } catch (error) {
        await run.fileError(name, error);
      }
    }
    return undefined;
  }
  const opened: OpenFile[] = [];
  let standard: Lines | undefined;
  const columns: Lines[] = [];
  for (const name of names) {
    try {
      if (name === "-" && standard !== undefined) columns.push(standard);
      else {
        const file = run.openInput(name);
        opened.push(file);
        const lines = new Lines(run, file, end);
        if (name === "-") standard = lines;
        columns.push(lines);
      }
    } catch (error) {
      if (!isFileError(error)) throw error;
      throw new Refusal(`${name}: ${error.reason}`);
    }
  }
  for (;;) {
    let some = false;
    let row = "";
    for (const [index, column] of columns.entries()) {
      const line = await column.line();
      if (line !== undefined) some = true;
      row += (index > 0 ? delimiter(index - 1) : "") + (line ?? "");
    }
    if (!some) break;
    const wait = run.out.raw(row + end);
    if (wait) await wait;
  }
  for (const file of opened) file.close();
  return undefined;
});

import { eachInput, Lines } from "./tool/input.ts";
import { Refusal, tool } from "./tool/tool.ts";

/** Breaks lines that are wider than so many columns. */
export const fold = tool(
  {
    options: "b,bytes s,spaces w,width=",
    prepare: (words) => words.map((word) => (/^-\d+$/.test(word) ? `-w${word.slice(1)}` : word)),
  },
  async (run) => {
    const text = run.value("w") ?? "80";
    if (!/^\+?\d+$/.test(text) || Number(text) === 0) {
      const range = /^0+$/.test(text) ? ": Numerical result out of range" : "";
      throw new Refusal(`invalid number of columns: ${run.locale.quote(text)}${range}`);
    }
    const width = Number(text);
    const bytes = run.has("b");
    const after = (column: number, character: string): number => {
      if (bytes) return column + 1;
      if (character === "\b") return Math.max(0, column - 1);
      if (character === "\r") return 0;
      return character === "\t" ? column + 8 - (column % 8) : column + 1;
    };
    const columns = (part: string): number => Array.from(part).reduce(after, 0);
    await eachInput(run, run.operands, async (file) => {
      const lines = new Lines(run, file);
      for (let line = await lines.line(); line !== undefined; line = await lines.line()) {
        let part = "";
        let column = 0;
        let result = "";
        for (const character of line) {
          if (after(column, character) > width && part !== "") {
            const space = run.has("s") ? Math.max(part.lastIndexOf(" "), part.lastIndexOf("\t")) : -1;
            const cut = space < 0 ? part.length : space + 1;
            result += `${part.slice(0, cut)}\n`;
            part = part.slice(cut);
            column = columns(part);
          }
          part += character;
          column = after(column, character);
        }
        const wait = run.out.raw(result + part + (lines.unfinished ? "" : "\n"));
        if (wait) await wait;
      }
    });
    return undefined;
  },
);

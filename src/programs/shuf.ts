import { textToByteText } from "./tool/byte-text.ts";
import { readAll } from "./tool/input.ts";
import { isFileError, Refusal, tool } from "./tool/tool.ts";

/** An evenly drawn whole number below `limit`. */
function draw(limit: number): number {
  let fraction = 0;
  for (const byte of crypto.getRandomValues(new Uint8Array(6))) fraction = (fraction + byte) / 256;
  return Math.floor(fraction * limit);
}

/** Lines in random order. */
export const shuf = tool(
  { options: "e,echo i,input-range= n,head-count= o,output= r,repeat z,zero-terminated" },
  async (run) => {
    const end = run.has("z") ? "\0" : "\n";
    const countText = run.value("n");
    if (countText !== undefined && !/^\d+$/.test(countText)) {
      throw new Refusal(`invalid line count: ${run.locale.quote(countText)}`);
    }
    const range = run.value("i");
    if (range !== undefined && run.has("e")) throw new Refusal("cannot combine -e and -i options", { usage: true });
    let lines: string[];
    if (run.has("e")) lines = run.operands.map(textToByteText);
    else if (range !== undefined) {
      const [, low = "", high = ""] = /^(\d+)-(\d+)$/.exec(range) ?? [];
      if (low === "" || Number(high) < Number(low) - 1) {
        throw new Refusal(`invalid input range: ${run.locale.quote(range)}`);
      }
      run.expectOperands(0, 0);
      lines = Array.from({ length: Number(high) - Number(low) + 1 }, (_, index) => String(Number(low) + index));
    } else {
      run.expectOperands(0, 1);
      const name = run.operands[0] ?? "-";
      try {
        const file = run.openInput(name);
        const text = await readAll(run, file);
        file.close();
        lines = text.split(end);
        if (lines.at(-1) === "") lines.pop();
      } catch (error) {
        if (!isFileError(error)) throw error;
        throw new Refusal(error.code === "EISDIR" ? "read error: Is a directory" : `${name}: ${error.reason}`);
      }
    }
    const count = countText === undefined ? Infinity : Number(countText);
    const output = run.value("o");
    if (output !== undefined) {
      run.process.descriptors.set(1, run.process.open(output, { write: true, create: true, truncate: true }));
    }
    if (run.has("r")) {
      if (lines.length === 0 && count > 0) throw new Refusal("no lines to repeat");
      for (let made = 0; made < count; made += 1) {
        const turn = run.process.breathe();
        if (turn) await turn;
        await run.out.raw((lines[draw(lines.length)] ?? "") + end);
      }
      return undefined;
    }
    const most = Math.min(count, lines.length);
    for (let at = 0; at < most; at += 1) {
      const other = at + draw(lines.length - at);
      const line = lines[other] ?? "";
      lines[other] = lines[at] ?? "";
      const wait = run.out.raw(line + end);
      if (wait) await wait;
    }
    return undefined;
  },
);

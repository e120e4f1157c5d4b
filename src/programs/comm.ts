import { textToByteText } from "./tool/byte-text.ts";
import { Lines } from "./tool/input.ts";
import { isFileError, Refusal, tool } from "./tool/tool.ts";

/** Lines only in the first of two sorted files, only in the second, and in both. */
export const comm = tool(
  { options: "1 2 3 check-order nocheck-order output-delimiter= total z,zero-terminated" },
  async (run) => {
    run.expectOperands(2, 2);
    const end = run.has("z") ? "\0" : "\n";
    const joint = textToByteText(run.value("output-delimiter") ?? "\t");
    const open = (name: string): Lines => {
      try {
        return new Lines(run, run.openInput(name), end);
      } catch (error) {
        if (!isFileError(error)) throw error;
        throw new Refusal(`${name}: ${error.reason}`);
      }
    };
    const [first = "", second = ""] = run.operands;
    const sides = [open(first), open(second)] as const;
    const current: [string | undefined, string | undefined] = [await sides[0].line(), await sides[1].line()];
    const complained: [boolean, boolean] = [false, false];
    const totals: [number, number, number] = [0, 0, 0];
    let unpaired = false;
    const advance = async (side: 0 | 1): Promise<void> => {
      const before = current[side] ?? "";
      const next = await sides[side].line();
      current[side] = next;
      if (next === undefined || next >= before || complained[side] || run.has("nocheck-order")) return;
      if (!run.has("check-order") && !unpaired) return;
      complained[side] = true;
      const message = `file ${String(side + 1)} is not in sorted order`;
      if (run.has("check-order")) throw new Refusal(message);
      await run.error(message);
    };
    const show = async (column: 0 | 1 | 2, line: string): Promise<void> => {
      totals[column] += 1;
      if (run.has(String(column + 1))) return;
      const before = (column > 0 && !run.has("1") ? joint : "") + (column > 1 && !run.has("2") ? joint : "");
      const wait = run.out.raw(before + line + end);
      if (wait) await wait;
    };
    while (current[0] !== undefined || current[1] !== undefined) {
      const [left, right] = current;
      if (left !== undefined && left === right) {
        await show(2, left);
        await advance(0);
        await advance(1);
      } else {
        unpaired = true;
        if (right === undefined || (left !== undefined && left < right)) {
          await show(0, left ?? "");
          await advance(0);
        } else {
          await show(1, right);
          await advance(1);
        }
      }
    }
    if (run.has("total")) await run.out.raw(`${totals.join(joint)}${joint}total${end}`);
    if (complained[0] || complained[1]) await run.error("input is not in sorted order");
    return undefined;
  },
);

import { byteTextToBytes } from "./tool/byte-text.ts";
import { readAll } from "./tool/input.ts";
import { parseSize } from "./tool/size.ts";
import { isFileError, Refusal, tool } from "./tool/tool.ts";

/** cat -v's way with a byte. */
function visible(byte: number): string {
  const high = byte >= 128 ? "M-" : "";
  const low = byte & 127;
  return high + (low < 32 ? `^${String.fromCharCode(low + 64)}` : low === 127 ? "^?" : String.fromCharCode(low));
}

/** Compares two files byte by byte. */
export const cmp = tool(
  {
    options: "b,print-bytes i,ignore-initial= l,verbose n,bytes= s,quiet,silent",
    failure: 2,
    hint: (name) => `${name}: Try '${name} --help' for more information.`,
  },
  async (run) => {
    const [left, right = "-", skipLeft, skipRight, extra] = run.operands;
    if (left === undefined) throw new Refusal(`missing operand after '${run.name}'`, { usage: true });
    if (extra !== undefined) throw new Refusal(`extra operand '${extra}'`, { usage: true });
    if (run.has("l") && run.has("s")) throw new Refusal("options -l and -s are incompatible", { usage: true });
    const number = (text: string | undefined, option: string): number | undefined => {
      if (text === undefined) return undefined;
      const size = parseSize(text);
      if (size === undefined) throw new Refusal(`invalid ${option} value '${text}'`, { usage: true });
      return size;
    };
    const [firstSkip, secondSkip = firstSkip] = run.value("i")?.split(":") ?? [skipLeft, skipRight ?? "0"];
    const limit = number(run.value("n"), "--bytes") ?? Infinity;
    const read = async (name: string, skip: string | undefined): Promise<Uint8Array | undefined> => {
      try {
        const file = run.openInput(name);
        const text = await readAll(run, file);
        file.close();
        return byteTextToBytes(text).slice(number(skip, "--ignore-initial") ?? 0);
      } catch (error) {
        if (!isFileError(error)) throw error;
        if (run.has("s")) return undefined;
        throw new Refusal(`${name}: ${error.reason}`);
      }
    };
    const one = await read(left, firstSkip);
    const two = await read(right, secondSkip);
    if (one === undefined || two === undefined) return 2;
    const most = Math.min(one.length, two.length, limit);
    const width = String(Math.min(Math.max(one.length, two.length), limit)).length;
    let line = 1;
    let different = false;
    const octal = (byte: number): string => byte.toString(8).padStart(3);
    for (let at = 0; at < most; at += 1) {
      const [a = 0, b = 0] = [one[at], two[at]];
      if (a !== b) {
        if (run.has("s")) return 1;
        const bytes = run.has("b");
        if (!run.has("l")) {
          const shown = bytes ? ` is ${octal(a)} ${visible(a)} ${octal(b)} ${visible(b)}` : "";
          const word = bytes ? "byte" : "char";
          await run.out.text(`${left} ${right} differ: ${word} ${String(at + 1)}, line ${String(line)}${shown}\n`);
          return 1;
        }
        different = true;
        const shown = bytes
          ? `${octal(a)} ${visible(a).padEnd(4)} ${octal(b)} ${visible(b)}`
          : `${octal(a)} ${octal(b)}`;
        await run.out.text(`${String(at + 1).padStart(width)} ${shown}\n`);
      }
      if (a === 10) line += 1;
    }
    if (one.length !== two.length && most < limit) {
      if (run.has("s")) return 1;
      const name = one.length < two.length ? left : right;
      const shorter = one.length < two.length ? one : two;
      const inLine = shorter.length > 0 && shorter.at(-1) !== 10;
      const where =
        shorter.length === 0
          ? " which is empty"
          : ` after byte ${String(most)}${run.has("l") ? "" : `, ${inLine ? "in " : ""}line ${String(inLine ? line : line - 1)}`}`;
      await run.complain(`${run.name}: EOF on ${name}${where}\n`);
      return 1;
    }
    return different ? 1 : 0;
  },
);

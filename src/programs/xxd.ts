import { concatBytes } from "#base";
import { byteTextToBytes } from "./tool/byte-text.ts";
import { readAll, readChunk } from "./tool/input.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

const hex = (value: number, width: number): string => value.toString(16).padStart(width, "0");

/** A number as C's strtol reads it, with its sign. */
function parseOffset(text: string): number {
  const match = /^([-+]*)(0[xX][0-9a-fA-F]+|\d+)/.exec(text);
  const value = Number(match?.[2] ?? 0);
  return match?.[1]?.includes("-") ? -value : value;
}

interface Shape {
  readonly columns: number;
  readonly group: number;
  readonly bits: boolean;
  readonly little: boolean;
  readonly upper: boolean;
}

function renderLine(bytes: Uint8Array, { columns, group, bits, little, upper }: Shape): string {
  const digits = bits ? 8 : 2;
  const cell = (byte: number): string => (bits ? byte.toString(2).padStart(8, "0") : hex(byte, 2));
  let text = "";
  if (little) {
    for (let at = 0; at < columns; at += group) {
      const cells = Array.from({ length: Math.min(group, columns - at) }, (_, index) => bytes[at + index]);
      text += cells
        .reverse()
        .map((byte) => (byte === undefined ? "  " : cell(byte)))
        .join("");
      text += " ";
    }
    text = `${text} `;
  } else {
    for (const [at, byte] of bytes.entries()) text += cell(byte) + (group > 0 && (at + 1) % group === 0 ? " " : "");
    const gaps = group > 0 ? Math.floor((columns - 1) / group) : 0;
    text = text.padEnd(columns * digits + gaps + 2);
  }
  const shown = Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
  return (upper ? text.toUpperCase() : text) + shown;
}

/** -r: the bytes that a dump stands for, each line at its address. */
function reverse(text: string, plain: boolean, columns: number): Uint8Array {
  const parts: { at: number; bytes: Uint8Array }[] = [];
  const pairs = (digits: string): Uint8Array =>
    Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  if (plain) return pairs(text.replace(/[^0-9a-fA-F]/g, ""));
  for (const line of text.split("\n")) {
    const match = /^\s*([0-9a-fA-F]+)[: ]\s?(.*)$/.exec(line);
    if (match === null) continue;
    const [, address = "", rest = ""] = match;
    const digits: string[] = [];
    for (const pair of rest.matchAll(/(\s{2,})|([0-9a-fA-F]{2})|\s/g)) {
      if (pair[1] !== undefined || digits.length >= columns) break;
      if (pair[2] !== undefined) digits.push(pair[2]);
    }
    parts.push({ at: parseInt(address, 16), bytes: pairs(digits.join("")) });
  }
  const size = Math.max(0, ...parts.map(({ at, bytes }) => at + bytes.length));
  if (size > 1 << 30) throw new Refusal("the dump's addresses reach beyond 1 GiB");
  const whole = new Uint8Array(size);
  for (const { at, bytes } of parts) whole.set(bytes, at);
  return whole;
}

function includeFile(run: Run, bytes: Uint8Array, name: string | undefined, columns: number): string {
  const rows: string[] = [];
  const [prefix, upper] = run.has("u") ? ["0X", true] : ["0x", false];
  for (let at = 0; at < bytes.length; at += columns) {
    const cells = Array.from(bytes.subarray(at, at + columns), (byte) => {
      const digits = hex(byte, 2);
      return prefix + (upper ? digits.toUpperCase() : digits);
    });
    rows.push(`  ${cells.join(", ")}`);
  }
  const body = rows.join(",\n");
  if (name === undefined) return `${body}\n`;
  let variable = name.replace(/[^a-zA-Z0-9]/g, "_").replace(/^(\d)/, "__$1");
  if (run.has("C")) variable = variable.toUpperCase();
  const length = run.has("C") ? `${variable}_LEN` : `${variable}_len`;
  const end = body === "" ? "" : `${body}\n`;
  return `unsigned char ${variable}[] = {\n${end}};\nunsigned int ${length} = ${String(bytes.length)};\n`;
}

/** A hexadecimal dump, and back. */
export const xxd = tool(
  {
    options: "a b C c= d e g= i l= n= o= p r s= u",
    hint: () => "",
    prepare: (words) =>
      words.map((word) => ({ "-ps": "-p", "-plain": "-p", "-cols": "-c", "-len": "-l", "-seek": "-s" })[word] ?? word),
  },
  async (run) => {
    const [source = "-", target] = run.operands;
    const plain = run.has("p");
    const bits = run.has("b");
    const little = run.has("e");
    if (Number(bits) + Number(run.has("i")) + Number(plain) > 1 && run.has("i")) {
      throw new Refusal("-b, -i and -p exclude each other");
    }
    const columnsText = run.value("c");
    const columnsDefault = bits ? 6 : run.has("i") ? 12 : plain ? 30 : 16;
    const columns = columnsText === undefined ? columnsDefault : parseOffset(columnsText) || columnsDefault;
    if (columns < 1 || (columns > 256 && !plain)) throw new Refusal("invalid number of columns (max. 256).");
    const groupText = run.value("g");
    const group = groupText === undefined ? (bits ? 1 : little ? 4 : 2) : Math.max(0, parseOffset(groupText));
    if (little && ![1, 2, 4, 8].includes(group)) {
      throw new Refusal("number of octets per group must be a power of 2 with -e.");
    }
    let input: Awaited<ReturnType<typeof run.openInput>>;
    try {
      input = run.openInput(source);
    } catch (error) {
      if (!isFileError(error)) throw error;
      throw new Refusal(`${source}: ${error.reason}`, { status: 2 });
    }
    const emit = async (bytes: Uint8Array): Promise<void> => {
      if (target === undefined || target === "-") return run.out.bytes(bytes);
      const file = run.process.open(target, { write: true, create: true, truncate: !run.has("r") });
      await file.write(bytes, run.process.signal);
      file.close();
    };
    if (run.has("r")) {
      await emit(reverse(await readAll(run, input), plain, columns));
      input.close();
      return 0;
    }
    const seekText = run.value("s") ?? "0";
    let start = parseOffset(seekText);
    const limit = run.value("l") === undefined ? Infinity : parseOffset(run.value("l") ?? "");
    if (start < 0) {
      const end = input.seek(0, "end");
      if (end + start < 0) throw new Refusal("sorry cannot seek.", { status: 4 });
      start = input.seek(end + start, "start");
    } else if (start > 0) {
      if (input.kind === "file") input.seek(start, "start");
      else {
        for (let left = start; left > 0;) {
          const chunk = await readChunk(run, input, Math.min(left, 65_536));
          if (chunk === null) throw new Refusal("sorry cannot seek.", { status: 4 });
          left -= chunk.length;
        }
      }
    }
    let left = limit;
    const take = async (count: number): Promise<Uint8Array> => {
      const parts: Uint8Array[] = [];
      let wanted = Math.min(count, left);
      while (wanted > 0) {
        const part = await readChunk(run, input, Math.min(wanted, 65_536));
        if (part === null) break;
        parts.push(part);
        wanted -= part.length;
        left -= part.length;
      }
      return concatBytes(parts);
    };
    let text = "";
    const write = async (more: string): Promise<void> => {
      if (target === undefined) {
        const wait = run.out.raw(more);
        if (wait !== undefined) await wait;
      } else text += more;
    };
    if (run.has("i")) {
      const name = run.value("n") ?? (source === "-" ? undefined : source);
      await write(includeFile(run, await take(Infinity), name, columns));
    } else if (plain) {
      for (let bytes = await take(columns); bytes.length > 0; bytes = await take(columns)) {
        const digits = Array.from(bytes, (byte) => hex(byte, 2)).join("");
        await write(`${run.has("u") ? digits.toUpperCase() : digits}\n`);
      }
    } else {
      const shape: Shape = { columns, group, bits, little, upper: run.has("u") };
      let at = start + parseOffset(run.value("o") ?? "0");
      let zeros = 0;
      let held = "";
      for (let bytes = await take(columns); bytes.length > 0; bytes = await take(columns)) {
        const address = run.has("d") ? String(at).padStart(8, "0") : hex(at, 8);
        const line = `${address}: ${renderLine(bytes, shape)}\n`;
        at += bytes.length;
        if (run.has("a") && bytes.every((byte) => byte === 0)) {
          zeros += 1;
          if (zeros === 1) await write(line);
          else held = line;
          continue;
        }
        if (zeros === 2) await write(held);
        else if (zeros > 2) await write("*\n");
        zeros = 0;
        await write(line);
      }
      if (zeros === 2) await write(held);
      else if (zeros > 2) await write(`*\n${held}`);
    }
    input.close();
    if (target !== undefined) await emit(byteTextToBytes(text));
    return 0;
  },
);

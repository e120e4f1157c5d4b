import { concatBytes } from "#base";
import type { OpenFile } from "#files";
import { byteEscape } from "./tool/escapes.ts";
import { readChunk } from "./tool/input.ts";
import { suffixFactor } from "./tool/size.ts";
import { Refusal, type Run, tool } from "./tool/tool.ts";

const NAMES =
  "nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp".split(
    " ",
  );

/** How one line of numbers is shown: each field's bytes, its width without the space before it, its text. */
interface Format {
  readonly size: number;
  readonly width: number;
  readonly text: (view: DataView, at: number) => string;
  /** "z": the printable characters behind the fields. */
  readonly printable: boolean;
}

const WIDTHS: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  o: { 1: 3, 2: 6, 4: 11, 8: 22 },
  d: { 1: 4, 2: 6, 4: 11, 8: 20 },
  u: { 1: 3, 2: 5, 4: 10, 8: 20 },
  x: { 1: 2, 2: 4, 4: 8, 8: 16 },
  f: { 4: 15, 8: 24 },
};

function integer(view: DataView, at: number, size: number, signed: boolean, little: boolean): bigint {
  switch (size) {
    case 1:
      return BigInt(signed ? view.getInt8(at) : view.getUint8(at));
    case 2:
      return BigInt(signed ? view.getInt16(at, little) : view.getUint16(at, little));
    case 4:
      return BigInt(signed ? view.getInt32(at, little) : view.getUint32(at, little));
    default:
      return signed ? view.getBigInt64(at, little) : view.getBigUint64(at, little);
  }
}

/** The shortest digits that read back as the same number, as C's %g writes them. */
function floatText(value: number, single: boolean): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  let text = "";
  for (let digits = 1; digits <= 17; digits += 1) {
    text = value.toExponential(digits - 1);
    if ((single ? Math.fround(Number(text)) : Number(text)) === value) break;
  }
  const [mantissa = "", exponentText = "0"] = text.split("e");
  const exponent = Number(exponentText);
  const precision = single ? 6 : 15;
  const digits = Math.max(mantissa.replace(/[-.]/g, "").length, precision);
  if (exponent < -4 || exponent >= digits) {
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const places = Math.max(0, mantissa.replace(/[-.]/g, "").length - 1 - exponent);
  return Number(text).toFixed(places);
}

function formatOf(letter: string, size: number, printable: boolean, little: boolean): Format {
  const width = WIDTHS[letter]?.[size] ?? 3;
  const made = (text: Format["text"]): Format => ({ size, width, text, printable });
  switch (letter) {
    case "a":
      return made((view, at) => {
        const code = view.getUint8(at) & 127;
        return code === 127 ? "del" : (NAMES[code] ?? String.fromCharCode(code));
      });
    case "c":
      return made((view, at) => {
        const code = view.getUint8(at);
        if (code >= 32 && code < 127) return String.fromCharCode(code);
        return byteEscape(code) ?? code.toString(8).padStart(3, "0");
      });
    case "f":
      return made((view, at) =>
        size === 4 ? floatText(view.getFloat32(at, little), true) : floatText(view.getFloat64(at, little), false),
      );
    case "d":
      return made((view, at) => String(integer(view, at, size, true, little)));
    case "u":
      return made((view, at) => String(integer(view, at, size, false, little)));
    default:
      return made((view, at) =>
        integer(view, at, size, false, little)
          .toString(letter === "o" ? 8 : 16)
          .padStart(width, "0"),
      );
  }
}

const SIZES: Readonly<Record<string, number>> = { C: 1, S: 2, I: 4, L: 8, F: 4, D: 8 };

function parseTypes(run: Run, text: string, little: boolean): Format[] {
  const formats: Format[] = [];
  const bad = (): never => {
    throw new Refusal(`invalid type string ${run.locale.quote(text)}`);
  };
  if (text === "") bad();
  for (let rest = text; rest !== "";) {
    const match = /^([acdfoux])(\d+|[CSILFD])?(z*)/.exec(rest);
    const [whole = "", letter = "", sizeText, z = ""] = match ?? [];
    if (match === null) {
      throw new Refusal(`invalid character '${rest[0] ?? ""}' in type string ${run.locale.quote(text)}`);
    }
    let size = letter === "f" ? 8 : 4;
    if (letter === "a" || letter === "c") {
      if (sizeText !== undefined) bad();
      size = 1;
    } else if (sizeText !== undefined) {
      size = SIZES[sizeText] ?? Number(sizeText);
      if (WIDTHS[letter]?.[size] === undefined) {
        const kind = letter === "f" ? "floating point" : "integral";
        throw new Refusal(
          `invalid type string ${run.locale.quote(text)};\nthis system doesn't provide a ${String(size)}-byte ${kind} type`,
        );
      }
    }
    formats.push(formatOf(letter, size, z !== "", little));
    rest = rest.slice(whole.length);
  }
  return formats;
}

/** "0x10", "020", "16", with b for 512 and k, M, G. */
function parseCount(run: Run, option: string, text: string): number {
  const match = /^(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)([a-zA-Z]*)$/.exec(text);
  const [, digits = "", suffix = ""] = match ?? [];
  const factor = match === null ? undefined : suffixFactor(suffix);
  if (factor === undefined) {
    const complaint = match === null ? "invalid" : "invalid suffix in";
    throw new Refusal(`${complaint} ${option} argument ${run.locale.quote(text).replace(/[‘’]/g, "'")}`);
  }
  return parseInt(digits, /^0[xX]/.test(digits) ? 16 : digits.startsWith("0") ? 8 : 10) * factor;
}

const OLD_TYPES: Readonly<Record<string, string>> = {
  a: "a",
  b: "o1",
  c: "c",
  d: "u2",
  f: "fF",
  i: "dI",
  l: "dL",
  o: "o2",
  s: "d2",
  x: "x2",
};

/** The bytes of all operands, one after the other. */
class Input {
  readonly #run: Run;
  readonly #names: string[];
  #file: OpenFile | undefined;
  #left: number;
  /** Whether there was anything to read from. */
  opened = false;

  constructor(run: Run, names: readonly string[], limit: number) {
    this.#run = run;
    this.#names = [...(names.length === 0 ? ["-"] : names)];
    this.#left = limit;
  }

  async #some(max: number): Promise<Uint8Array | null> {
    for (;;) {
      if (this.#file === undefined) {
        const name = this.#names.shift();
        if (name === undefined) return null;
        try {
          this.opened ||= this.#run.tryStat(name)?.kind === "directory";
          this.#file = this.#run.openInput(name);
          this.opened = true;
        } catch (error) {
          await this.#run.fileError(name, error);
          continue;
        }
      }
      const bytes = await readChunk(this.#run, this.#file, max);
      if (bytes !== null) return bytes;
      this.#file.close();
      this.#file = undefined;
    }
  }

  /** Exactly so many bytes, fewer at the end. */
  async take(count: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let wanted = Math.min(count, this.#left);
    while (wanted > 0) {
      const part = await this.#some(wanted);
      if (part === null) break;
      parts.push(part);
      wanted -= part.length;
      this.#left -= part.length;
    }
    return concatBytes(parts);
  }

  async skip(count: number): Promise<boolean> {
    for (let left = count; left > 0;) {
      const part = await this.#some(Math.min(left, 65_536));
      if (part === null) return false;
      left -= part.length;
    }
    return true;
  }
}

function greatestCommon(a: number, b: number): number {
  return b === 0 ? a : greatestCommon(b, a % b);
}

/** Bytes as octal, hexadecimal, decimal or characters. */
export const od = tool(
  {
    options:
      "A,address-radix= j,skip-bytes= N,read-bytes= S,strings? t,format= v,output-duplicates w,width? endian= " +
      "a b c d f i l o s x traditional",
  },
  async (run) => {
    if (run.has("S", "traditional")) throw new Refusal("--strings and --traditional are not here: use strings(1), -j");
    const endian = run.value("endian") ?? "little";
    if (endian !== "little" && endian !== "big") {
      throw new Refusal(
        `invalid argument ${run.locale.quote(endian)} for '--endian'\nValid arguments are:\n  - 'little'\n  - 'big'`,
        { usage: true },
      );
    }
    const radix = run.value("A") ?? "o";
    if (!/^[doxn]$/.test(radix)) {
      throw new Refusal(`invalid output address radix '${radix}'; it must be one character from [doxn]`);
    }
    const types = run.options.flatMap(({ key, value }) => (key === "t" ? [value ?? ""] : (OLD_TYPES[key] ?? [])));
    const formats = (types.length === 0 ? ["o2"] : types).flatMap((type) => parseTypes(run, type, endian === "little"));
    const step = formats.map(({ size }) => size).reduce((a, b) => (a * b) / greatestCommon(a, b), 1);
    let perLine = 16;
    if (run.has("w")) {
      perLine = run.value("w") === undefined ? 32 : parseCount(run, "-w", run.value("w") ?? "");
      if (perLine === 0 || perLine % step !== 0) {
        await run.warn(`warning: invalid width ${String(perLine)}; using ${String(step)} instead`);
        perLine = step;
      }
    } else perLine = step < 16 ? Math.floor(16 / step) * step : step;
    const limit = run.value("N");
    const skip = run.value("j") === undefined ? 0 : parseCount(run, "-j", run.value("j") ?? "");
    const input = new Input(run, run.operands, Infinity);
    if (!(await input.skip(skip))) throw new Refusal("cannot skip past end of combined input");
    let left = limit === undefined ? Infinity : parseCount(run, "-N", limit);
    const block = Math.max(...formats.map(({ size, width }) => (width + 1) * (perLine / size)));
    const address = (at: number): string =>
      radix === "n"
        ? ""
        : radix === "x"
          ? at.toString(16).padStart(6, "0")
          : at.toString(radix === "d" ? 10 : 8).padStart(7, "0");

    const fields = ({ size, width, text, printable }: Format, bytes: Uint8Array): string => {
      const padded = new Uint8Array(Math.ceil(bytes.length / size) * size);
      padded.set(bytes);
      const view = new DataView(padded.buffer);
      const count = perLine / size;
      const spare = block - width * count;
      let line = "";
      let spent = 0;
      for (let field = 0; field < count; field += 1) {
        const padding = spare - Math.floor((spare * (count - field - 1)) / count) - spent;
        spent += padding;
        if (field * size >= bytes.length) {
          if (printable) line += " ".repeat(padding + width);
          continue;
        }
        line += " ".repeat(padding) + text(view, field * size).padStart(width);
      }
      if (!printable) return line;
      const characters = Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "."));
      return `${line}  >${characters.join("")}<`;
    };

    let at = skip;
    let before: Uint8Array | undefined;
    let starred = false;
    for (;;) {
      const bytes = await input.take(Math.min(perLine, left));
      if (bytes.length === 0) break;
      left -= bytes.length;
      const same =
        !run.has("v") &&
        bytes.length === perLine &&
        before?.length === bytes.length &&
        bytes.every((byte, index) => before?.[index] === byte);
      if (!same) {
        starred = false;
        for (const [index, format] of formats.entries()) {
          const lead = index === 0 ? address(at) : " ".repeat(address(at).length);
          const wait = run.out.raw(`${lead}${fields(format, bytes)}\n`);
          if (wait !== undefined) await wait;
        }
      } else if (!starred) {
        starred = true;
        await run.out.raw("*\n");
      }
      before = bytes;
      at += bytes.length;
      if (bytes.length < perLine && left > 0) break;
    }
    if (radix !== "n" && (input.opened || left === 0)) await run.out.raw(`${address(at)}\n`);
    return undefined;
  },
);

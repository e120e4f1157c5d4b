import { Lines } from "./tool/input.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

interface Row {
  readonly line: string;
  readonly fields: readonly string[];
  readonly key: string;
}

/** Whether a line without a partner was seen: only then is disorder told, as GNU has it. */
interface Pairing {
  unpaired: boolean;
}

/** One of the two inputs, read a group of equal keys at a time. */
class Side {
  readonly name: string;
  readonly field: number;
  number = 0;
  complained = false;
  #run: Run;
  #pairing: Pairing;
  #lines: Lines;
  #split: (line: string) => string[];
  #ahead: Row | undefined;
  #before: Row | undefined;

  constructor(run: Run, name: string, field: number, split: (line: string) => string[], pairing: Pairing) {
    this.#pairing = pairing;
    this.name = name;
    this.field = field;
    this.#run = run;
    this.#lines = new Lines(run, run.openInput(name), run.has("z") ? "\0" : "\n");
    this.#split = split;
  }

  async row(): Promise<Row | undefined> {
    const line = this.#lines.next() ?? (await this.#lines.line());
    if (line === undefined) return undefined;
    this.number += 1;
    const fields = this.#split(line);
    const key = fields[this.field] ?? "";
    return { line, fields, key: this.#run.has("i") ? key.toLowerCase() : key };
  }

  async peek(): Promise<Row | undefined> {
    if (this.#ahead === undefined) {
      this.#ahead = await this.row();
      if (this.#ahead !== undefined) await this.#check(this.#ahead);
    }
    return this.#ahead;
  }

  /** "is not sorted": once a file, at once fatal under --check-order. */
  async #check(row: Row): Promise<void> {
    const before = this.#before;
    this.#before = row;
    if (before === undefined || row.key >= before.key || this.complained || this.#run.has("nocheck-order")) return;
    if (!this.#run.has("check-order") && !this.#pairing.unpaired) return;
    this.complained = true;
    const text = `${this.name}:${String(this.number)}: is not sorted: ${this.#run.locale.text(row.line)}`;
    if (this.#run.has("check-order")) throw new Refusal(text);
    await this.#run.error(text);
  }

  async take(): Promise<Row[]> {
    const first = await this.peek();
    const rows: Row[] = [];
    while ((await this.peek())?.key === first?.key && this.#ahead !== undefined) {
      rows.push(this.#ahead);
      this.#ahead = undefined;
    }
    return rows;
  }
}

type Column = "key" | { readonly side: 0 | 1; readonly field: number };

function parseColumns(run: Run): Column[] {
  const columns: Column[] = [];
  for (const word of run.values("o").flatMap((text) => text.split(/[\s,]+/))) {
    if (word === "" || word === "auto") continue;
    if (word === "0") {
      columns.push("key");
      continue;
    }
    const match = /^([^.]*)(?:\.(.*))?$/.exec(word);
    const { quote } = run.locale;
    if (match?.[1] !== "1" && match?.[1] !== "2") {
      throw new Refusal(`invalid file number in field spec: ${quote(word)}`);
    }
    if (match[2] === undefined) throw new Refusal(`invalid field specifier: ${quote(word)}`);
    columns.push({ side: match[1] === "1" ? 0 : 1, field: fieldNumber(run, match[2]) });
  }
  return columns;
}

function fieldNumber(run: Run, text: string): number {
  if (!/^\d+$/.test(text) || Number(text) === 0) throw new Refusal(`invalid field number: ${run.locale.quote(text)}`);
  return Number(text) - 1;
}

/** Lines of two sorted files that have the same field. */
export const join = tool(
  {
    options: "a= e= i,ignore-case j= o= t= v= 1= 2= check-order nocheck-order header z,zero-terminated",
  },
  async (run) => {
    const pairing: Pairing = { unpaired: false };
    const both = run.value("j");
    const [first, second] = [run.value("1") ?? both, run.value("2") ?? both].map((text) =>
      text === undefined ? 0 : fieldNumber(run, text),
    );
    const separatorText = run.value("t");
    const separator = separatorText === "\\0" ? "\0" : separatorText;
    if (separator !== undefined && separator !== "" && Array.from(separator).length > 1) {
      throw new Refusal(`multi-character tab ${run.locale.quote(separator)}`);
    }
    for (const key of ["a", "v"]) {
      for (const text of run.values(key)) {
        if (text !== "1" && text !== "2") {
          throw new Refusal(`invalid field number: ${run.locale.quote(text)}`);
        }
      }
    }
    const columns = parseColumns(run);
    run.expectOperands(2, 2);
    const [left = "", right = ""] = run.operands;
    if (left === "-" && right === "-") throw new Refusal("both files cannot be standard input");
    const split = (line: string): string[] => {
      if (separator === "") return [line];
      if (separator !== undefined) return line.split(run.locale.argument(separator));
      return line
        .replace(/^[ \t\n]+/, "")
        .split(/[ \t\n]+/)
        .filter((field, at, all) => field !== "" || at < all.length - 1);
    };
    const open = (name: string, field: number): Side => {
      try {
        return new Side(run, name, field, split, pairing);
      } catch (error) {
        if (!isFileError(error)) throw error;
        throw new Refusal(error.code === "EISDIR" ? "read error: Is a directory" : `${name}: ${error.reason}`);
      }
    };
    const one = open(left, first ?? 0);
    const two = open(right, second ?? 0);
    const shown = (side: "1" | "2"): boolean => run.values("a").includes(side) || run.values("v").includes(side);
    const paired = !run.has("v");
    const empty = run.value("e");
    const between = separator === undefined || separator === "" ? " " : run.locale.argument(separator);
    const auto = run.values("o").some((text) => text.trim() === "auto");

    const heads = run.has("header") ? [await one.row(), await two.row()] : [await one.peek(), await two.peek()];
    const widths = [heads[0]?.fields.length ?? 0, heads[1]?.fields.length ?? 0];
    const print = async (a: Row | undefined, b: Row | undefined): Promise<void> => {
      const filled = (text: string | undefined): string => (text === undefined || text === "" ? (empty ?? "") : text);
      const rest = (row: Row | undefined, field: number, width: number | undefined): string[] => {
        const fields = row?.fields.filter((_, at) => at !== field) ?? [];
        if (auto) {
          const count = Math.max(0, (width ?? 0) - (field < (width ?? 0) ? 1 : 0));
          return Array.from({ length: count }, (_, at) => filled(fields[at]));
        }
        return fields.map(filled);
      };
      const key = a?.fields[one.field] ?? b?.fields[two.field];
      const texts =
        columns.length > 0
          ? columns.map((column) => filled(column === "key" ? key : (column.side === 0 ? a : b)?.fields[column.field]))
          : [filled(key), ...rest(a, one.field, widths[0]), ...rest(b, two.field, widths[1])];
      const wait = run.out.raw(`${texts.join(between)}${run.has("z") ? "\0" : "\n"}`);
      if (wait !== undefined) await wait;
    };

    if (run.has("header") && (heads[0] ?? heads[1]) !== undefined) await print(heads[0], heads[1]);
    for (;;) {
      const [a, b] = [await one.peek(), await two.peek()];
      if (a === undefined && b === undefined) break;
      if (b === undefined || (a !== undefined && a.key < b.key)) {
        pairing.unpaired = true;
        for (const row of await one.take()) if (shown("1")) await print(row, undefined);
      } else if (a === undefined || b.key < a.key) {
        pairing.unpaired = true;
        for (const row of await two.take()) if (shown("2")) await print(undefined, row);
      } else {
        const [rows, others] = [await one.take(), await two.take()];
        if (paired) for (const row of rows) for (const other of others) await print(row, other);
      }
    }
    if (one.complained || two.complained) throw new Refusal("input is not in sorted order");
    return undefined;
  },
);

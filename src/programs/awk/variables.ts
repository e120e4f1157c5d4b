/** What a program's variables hold, and the record with its fields. */
import { Pattern } from "../tool/regex/pattern.ts";
import { Refusal, type Run } from "../tool/tool.ts";
import { cutByPattern, cutByWidths } from "./fields.ts";
import type { AwkProgram } from "./tree.ts";
import { InputString, isTrue, toNumber, toText, type Value } from "./value.ts";

export type AwkArray = Map<string, Cell>;
export type Cell = Value | AwkArray;

export class Variables {
  readonly run: Run;
  readonly program: AwkProgram;
  readonly globals = new Map<string, Cell>();
  /** The line of the statement at hand; 0 before there was one. */
  line = 0;
  protected readonly frames: Map<string, Cell>[] = [];
  protected record = "";
  protected ignoreCase = false;
  /** Which variable says how a record is cut: the one set last. */
  #cutBy: "FS" | "FIELDWIDTHS" | "FPAT" = "FS";
  #fields: Value[] | undefined;
  #patterns = new Map<string, Pattern>();

  constructor(run: Run, program: AwkProgram) {
    this.run = run;
    this.program = program;
    const start: Record<string, Value> = {
      FS: " ",
      OFS: " ",
      ORS: "\n",
      RS: "\n",
      NR: 0,
      FNR: 0,
      NF: 0,
      SUBSEP: "\x1c",
      CONVFMT: "%.6g",
      OFMT: "%.6g",
      RSTART: 0,
      RLENGTH: -1,
      FILENAME: "",
      RT: "",
      ERRNO: "",
    };
    for (const [name, value] of Object.entries(start)) this.globals.set(name, value);
  }

  /** Where the program is, as messages say it. */
  get place(): string {
    if (this.line === 0) return "";
    const count = this.globals.get("FNR");
    const where = `${this.program.source}:${this.line}: `;
    if (typeof count !== "number" || count === 0) return where;
    return `${where}(FILENAME=${this.text("FILENAME") || "-"} FNR=${count}) `;
  }

  fatal(message: string): Refusal {
    return new Refusal(`${this.place}fatal: ${message}`, { status: 2 });
  }

  variable(name: string): Value {
    const cell = this.cell(name);
    if (cell instanceof Map) throw this.fatal(`attempt to use array \`${name}' in a scalar context`);
    return cell;
  }

  text(name: string): string {
    return toText(this.variable(name), "%.6g");
  }

  protected cell(name: string): Cell {
    const frame = this.frames.at(-1);
    if (frame?.has(name)) return frame.get(name);
    if (name === "NF") this.fields();
    return this.globals.get(name);
  }

  setVariable(name: string, value: Value): void {
    const frame = this.frames.at(-1);
    if (frame?.has(name)) {
      frame.set(name, value);
      return;
    }
    if (name === "NF") {
      const fields = this.fields();
      fields.length = Math.max(0, Math.trunc(toNumber(value)));
      this.#rebuild(fields);
    } else if (name === "FS" || name === "FIELDWIDTHS" || name === "FPAT") {
      // The record at hand is still cut the old way.
      this.fields();
      this.#cutBy = name;
    } else if (name === "IGNORECASE") {
      this.ignoreCase = isTrue(value);
      this.#patterns.clear();
    } else if (this.globals.get(name) instanceof Map) {
      throw this.fatal(`attempt to use array \`${name}' in a scalar context`);
    }
    this.globals.set(name, value);
  }

  array(name: string): AwkArray {
    const cell = this.cell(name);
    if (cell instanceof Map) return cell;
    if (cell !== undefined) throw this.fatal(`attempt to use scalar \`${name}' as an array`);
    const made: AwkArray = new Map();
    const frame = this.frames.at(-1);
    (frame?.has(name) ? frame : this.globals).set(name, made);
    return made;
  }

  convert(value: Value): string {
    return typeof value === "string" ? value : toText(value, this.text("CONVFMT"));
  }

  setRecord(record: string): void {
    this.record = record;
    this.#fields = undefined;
  }

  fields(): Value[] {
    if (this.#fields === undefined) {
      this.#fields = this.#cut(this.record).map((part) => new InputString(part));
      this.globals.set("NF", this.#fields.length);
    }
    return this.#fields;
  }

  #cut(record: string): string[] {
    if (this.#cutBy === "FIELDWIDTHS") return cutByWidths(record, this.text("FIELDWIDTHS"));
    if (this.#cutBy === "FPAT") return cutByPattern(record, this.pattern(this.text("FPAT"))).fields;
    return this.split(record, this.text("FS"));
  }

  /** By FS: " " is runs of blanks, one other character is itself, more is a pattern. */
  split(text: string, separator: string): string[] {
    if (text === "") return [];
    if (separator === " ") return text.trim() === "" ? [] : text.replace(/^[ \t\n]+|[ \t\n]+$/g, "").split(/[ \t\n]+/);
    if (separator === "") return Array.from(text);
    if (separator.length === 1 && separator !== "\\")
      return text.split(
        this.text("RS") === "" ? new RegExp(`\\n|${separator.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}`) : separator,
      );
    const pattern = this.pattern(separator);
    const parts: string[] = [];
    let at = 0;
    for (
      let match = pattern.exec(text, 0);
      match !== undefined;
      match = pattern.exec(text, Math.max(match.end, match.index + 1))
    ) {
      if (match.end === match.index) continue;
      parts.push(text.slice(at, match.index));
      at = match.end;
    }
    return [...parts, text.slice(at)];
  }

  #rebuild(fields: readonly Value[]): void {
    this.record = Array.from(fields, (field) => this.convert(field)).join(this.text("OFS"));
    this.globals.set("NF", fields.length);
  }

  field(index: number): Value {
    if (index < 0 || !Number.isFinite(index)) throw this.fatal(`attempt to access field ${index}`);
    return index === 0 ? new InputString(this.record) : this.fields()[Math.trunc(index) - 1];
  }

  setField(index: number, value: Value): void {
    if (index === 0) {
      this.setRecord(this.convert(value));
      return;
    }
    const fields = this.fields();
    while (fields.length < index) fields.push("");
    fields[index - 1] = value;
    this.#rebuild(fields);
  }

  pattern(source: string): Pattern {
    const known = this.#patterns.get(source);
    if (known !== undefined) return known;
    const made = new Pattern(source, {
      extended: true,
      awk: true,
      unicode: this.run.locale.utf8,
      ignoreCase: this.ignoreCase,
    });
    this.#patterns.set(source, made);
    return made;
  }

  /** An element of ARGV as text. */
  argument(index: number): string {
    const cell = this.array("ARGV").get(String(index));
    return cell instanceof Map ? "" : this.convert(cell);
  }
}

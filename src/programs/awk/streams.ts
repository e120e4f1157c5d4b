import type { Child } from "#kernel";
import type { OpenFile } from "#files";
import { byteTextToBytes } from "../tool/byte-text.ts";
import { Lines, readAll } from "../tool/input.ts";
import { isFileError } from "../tool/tool.ts";
import type { Expression } from "./tree.ts";
import type { Machine, Steps } from "./machine.ts";
import { InputString } from "./value.ts";

interface Output {
  readonly file: OpenFile;
  readonly child: Child | undefined;
  pending: string[];
}

/** Records of one input by RS: a newline, another character, paragraphs, or a pattern. */
class Records {
  #machine: Machine;
  #file: OpenFile;
  #lines: Lines | undefined;
  #whole: [string, string][] | undefined;
  child: Child | undefined;
  constructor(machine: Machine, file: OpenFile, child?: Child) {
    this.#machine = machine;
    this.#file = file;
    this.child = child;
  }

  async next(): Promise<string | undefined> {
    const { run } = this.#machine;
    const separator = this.#machine.text("RS");
    let record: string | undefined;
    if (separator.length === 1 && this.#whole === undefined) {
      this.#lines ??= new Lines(run, this.#file, separator);
      record = await this.#lines.line();
      this.#machine.globals.set("RT", record === undefined || this.#lines.unfinished ? "" : separator);
    } else {
      this.#whole ??= this.#cut(await readAll(run, this.#file), separator);
      const next = this.#whole.shift();
      record = next?.[0];
      this.#machine.globals.set("RT", run.locale.decode(next?.[1] ?? ""));
    }
    return record === undefined ? undefined : run.locale.decode(record);
  }

  /** The records and what ended each; paragraphs when RS is empty, else by a pattern. */
  #cut(text: string, separator: string): [string, string][] {
    const records: [string, string][] = [];
    const pattern = separator === "" ? undefined : this.#machine.pattern(separator);
    let at = separator === "" ? (/^\n+/.exec(text)?.[0].length ?? 0) : 0;
    for (let from = at; from < text.length;) {
      let match: { index: number; end: number } | undefined;
      if (pattern === undefined) {
        const index = text.indexOf("\n\n", from);
        let end = index;
        while (end >= 0 && text[end] === "\n") end += 1;
        match = index < 0 ? undefined : { index, end };
      } else match = pattern.exec(text, from);
      if (match === undefined) break;
      if (match.end === match.index) {
        from = match.end + 1;
        continue;
      }
      records.push([text.slice(at, match.index), text.slice(match.index, match.end)]);
      from = at = match.end;
    }
    const rest = text.slice(at);
    if (rest === "") return records;
    if (pattern === undefined && rest.endsWith("\n")) records.push([rest.slice(0, -1), "\n"]);
    else records.push([rest, ""]);
    return records;
  }

  close(): void {
    this.#file.close();
  }
}

/** awk's inputs and outputs: the operands, redirections, pipes. */
export class Streams {
  #machine: Machine;
  #outputs = new Map<string, Output>();
  #inputs = new Map<string, Records>();
  #main: Records | undefined;
  #argument = 1;
  #readAny = false;
  /** Runs the rules for a file's beginning or end; "nextfile" skips the file. */
  readonly edges: { begin?: () => Promise<"nextfile" | undefined>; end?: () => Promise<void> } = {};

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  write(text: string, to: string | undefined, target: string | undefined): Promise<void> | undefined {
    const { run } = this.#machine;
    const bytes = run.locale.encode(text);
    if (to === undefined || target === undefined || (to !== "|" && (target === "/dev/stdout" || target === "-")))
      return run.out.raw(bytes);
    if (to !== "|" && target === "/dev/stderr") return run.complain(run.locale.text(text));
    let output = this.#outputs.get(target);
    if (output === undefined) {
      if (to === "|&") output = this.#coprocess(target);
      else if (to === "|") {
        const [reader, writer] = run.process.pipe();
        const descriptors = new Map(run.process.descriptors);
        descriptors.set(0, reader);
        output = { file: writer, child: run.process.spawn({ argv: ["sh", "-c", target], descriptors }), pending: [] };
        reader.close();
      } else {
        try {
          output = {
            file: run.process.open(run.locale.text(target), {
              write: true,
              create: true,
              append: to === ">>",
              truncate: to === ">",
            }),
            child: undefined,
            pending: [],
          };
        } catch (error) {
          if (!isFileError(error)) throw error;
          throw this.#machine.fatal(`cannot redirect to \`${target}': ${error.reason}`);
        }
      }
      this.#outputs.set(target, output);
    }
    output.pending.push(bytes);
    return output.pending.length > 512 ? this.#flush(output) : undefined;
  }

  /** Both ends of a command: what is printed to it, and what getline reads from it. */
  #coprocess(command: string): Output {
    const { run } = this.#machine;
    const [inReader, inWriter] = run.process.pipe();
    const [outReader, outWriter] = run.process.pipe();
    const descriptors = new Map(run.process.descriptors);
    descriptors.set(0, inReader);
    descriptors.set(1, outWriter);
    const child = run.process.spawn({ argv: ["sh", "-c", command], descriptors });
    inReader.close();
    outWriter.close();
    this.#inputs.set(command, new Records(this.#machine, outReader, child));
    return { file: inWriter, child, pending: [] };
  }

  async #flush(output: Output): Promise<void> {
    const bytes = byteTextToBytes(output.pending.join(""));
    output.pending = [];
    await output.file.write(bytes, this.#machine.run.process.signal);
  }

  async flushAll(): Promise<void> {
    await this.#machine.run.out.flush();
    for (const output of this.#outputs.values()) if (output.pending.length > 0) await this.#flush(output);
  }

  /** `end` is "to" or "from" for one end of a coprocess. */
  async close(name: string, end?: string): Promise<number> {
    const output = end === "from" ? undefined : this.#outputs.get(name);
    const input = end === "to" ? undefined : this.#inputs.get(name);
    if (output === undefined && input === undefined) return -1;
    let status = 0;
    if (output !== undefined) {
      await this.#machine.run.out.flush();
      if (output.pending.length > 0) await this.#flush(output);
      output.file.close();
      if (output.child !== undefined && !this.#inputs.has(name)) status = await output.child.exit;
      this.#outputs.delete(name);
    }
    if (input !== undefined) {
      input.close();
      if (input.child !== undefined) status = await input.child.exit;
      this.#inputs.delete(name);
    }
    return status;
  }

  async closeAll(): Promise<void> {
    for (const name of [...this.#outputs.keys(), ...this.#inputs.keys()]) await this.close(name);
  }

  /** The next record of the operands; assignments among them are made as they are met. */
  async nextRecord(): Promise<string | undefined> {
    const machine = this.#machine;
    const { run } = machine;
    for (;;) {
      if (this.#main === undefined) {
        const count = Number(machine.text("ARGC"));
        let name: string | undefined;
        while (this.#argument < count) {
          const word = machine.argument(this.#argument);
          this.#argument += 1;
          if (word === "") continue;
          const assignment = /^([A-Za-z_]\w*)=([^]*)$/.exec(word);
          if (assignment?.[1] !== undefined) machine.setVariable(assignment[1], new InputString(assignment[2] ?? ""));
          else {
            name = word;
            break;
          }
        }
        if (name === undefined) {
          if (this.#readAny) return undefined;
          name = "-";
        }
        this.#readAny = true;
        machine.globals.set("FILENAME", name === "-" ? "" : name);
        machine.globals.set("FNR", 0);
        let failure: string | undefined;
        try {
          this.#main = new Records(machine, run.openInput(run.locale.text(name)));
        } catch (error) {
          if (!isFileError(error)) throw error;
          failure = error.reason;
          if (error.code === "EISDIR") {
            await run.warn(`${machine.place}warning: command line argument \`${name}' is a directory: skipped`);
            continue;
          }
        }
        machine.globals.set("ERRNO", failure ?? "");
        const skipped = (await this.edges.begin?.()) === "nextfile";
        if (failure !== undefined && !skipped)
          throw machine.fatal(`cannot open file \`${name}' for reading: ${failure}`);
        if (skipped) this.nextFile();
        if (this.#main === undefined) continue;
      }
      const record = await this.#main.next();
      if (record !== undefined) return record;
      await this.edges.end?.();
      this.nextFile();
    }
  }

  nextFile(): void {
    this.#main?.close();
    this.#main = undefined;
  }

  *getline({ from, source, target }: Extract<Expression, { kind: "getline" }>): Steps<number> {
    const machine = this.#machine;
    const name = source === undefined ? "" : machine.convert(yield* machine.evaluate(source));
    let record: string | undefined;
    if (from === "coprocess" && !this.#outputs.has(name) && !this.#inputs.has(name))
      this.#outputs.set(name, this.#coprocess(name));
    if (from === "coprocess") yield this.flushAll();
    if (from === "main") record = (yield this.nextRecord()) as string | undefined;
    else {
      let input = this.#inputs.get(name);
      if (input === undefined) {
        try {
          input =
            from === "file"
              ? new Records(machine, machine.run.openInput(machine.run.locale.text(name)))
              : yield* this.#command(name);
        } catch (error) {
          if (!isFileError(error)) throw error;
          machine.globals.set("ERRNO", error.reason);
          return -1;
        }
        this.#inputs.set(name, input);
      }
      record = (yield input.next()) as string | undefined;
    }
    if (record === undefined) return 0;
    // gawk counts what a command answers in no variable.
    if (from === "main") {
      for (const counter of ["NR", "FNR"]) machine.globals.set(counter, Number(machine.text(counter)) + 1);
    }
    if (target === undefined) machine.setRecord(record);
    else yield* machine.assign(target, new InputString(record));
    return 1;
  }

  *#command(command: string): Steps<Records> {
    const { run } = this.#machine;
    yield this.flushAll();
    const [reader, writer] = run.process.pipe();
    const descriptors = new Map(run.process.descriptors);
    descriptors.set(1, writer);
    const child = run.process.spawn({ argv: ["sh", "-c", command], descriptors });
    writer.close();
    return new Records(this.#machine, reader, child);
  }
}

import type { Child } from "#kernel";
import type { OpenFile } from "#files";
import { byteTextToBytes } from "../tool/byte-text.ts";
import { Lines, readAll } from "../tool/input.ts";
import { isFileError, Refusal } from "../tool/tool.ts";
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
  #whole: string[] | undefined;
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
      if (record !== undefined && separator !== "\n" && this.#lines.unfinished) record = record.replace(/\n$/, "");
    } else {
      if (this.#whole === undefined) {
        const text = await readAll(run, this.#file);
        const body = separator === "" ? text.replace(/^\n+|\n+$/g, "") : text.replace(/\n$/, "");
        this.#whole = body === "" ? [] : separator === "" ? body.split(/\n\n+/) : this.#machine.split(body, separator);
      }
      record = this.#whole.shift();
    }
    return record === undefined ? undefined : run.locale.decode(record);
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
      if (to === "|") {
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
          throw new Refusal(`cannot open "${target}" (${error.reason})`, { status: 2 });
        }
      }
      this.#outputs.set(target, output);
    }
    output.pending.push(bytes);
    return output.pending.length > 512 ? this.#flush(output) : undefined;
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

  async close(name: string): Promise<number> {
    const output = this.#outputs.get(name);
    const input = this.#inputs.get(name);
    if (output === undefined && input === undefined) return -1;
    let status = 0;
    if (output !== undefined) {
      await this.#machine.run.out.flush();
      if (output.pending.length > 0) await this.#flush(output);
      output.file.close();
      if (output.child !== undefined) status = await output.child.exit;
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
          const word = machine.convert(machine.array("ARGV").get(String(this.#argument)));
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
        try {
          this.#main = new Records(machine, run.openInput(run.locale.text(name)));
        } catch (error) {
          if (!isFileError(error)) throw error;
          machine.status = 2;
          await run.warn(`cannot open "${name}" (${error.reason})`);
          continue;
        }
        machine.globals.set("FILENAME", name === "-" ? "" : name);
        machine.globals.set("FNR", 0);
      }
      const record = await this.#main.next();
      if (record !== undefined) return record;
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
          if (isFileError(error)) return -1;
          throw error;
        }
        this.#inputs.set(name, input);
      }
      record = (yield input.next()) as string | undefined;
    }
    if (record === undefined) return 0;
    if (from !== "file") {
      for (const counter of from === "main" ? ["NR", "FNR"] : ["NR"])
        machine.globals.set(counter, Number(machine.text(counter)) + 1);
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

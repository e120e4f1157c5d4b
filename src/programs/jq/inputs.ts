import type { ExitStatus } from "#base";
import { readChunk } from "../tool/input.ts";
import { isFileError, type Run } from "../tool/tool.ts";
import { type Call, Stop } from "./call.ts";
import { isArray, isObject, type Json, JsonError, JsonScanner } from "./json.ts";

/** The values of all inputs, as they are read. */
export class Inputs {
  line = 0;
  name: string | undefined;
  status: ExitStatus = 0;
  #begun = false;
  readonly #run: Run;
  readonly #call: Call;

  constructor(run: Run, call: Call) {
    this.#run = run;
    this.#call = call;
  }

  /** Nothing is left: messages cannot say where. */
  finish(): void {
    this.#begun = false;
  }

  get place(): string {
    return !this.#begun ? "<unknown>" : `${this.name ?? "<stdin>"}:${String(this.line)}`;
  }

  async *#text(): AsyncGenerator<string, void> {
    const run = this.#run;
    for (const name of this.#call.names.length === 0 ? ["-"] : this.#call.names) {
      let file: ReturnType<Run["openInput"]>;
      try {
        file = run.openInput(name);
      } catch (error) {
        if (!isFileError(error)) throw error;
        if (error.code !== "EISDIR") {
          await run.complain(`jq: error: Could not open file ${name}: ${error.reason}\n`);
        }
        this.status = 2;
        continue;
      }
      this.#begun = true;
      this.name = name === "-" ? undefined : name;
      this.line = 0;
      const decoder = new TextDecoder("utf-8");
      for (let chunk = await readChunk(run, file); chunk !== null; chunk = await readChunk(run, file)) {
        // Line by line, so that messages can say where.
        for (const line of decoder.decode(chunk, { stream: true }).split(/(?<=\n)/)) {
          if (line.endsWith("\n")) this.line += 1;
          yield line;
        }
      }
      const rest = decoder.decode();
      if (rest !== "") yield rest;
      file.close();
    }
  }

  async *#values(): AsyncGenerator<Json, void> {
    const ready: Json[] = [];
    const scanner = new JsonScanner((value) => ready.push(value));
    const scan = (work: () => void): string | undefined => {
      try {
        work();
        return undefined;
      } catch (error) {
        if (error instanceof JsonError) return `${error.message} ${scanner.place}`;
        throw error;
      }
    };
    let fault: string | undefined;
    for await (const text of this.#text()) {
      fault = scan(() => {
        scanner.push(text);
      });
      yield* this.#shown(ready);
      if (fault !== undefined) break;
    }
    fault ??= scan(() => {
      scanner.end();
    });
    yield* this.#shown(ready);
    if (fault !== undefined) throw new Stop(`parse error: ${fault}`, 4);
  }

  /** The values that are ready, or with --stream what they consist of. */
  *#shown(ready: Json[]): Generator<Json, void> {
    for (const value of ready.splice(0)) {
      if (this.#call.flags.has("stream")) yield* events(value, []);
      else yield value;
    }
  }

  async *all(): AsyncGenerator<Json, void> {
    const { flags } = this.#call;
    if (flags.has("R")) {
      let held = "";
      for await (const text of this.#text()) {
        held += text;
        if (flags.has("s") || !held.endsWith("\n")) continue;
        yield held.slice(0, -1);
        held = "";
      }
      if (held !== "" || flags.has("s")) yield held;
    } else if (flags.has("s")) {
      const values: Json[] = [];
      for await (const value of this.#values()) values.push(value);
      yield values;
    } else yield* this.#values();
  }
}

/** --stream: each leaf as [path, leaf], and where an array or object ends, the path of its last item as [path]. */
function* events(value: Json, path: readonly (string | number)[]): Generator<Json, void> {
  const items: readonly (readonly [string | number, Json])[] = isArray(value)
    ? [...value.entries()]
    : isObject(value)
      ? [...value]
      : [];
  const last = items.at(-1);
  if (last === undefined) yield [path, value];
  else {
    for (const [key, item] of items) yield* events(item, [...path, key]);
    yield [[...path, last[0]]];
  }
}

import type { ExitStatus } from "#base";
import { type Run, tool } from "../tool/tool.ts";
import { type Call, readCall, Stop, USAGE } from "./call.ts";
import { NameCheck } from "./check.ts";
import { Halt, type Native } from "./control.ts";
import { textOf } from "./format.ts";
import { Inputs } from "./inputs.ts";
import { COMPACT, type Json, renderJson, type Style } from "./json.ts";
import { NATIVES } from "./native.ts";
import { parseDefinitions, parseProgram } from "./parse.ts";
import { PRELUDE } from "./prelude.ts";
import { Overrun, PATIENCE_MS, Runner } from "./run.ts";
import { Scope } from "./scope.ts";
import { SyntaxFault } from "./tokens.ts";
import type { Definition, Filter } from "./tree.ts";
import { JqError } from "./value.ts";

const GLOBALS: ReadonlyMap<string, Definition> = new Map(
  parseDefinitions(PRELUDE).map((definition) => [
    `${definition.name}/${String(definition.parameters.length)}`,
    definition,
  ]),
);

function compile(
  text: string,
  functions: ReadonlySet<string>,
  variables: ReadonlySet<string>,
): { filter: Filter; usesInputs: boolean } {
  const fail = (message: string, at: number): never => {
    const line = text.slice(0, at).split("\n").length;
    const start = text.lastIndexOf("\n", at - 1) + 1;
    const shown = (text.split("\n")[line - 1] ?? "") + " ".repeat(Math.max(0, at - start));
    throw new Stop(`jq: error: ${message} at <top-level>, line ${String(line)}:\n${shown}\njq: 1 compile error`, 3);
  };
  let filter: Filter;
  try {
    filter = parseProgram(text);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    return fail(`syntax error, ${error.message}`, error.at);
  }
  const check = new NameCheck();
  check.check(filter, { functions, variables });
  const [fault] = check.faults;
  return fault === undefined ? { filter, usesInputs: check.usesInputs } : fail(fault.message, fault.at);
}

class Jq {
  readonly #run: Run;
  readonly #call: Call;
  readonly #style: Style;
  readonly #inputs: Inputs;
  #last: Json | undefined;
  #ran = false;

  constructor(run: Run, call: Call) {
    this.#run = run;
    this.#call = call;
    this.#inputs = new Inputs(run, call);
    const { flags, indent, tab } = call;
    this.#style = {
      ...COMPACT,
      indent: flags.has("c") ? "" : tab ? "\t" : " ".repeat(indent),
      sortKeys: flags.has("S"),
      ascii: flags.has("a"),
      color: flags.has("C") || (run.out.isTerminal && !flags.has("M")),
    };
  }

  async all(program: string): Promise<ExitStatus> {
    const { flags, variables, positional } = this.#call;
    const env: Json = new Map(Object.entries(this.#run.process.env));
    const args: Json = new Map<string, Json>([
      ["positional", positional],
      ["named", new Map(variables)],
    ]);
    const known = new Map<string, Json>([...variables, ["ENV", env], ["__prog_args", positional], ["ARGS", args]]);
    known.set(
      "__loc__",
      new Map<string, Json>([
        ["file", "<top-level>"],
        ["line", 1],
      ]),
    );
    const queue: Json[] = [];
    const natives = this.#natives(queue, env);
    let scope = new Scope();
    for (const [name, value] of known) scope = scope.withVariable(name, value);
    const functions = new Set([...natives.keys(), ...GLOBALS.keys()]);
    const { filter, usesInputs } = compile(program, functions, new Set(known.keys()));
    const runner = new Runner(natives, GLOBALS);
    let status: ExitStatus = 0;
    const work = async (value: Json): Promise<void> => {
      this.#ran = true;
      status = (await this.#filter(runner, filter, value, scope)) ?? 0;
    };
    if (usesInputs) {
      try {
        for await (const value of this.#inputs.all()) queue.push(value);
      } catch (error) {
        if (!(error instanceof Stop)) throw error;
        await this.#run.complain(`jq: error (at ${this.#inputs.place}): ${error.message}\n`);
        status = 2;
      }
      if (flags.has("n")) await work(null);
      else for (let value = queue.shift(); value !== undefined; value = queue.shift()) await work(value);
    } else if (flags.has("n")) await work(null);
    else for await (const value of this.#inputs.all()) await work(value);
    if (status !== 0) return status;
    if (this.#inputs.status !== 0) return this.#inputs.status;
    if (!flags.has("e") || !this.#ran) return 0;
    return this.#last === undefined ? 4 : this.#last === null || this.#last === false ? 1 : 0;
  }

  #natives(queue: Json[], env: Json): ReadonlyMap<string, Native> {
    const stderr: string[] = this.#messages;
    const inputs = this.#inputs;
    const extra: Readonly<Record<string, Native>> = {
      *"input/0"(runner, item) {
        const value = queue.shift();
        if (value === undefined) {
          inputs.finish();
          throw new JqError("break");
        }
        yield runner.fresh(item, value);
      },
      *"inputs/0"(runner, item) {
        for (let value = queue.shift(); value !== undefined; value = queue.shift()) yield runner.fresh(item, value);
      },
      *"debug/0"(_, item) {
        stderr.push(`${renderJson(["DEBUG:", item.value])}\n`);
        yield item;
      },
      *"debug/1"(runner, item, [message]) {
        if (message !== undefined) {
          for (const value of runner.values(message.filter, item.value, message.scope)) {
            stderr.push(`${renderJson(["DEBUG:", value])}\n`);
          }
        }
        yield item;
      },
      *"stderr/0"(_, item) {
        stderr.push(renderJson(item.value));
        yield item;
      },
      *"env/0"(runner, item) {
        yield runner.fresh(item, env);
      },
      *"input_filename/0"(runner, item) {
        yield runner.fresh(item, inputs.name ?? null);
      },
      *"input_line_number/0"(runner, item) {
        yield runner.fresh(item, inputs.line);
      },
    };
    return new Map([...NATIVES, ...Object.entries(extra)]);
  }

  readonly #messages: string[] = [];

  async #flushMessages(): Promise<void> {
    for (const text of this.#messages.splice(0)) await this.#run.complain(text);
  }

  async #filter(runner: Runner, filter: Filter, value: Json, scope: Scope): Promise<ExitStatus | undefined> {
    const run = this.#run;
    try {
      const results = runner.values(filter, value, scope);
      for (;;) {
        runner.wind();
        const step = results.next();
        await this.#flushMessages();
        if (step.done === true) return undefined;
        this.#last = step.value;
        const wait = run.out.text(this.#shown(step.value));
        if (wait !== undefined) await wait;
        const turn = run.process.breathe();
        if (turn) await turn;
      }
    } catch (error) {
      await this.#flushMessages();
      if (error instanceof Overrun) {
        throw new Stop(`jq: error: no result within ${String(PATIENCE_MS / 1000)} s: the program was stopped`, 5);
      }
      if (error instanceof RangeError) throw new Stop("jq: error: the program calls itself too deeply", 5);
      if (error instanceof Halt) {
        if (error.value !== undefined) {
          const { value: last } = error;
          await run.complain(typeof last === "string" ? last : `${renderJson(last)}\n`);
        }
        throw new Stop("", error.status);
      }
      if (error instanceof Error && error.name === "Break") throw new Stop("jq: error (at <unknown>): break", 5);
      if (!(error instanceof JqError)) throw error;
      const place = this.#inputs.place;
      const { value: fault } = error;
      // An error of null is no error to jq 1.6.
      if (fault === null) return undefined;
      const text =
        typeof fault === "string"
          ? `jq: error (at ${place}): ${fault}`
          : `jq: error (at ${place}) (not a string): ${renderJson(fault)}`;
      await run.complain(`${text}\n`);
      return 5;
    }
  }

  #shown(value: Json): string {
    const { flags } = this.#call;
    const raw = flags.has("r") || flags.has("j") || flags.has("0");
    const end = flags.has("j") ? "" : flags.has("0") ? "\0" : "\n";
    return (raw && typeof value === "string" ? textOf(value) : renderJson(value, this.#style)) + end;
  }
}

/** jq 1.6: JSON in, a filter over it, JSON out. */
export const jq = tool({ plain: true, failure: 2 }, async (run) => {
  try {
    const call = await readCall(run);
    // Without a program it is ".", except at a terminal.
    if (call.program === undefined && !run.out.isTerminal) return await new Jq(run, call).all(".");
    if (call.program === undefined) {
      await run.complain(USAGE);
      return 2;
    }
    return await new Jq(run, call).all(call.program);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    if (error.message !== "") await run.complain(`${error.message}\n`);
    return error.status;
  }
});

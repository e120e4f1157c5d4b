/** Runs an awk program. Evaluation is a generator that yields only what must be waited for, so the common path never waits. */
import { assertNever } from "#base";
import type { Pattern } from "../tool/regex/pattern.ts";
import type { Run } from "../tool/tool.ts";
import { callBuiltin } from "./builtin.ts";
import { type Entry, orderNamed } from "./order.ts";
import type { ArrayPath, AwkProgram, Expression, Statement } from "./tree.ts";
import { Streams } from "./streams.ts";
import { type AwkArray, type Cell, Variables } from "./variables.ts";
import { compare, formatAwk, InputString, isTrue, toNumber, toText, type Value } from "./value.ts";

export type Steps<Result> = Generator<Promise<unknown>, Result, unknown>;
type Jump = "next" | "nextfile" | "break" | "continue" | "exit" | "return" | undefined;

export class Machine extends Variables {
  readonly streams: Streams;
  readonly random = { seed: 0, state: 42 };
  status = 0;
  #returned: Value;

  constructor(run: Run, program: AwkProgram) {
    super(run, program);
    this.streams = new Streams(this);
  }

  /** The array at the end of a path, its levels made as they are met. */
  *arrayAt({ name, path }: ArrayPath): Steps<AwkArray> {
    let array = this.array(name);
    let shown = name;
    for (const subscript of path) {
      const key = yield* this.#subscript(subscript);
      shown += `["${key}"]`;
      let cell = array.get(key);
      if (cell === undefined) array.set(key, (cell = new Map()));
      if (!(cell instanceof Map)) throw this.fatal(`attempt to use scalar \`${shown}' as an array`);
      array = cell;
    }
    return array;
  }

  /** What a word names, without making it: an array or a value; `found` is false when nothing was there. */
  *cellOf(word: Expression): Steps<{ readonly found: boolean; readonly cell: Cell }> {
    if (word.kind === "variable") {
      const cell = this.cell(word.name);
      return { found: cell !== undefined, cell };
    }
    if (word.kind === "element") {
      const array = yield* this.arrayAt(word.array);
      const key = yield* this.#subscript(word.subscript);
      return { found: array.has(key), cell: array.get(key) };
    }
    return { found: true, cell: yield* this.evaluate(word) };
  }

  /** The array that a built-in function was given to fill or read; undefined for a word that can be none. */
  *arrayFor(word: Expression | undefined): Steps<AwkArray | undefined> {
    if (word?.kind === "variable") return this.array(word.name);
    if (word?.kind === "element")
      return yield* this.arrayAt({ ...word.array, path: [...word.array.path, word.subscript] });
    return undefined;
  }

  *asPattern(node: Expression): Steps<Pattern> {
    return this.pattern(node.kind === "regex" ? node.source : this.convert(yield* this.evaluate(node)));
  }

  *#subscript(items: readonly Expression[]): Steps<string> {
    const parts: string[] = [];
    for (const item of items) parts.push(this.convert(yield* this.evaluate(item)));
    return parts.join(this.text("SUBSEP"));
  }

  *assign(target: Expression, value: Value): Steps<void> {
    if (target.kind === "variable") this.setVariable(target.name, value);
    else if (target.kind === "field") this.setField(toNumber(yield* this.evaluate(target.index)), value);
    else if (target.kind === "element") {
      const array = target.array.path.length === 0 ? this.array(target.array.name) : yield* this.arrayAt(target.array);
      array.set(yield* this.#subscript(target.subscript), value);
    } else if (target.kind === "group" && target.items[0] !== undefined) yield* this.assign(target.items[0], value);
  }

  *evaluate(node: Expression): Steps<Value> {
    switch (node.kind) {
      case "number":
      case "string":
        return node.value;
      case "regex":
        return this.pattern(node.source).test(this.record) ? 1 : 0;
      case "variable":
        return this.variable(node.name);
      case "field":
        return this.field(toNumber(yield* this.evaluate(node.index)));
      case "element": {
        const { array: path } = node;
        const array = path.path.length === 0 ? this.array(path.name) : yield* this.arrayAt(path);
        const key = yield* this.#subscript(node.subscript);
        const cell = array.get(key);
        if (cell === undefined && !array.has(key)) array.set(key, undefined);
        if (cell instanceof Map) throw this.fatal(`attempt to use array \`${path.name}["${key}"]' in a scalar context`);
        return cell;
      }
      case "in": {
        const array = yield* this.arrayAt(node.array);
        return array.has(yield* this.#subscript(node.subscript)) ? 1 : 0;
      }
      case "assign": {
        let value = yield* this.evaluate(node.value);
        if (node.operator !== "")
          value = this.#arithmetic(node.operator, toNumber(yield* this.evaluate(node.target)), toNumber(value), "=");
        yield* this.assign(node.target, value);
        return value;
      }
      case "step": {
        const before = toNumber(yield* this.evaluate(node.target));
        yield* this.assign(node.target, before + node.by);
        return node.prefix ? before + node.by : before;
      }
      case "unary": {
        const value = yield* this.evaluate(node.operand);
        return node.operator === "!"
          ? isTrue(value)
            ? 0
            : 1
          : node.operator === "-"
            ? -toNumber(value)
            : toNumber(value);
      }
      case "binary":
        return yield* this.#binary(node);
      case "match": {
        const text = this.convert(yield* this.evaluate(node.left));
        return (yield* this.asPattern(node.right)).test(text) !== node.negated ? 1 : 0;
      }
      case "choice":
        return yield* this.evaluate(isTrue(yield* this.evaluate(node.test)) ? node.yes : node.no);
      case "call":
        return node.own ? yield* this.#call(node.name, node.words) : yield* callBuiltin(this, node.name, node.words);
      case "indirect":
        return yield* this.#call(this.text(node.name), node.words);
      case "getline":
        return yield* this.streams.getline(node);
      case "group": {
        const [only] = node.items;
        return only !== undefined && node.items.length === 1
          ? yield* this.evaluate(only)
          : yield* this.#subscript(node.items);
      }
      default:
        return assertNever(node);
    }
  }

  #arithmetic(operator: string, a: number, b: number, assigned = ""): number {
    switch (operator) {
      case "+":
        return a + b;
      case "-":
        return a - b;
      case "*":
        return a * b;
      case "^":
        return a ** b;
      case "%":
        if (b === 0) throw this.fatal(`division by zero attempted in \`%${assigned}'`);
        return a % b;
      default:
        if (b === 0) throw this.fatal(`division by zero attempted${assigned === "" ? "" : " in `/='"}`);
        return a / b;
    }
  }

  *#binary({ operator, left, right }: Extract<Expression, { kind: "binary" }>): Steps<Value> {
    const a = yield* this.evaluate(left);
    if (operator === "&&") return isTrue(a) && isTrue(yield* this.evaluate(right)) ? 1 : 0;
    if (operator === "||") return isTrue(a) || isTrue(yield* this.evaluate(right)) ? 1 : 0;
    const b = yield* this.evaluate(right);
    if (operator === " ") return this.convert(a) + this.convert(b);
    if ("+-*/%^".includes(operator)) return this.#arithmetic(operator, toNumber(a), toNumber(b));
    const order = compare(a, b, this.text("CONVFMT"), this.ignoreCase);
    const holds = {
      "<": order < 0,
      "<=": order <= 0,
      "==": order === 0,
      "!=": order !== 0,
      ">": order > 0,
      ">=": order >= 0,
    }[operator];
    return holds === true ? 1 : 0;
  }

  *#call(name: string, words: readonly Expression[]): Steps<Value> {
    const definition = this.program.functions.get(name);
    if (definition === undefined) throw this.fatal(`function \`${name}' not defined`);
    if (this.frames.length > 2000) throw this.fatal(`${name}: more than 2000 calls inside each other`);
    const frame = new Map<string, Cell>();
    const shared: [string, Extract<Expression, { kind: "variable" | "element" }>][] = [];
    for (const [index, parameter] of definition.parameters.entries()) {
      const word = words[index];
      if (word?.kind === "variable" || word?.kind === "element") {
        const { cell } = yield* this.cellOf(word);
        if (cell === undefined) shared.push([parameter, word]);
        frame.set(parameter, cell);
      } else frame.set(parameter, word === undefined ? undefined : yield* this.evaluate(word));
    }
    this.frames.push(frame);
    this.#returned = undefined;
    const jump = yield* this.execute(definition.body);
    this.frames.pop();
    // An untouched variable that the function used as an array becomes one for the caller.
    for (const [parameter, outer] of shared) {
      const cell = frame.get(parameter);
      if (!(cell instanceof Map)) continue;
      if (outer.kind === "element") {
        (yield* this.arrayAt(outer.array)).set(yield* this.#subscript(outer.subscript), cell);
        continue;
      }
      const frames = this.frames.at(-1);
      (frames?.has(outer.name) === true ? frames : this.globals).set(outer.name, cell);
    }
    if (jump === "exit") throw new AwkExit();
    return this.#returned;
  }

  /** The entries of an array in the order that PROCINFO["sorted_in"], or the name given, asks for. */
  *sorted(array: AwkArray, named?: string): Steps<Entry[]> {
    const entries: Entry[] = [...array];
    const info = this.globals.get("PROCINFO");
    const asked = info instanceof Map ? info.get("sorted_in") : undefined;
    const name = named ?? (asked instanceof Map ? "" : toText(asked, "%.6g"));
    if (name === "") return entries;
    const order = orderNamed(name);
    if (order !== undefined) return entries.sort(order);
    const definition = this.program.functions.get(name);
    if (definition === undefined) {
      if (name === "@unsorted") return entries;
      throw this.fatal(`sort comparison function \`${name}' is not defined`);
    }
    return yield* this.#sortBy(entries, name);
  }

  /** A merge sort that calls a function of the program for each comparison. */
  *#sortBy(entries: Entry[], name: string): Steps<Entry[]> {
    if (entries.length < 2) return entries;
    const middle = entries.length >> 1;
    const left = yield* this.#sortBy(entries.slice(0, middle), name);
    const right = yield* this.#sortBy(entries.slice(middle), name);
    const merged: Entry[] = [];
    while (left.length > 0 && right.length > 0) {
      const [a, b] = [left[0], right[0]];
      if (a === undefined || b === undefined) break;
      const order = yield* this.#callWith(name, [a[0], a[1], b[0], b[1]]);
      merged.push(toNumber(order) <= 0 ? a : b);
      (toNumber(order) <= 0 ? left : right).shift();
    }
    return [...merged, ...left, ...right];
  }

  *#callWith(name: string, cells: readonly Cell[]): Steps<Value> {
    const definition = this.program.functions.get(name);
    if (definition === undefined) return undefined;
    const frame = new Map<string, Cell>(definition.parameters.map((parameter, at) => [parameter, cells[at]]));
    this.frames.push(frame);
    this.#returned = undefined;
    yield* this.execute(definition.body);
    this.frames.pop();
    return this.#returned;
  }

  /** printf and sprintf. */
  format(values: readonly Value[], convert: string): string {
    const format = this.convert(values[0]);
    const short = (at: number): never => {
      const lines = `\t\`${format}'\n\t${" ".repeat(at)}^ ran out for this one`;
      throw this.fatal(`not enough arguments to satisfy format string\n${lines}`);
    };
    return formatAwk(format, values.slice(1), convert, short, !this.run.locale.utf8);
  }

  *execute(statement: Statement): Steps<Jump> {
    if (statement.line !== undefined) this.line = statement.line;
    switch (statement.kind) {
      case "expression":
        yield* this.evaluate(statement.value);
        return undefined;
      case "print": {
        const values: Value[] = [];
        for (const word of statement.words) values.push(yield* this.evaluate(word));
        const format = this.text("OFMT");
        const text = statement.formatted
          ? this.format(values, format)
          : (values.length === 0 ? this.record : values.map((value) => toText(value, format)).join(this.text("OFS"))) +
            this.text("ORS");
        const target =
          statement.target === undefined ? undefined : this.convert(yield* this.evaluate(statement.target));
        const wait = this.streams.write(text, statement.to, target);
        if (wait !== undefined) yield wait;
        return undefined;
      }
      case "if":
        if (isTrue(yield* this.evaluate(statement.test))) return yield* this.execute(statement.yes);
        return statement.no === undefined ? undefined : yield* this.execute(statement.no);
      case "while":
        return yield* this.#loop(
          statement.first ? undefined : statement.test,
          statement.body,
          undefined,
          statement.test,
        );
      case "for":
        if (statement.start !== undefined) yield* this.execute(statement.start);
        return yield* this.#loop(statement.test, statement.body, statement.step, statement.test);
      case "each":
        for (const [key] of yield* this.sorted(yield* this.arrayAt(statement.array))) {
          this.setVariable(statement.variable, new InputString(key));
          const jump = yield* this.execute(statement.body);
          if (jump === "break") break;
          if (jump !== undefined && jump !== "continue") return jump;
        }
        return undefined;
      case "switch":
        return yield* this.#switch(statement);
      case "block":
        for (const item of statement.items) {
          const jump = yield* this.execute(item);
          if (jump !== undefined) return jump;
        }
        return undefined;
      case "delete":
        if (statement.subscript === undefined) (yield* this.arrayAt(statement.array)).clear();
        else (yield* this.arrayAt(statement.array)).delete(yield* this.#subscript(statement.subscript));
        return undefined;
      case "jump":
        return statement.to;
      case "exit":
        if (statement.value !== undefined) this.status = toNumber(yield* this.evaluate(statement.value)) & 255;
        return "exit";
      case "return":
        this.#returned = statement.value === undefined ? undefined : yield* this.evaluate(statement.value);
        return "return";
      default:
        return assertNever(statement);
    }
  }

  *#switch({ value: node, branches }: Extract<Statement, { kind: "switch" }>): Steps<Jump> {
    const value = yield* this.evaluate(node);
    let chosen = -1;
    for (const [index, { match }] of branches.entries()) {
      if (match === undefined) continue;
      if (match.kind === "regex") {
        if (this.pattern(match.source).test(this.convert(value))) chosen = index;
      } else {
        const wanted = yield* this.evaluate(match);
        const text = typeof wanted === "string" || typeof value === "string";
        if (text ? this.convert(wanted) === this.convert(value) : compare(value, wanted, "%.6g") === 0) chosen = index;
      }
      if (chosen >= 0) break;
    }
    if (chosen < 0) chosen = branches.findIndex(({ match }) => match === undefined);
    if (chosen < 0) return undefined;
    for (const { items } of branches.slice(chosen)) {
      for (const item of items) {
        const jump = yield* this.execute(item);
        if (jump === "break") return undefined;
        if (jump !== undefined) return jump;
      }
    }
    return undefined;
  }

  *#loop(
    first: Expression | undefined,
    body: Statement,
    step: Statement | undefined,
    test: Expression | undefined,
  ): Steps<Jump> {
    for (let check = first; check === undefined || isTrue(yield* this.evaluate(check)); check = test) {
      const jump = yield* this.execute(body);
      if (jump === "break") break;
      if (jump !== undefined && jump !== "continue") return jump;
      if (step !== undefined) yield* this.execute(step);
      const turn = this.run.process.breathe();
      if (turn !== undefined) yield turn;
    }
    return undefined;
  }
}

/** exit inside a function: leaves every call. */
export class AwkExit extends Error {}

/** Drives an evaluation, waiting where it waits. */
export async function drive<Result>(steps: Steps<Result>): Promise<Result> {
  let step = steps.next();
  while (step.done !== true) {
    let answer: unknown;
    try {
      answer = await step.value;
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(answer);
  }
  return step.value;
}

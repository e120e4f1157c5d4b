/** Runs bc's statements. A generator that yields where something must be waited for: output, a turn of the machine. */
import { assertNever } from "#base";
import type { Process } from "#kernel";
import { LIBRARY } from "./library.ts";
import {
  add,
  compare,
  type Decimal,
  divide,
  fromNumber,
  lengthOf,
  multiply,
  negate,
  ONE,
  raise,
  readDecimal,
  remainder,
  showDecimal,
  squareRoot,
  ZERO,
} from "./number.ts";
import type { Node, Parameter, Statement } from "./parse.ts";

/** A fault while running: the rest of the line is left out. */
export class BcRuntimeError extends Error {}

/** quit and halt. */
export class BcQuit extends Error {}

type Steps<Result> = Generator<Promise<unknown>, Result>;
type Jump = "break" | "continue" | "return" | undefined;
interface Definition {
  readonly parameters: readonly Parameter[];
  readonly locals: readonly Parameter[];
  readonly body: Statement;
}
type Cell = Decimal | Map<bigint, Decimal>;

/** Columns of output, the backslash of a broken number included. */
const LINE_LENGTH = 69;
/** Calls inside each other. */
const DEEPEST = 1000;

export class BcMachine {
  scale = 0;
  ibase = 10;
  obase = 10;
  #last: Decimal = ZERO;
  #variables = new Map<string, Decimal>();
  #arrays = new Map<string, Map<bigint, Decimal>>();
  #functions = new Map<string, Definition>();
  #returned: Decimal = ZERO;
  #depth = 0;
  #column = 0;
  readonly #library: boolean;
  readonly #process: Process;
  readonly #write: (text: string) => void;
  readonly #input: () => Promise<string | undefined>;

  constructor(options: {
    readonly library: boolean;
    readonly process: Process;
    readonly write: (text: string) => void;
    /** The next line of standard input, for read(). */
    readonly input: () => Promise<string | undefined>;
  }) {
    this.#library = options.library;
    this.#process = options.process;
    this.#write = options.write;
    this.#input = options.input;
    if (options.library) this.scale = 20;
  }

  #text(text: string): void {
    this.#write(text);
    this.#column = text.endsWith("\n") ? 0 : this.#column + text.length;
  }

  /** A number, broken where the line is full. */
  #number(value: Decimal): void {
    for (const character of showDecimal(value, this.obase)) {
      if (this.#column === LINE_LENGTH - 1) this.#text("\\\n");
      this.#text(character);
    }
  }

  *run(statement: Statement): Steps<Jump> {
    switch (statement.kind) {
      case "text":
        this.#text(statement.text);
        return undefined;
      case "expression": {
        const value = yield* this.#evaluate(statement.value);
        if (statement.value.kind === "assign") return undefined;
        this.#last = value;
        this.#number(value);
        this.#text("\n");
        return undefined;
      }
      case "print":
        for (const item of statement.items) {
          if (typeof item === "string") this.#text(unescape(item));
          else {
            this.#last = yield* this.#evaluate(item);
            this.#number(this.#last);
          }
        }
        return undefined;
      case "block":
        for (const item of statement.items) {
          const jump = yield* this.run(item);
          if (jump !== undefined) return jump;
        }
        return undefined;
      case "if":
        if (isTrue(yield* this.#evaluate(statement.test))) return yield* this.run(statement.yes);
        return statement.no === undefined ? undefined : yield* this.run(statement.no);
      case "loop":
        return yield* this.#loop(statement);
      case "return":
        this.#returned = statement.value === undefined ? ZERO : yield* this.#evaluate(statement.value);
        return "return";
      case "jump":
        if (statement.to === "quit" || statement.to === "halt") throw new BcQuit();
        return statement.to;
      case "define":
        this.#functions.set(statement.name, statement);
        return undefined;
      default:
        return assertNever(statement);
    }
  }

  *#loop({ start, test, step, body }: Extract<Statement, { kind: "loop" }>): Steps<Jump> {
    if (start !== undefined) yield* this.#evaluate(start);
    while (test === undefined || isTrue(yield* this.#evaluate(test))) {
      const jump = yield* this.run(body);
      if (jump === "break") break;
      if (jump === "return") return jump;
      if (step !== undefined) yield* this.#evaluate(step);
      const turn = this.#process.breathe();
      if (turn !== undefined) yield turn;
    }
    return undefined;
  }

  #array(name: string): Map<bigint, Decimal> {
    let array = this.#arrays.get(name);
    if (array === undefined) this.#arrays.set(name, (array = new Map<bigint, Decimal>()));
    return array;
  }

  *#index(node: Node): Steps<bigint> {
    const { digits, scale } = yield* this.#evaluate(node);
    return digits / 10n ** BigInt(scale);
  }

  *#assign(target: Node, value: Decimal): Steps<void> {
    if (target.kind === "element") this.#array(target.name).set(yield* this.#index(target.index), value);
    if (target.kind !== "name") return;
    const whole = Number(value.digits / 10n ** BigInt(value.scale));
    if (target.name === "scale") this.scale = Math.max(0, whole);
    else if (target.name === "ibase") this.ibase = Math.min(16, Math.max(2, whole));
    else if (target.name === "obase") this.obase = Math.max(2, whole);
    else if (target.name === "last") this.#last = value;
    else this.#variables.set(target.name, value);
  }

  *#evaluate(node: Node): Steps<Decimal> {
    switch (node.kind) {
      case "number":
        return readDecimal(node.text, this.ibase);
      case "name":
        if (node.name === "scale") return fromNumber(this.scale);
        if (node.name === "ibase") return fromNumber(this.ibase);
        if (node.name === "obase") return fromNumber(this.obase);
        return node.name === "last" ? this.#last : (this.#variables.get(node.name) ?? ZERO);
      case "element":
        return this.#array(node.name).get(yield* this.#index(node.index)) ?? ZERO;
      case "array":
        return ZERO;
      case "unary": {
        const value = yield* this.#evaluate(node.operand);
        return node.operator === "-" ? negate(value) : isTrue(value) ? ZERO : ONE;
      }
      case "binary": {
        const left = yield* this.#evaluate(node.left);
        return this.#operate(node.operator, left, yield* this.#evaluate(node.right));
      }
      case "assign": {
        let value = yield* this.#evaluate(node.value);
        if (node.operator !== "") value = this.#operate(node.operator, yield* this.#evaluate(node.target), value);
        yield* this.#assign(node.target, value);
        return value;
      }
      case "step": {
        const before = yield* this.#evaluate(node.target);
        const after = add(before, fromNumber(node.by));
        yield* this.#assign(node.target, after);
        return node.prefix ? after : before;
      }
      case "call":
        return yield* this.#call(node.name, node.words);
      default:
        return assertNever(node);
    }
  }

  #operate(operator: string, a: Decimal, b: Decimal): Decimal {
    const given = (value: Decimal | undefined, fault: string): Decimal => {
      if (value === undefined) throw new BcRuntimeError(fault);
      return value;
    };
    const order = (): number => compare(a, b);
    const truth = (holds: boolean): Decimal => (holds ? ONE : ZERO);
    switch (operator) {
      case "+":
        return add(a, b);
      case "-":
        return add(a, negate(b));
      case "*":
        return multiply(a, b, this.scale);
      case "/":
        return given(divide(a, b, this.scale), "Divide by zero");
      case "%":
        return given(remainder(a, b, this.scale), "Modulo by zero");
      case "^": {
        const exponent = b.digits / 10n ** BigInt(b.scale);
        if (exponent > 1_000_000n) throw new BcRuntimeError("exponent too large in raise");
        return given(raise(a, exponent, this.scale), "Divide by zero");
      }
      case "&&":
        return truth(isTrue(a) && isTrue(b));
      case "||":
        return truth(isTrue(a) || isTrue(b));
      case "==":
        return truth(order() === 0);
      case "!=":
        return truth(order() !== 0);
      case "<":
        return truth(order() < 0);
      case "<=":
        return truth(order() <= 0);
      case ">":
        return truth(order() > 0);
      default:
        return truth(order() >= 0);
    }
  }

  *#call(name: string, words: readonly Node[]): Steps<Decimal> {
    const [first] = words;
    if (name === "(" && first !== undefined) return yield* this.#evaluate(first);
    const definition = this.#functions.get(name);
    if (definition !== undefined) return yield* this.#perform(name, definition, words);
    if (name === "read") {
      const line = ((yield this.#input()) as string | undefined) ?? "0";
      return readDecimal(line.trim() || "0", this.ibase);
    }
    const series = this.#library ? LIBRARY[name] : undefined;
    if (first === undefined || (series === undefined && !["length", "scale", "sqrt"].includes(name)))
      throw new BcRuntimeError(`Function ${name} not defined.`);
    const value = yield* this.#evaluate(first);
    if (series !== undefined) return series(value, this.scale);
    if (name === "length") return fromNumber(lengthOf(value));
    if (name === "scale") return fromNumber(value.scale);
    const root = squareRoot(value, this.scale);
    if (root === undefined) throw new BcRuntimeError("Square root of a negative number");
    return root;
  }

  *#perform(name: string, definition: Definition, words: readonly Node[]): Steps<Decimal> {
    if (words.length !== definition.parameters.length) throw new BcRuntimeError("Parameter number mismatch");
    if (this.#depth >= DEEPEST) throw new BcRuntimeError(`${name}: more than ${DEEPEST} calls inside each other`);
    const values: Cell[] = [];
    for (const word of words)
      values.push(
        word.kind === "array" ? new Map<bigint, Decimal>(this.#array(word.name)) : yield* this.#evaluate(word),
      );
    const names = [...definition.parameters, ...definition.locals];
    const kept = names.map(({ name: key, array }) => (array ? this.#arrays.get(key) : this.#variables.get(key)));
    const put = ({ name: key, array }: Parameter, cell: Cell | undefined): void => {
      if (array) this.#arrays.set(key, cell instanceof Map ? cell : new Map<bigint, Decimal>());
      else this.#variables.set(key, cell === undefined || cell instanceof Map ? ZERO : cell);
    };
    for (const [at, parameter] of names.entries()) put(parameter, values[at]);
    this.#returned = ZERO;
    this.#depth += 1;
    try {
      yield* this.run(definition.body);
    } finally {
      this.#depth -= 1;
      for (const [at, parameter] of names.entries()) put(parameter, kept[at]);
    }
    const result = this.#returned;
    this.#returned = ZERO;
    return result;
  }
}

const isTrue = ({ digits }: Decimal): boolean => digits !== 0n;

/** The escapes of print's strings. */
function unescape(text: string): string {
  const letters: Readonly<Record<string, string>> = {
    a: "\x07",
    b: "\b",
    f: "\f",
    n: "\n",
    q: '"',
    r: "\r",
    t: "\t",
    "\\": "\\",
  };
  return text.replace(/\\(.)/g, (whole, letter: string) => letters[letter] ?? whole);
}

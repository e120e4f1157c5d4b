import { ArithmeticError, parseArithmetic, wrapNumber, type Arithmetic, type Integer } from "./arithmetic-parser.ts";

/** The variables an expression reads and sets. */
export interface ArithmeticScope {
  readonly bash: boolean;
  /** The text of a variable; undefined when it is unset. */
  get(name: string, index: string | undefined): string | undefined;
  set(name: string, index: string | undefined, value: string): void;
}

const trees = new Map<string, Arithmetic>();
const TREES = 512;

/** The value of an expression whose expansions were done. */
export function evaluateText(text: string, scope: ArithmeticScope, depth = 0): Integer {
  try {
    return evaluateWhole(text, scope, depth);
  } catch (error) {
    if (error instanceof ArithmeticError) error.text ??= text;
    throw error;
  }
}

function evaluateWhole(text: string, scope: ArithmeticScope, depth: number): Integer {
  const key = scope.bash ? `b${text}` : `s${text}`;
  let tree = trees.get(key);
  if (tree === undefined) {
    tree = parseArithmetic(text, scope.bash);
    if (trees.size >= TREES) trees.clear();
    trees.set(key, tree);
  }
  return evaluate(tree, scope, depth);
}

function evaluate(tree: Arithmetic, scope: ArithmeticScope, depth: number): Integer {
  switch (tree.kind) {
    case "number":
      return tree.value;
    case "name":
      return valueOf(tree, scope, depth);
    case "unary":
      return unary(tree.operator, evaluate(tree.operand, scope, depth));
    case "step": {
      const old = valueOf(tree.target, scope, depth);
      const changed = add(old, tree.by);
      scope.set(tree.target.name, tree.target.index, String(changed));
      return tree.before ? changed : old;
    }
    case "choice":
      return isTrue(evaluate(tree.test, scope, depth))
        ? evaluate(tree.yes, scope, depth)
        : evaluate(tree.no, scope, depth);
    case "assign": {
      const right = evaluate(tree.value, scope, depth);
      const value =
        tree.operator === "" ? right : binary(tree.operator, valueOf(tree.target, scope, depth), right, tree.rest);
      scope.set(tree.target.name, tree.target.index, String(value));
      return value;
    }
    case "binary": {
      const left = evaluate(tree.left, scope, depth);
      if (tree.operator === "&&") return isTrue(left) && isTrue(evaluate(tree.right, scope, depth)) ? 1 : 0;
      if (tree.operator === "||") return isTrue(left) || isTrue(evaluate(tree.right, scope, depth)) ? 1 : 0;
      return binary(tree.operator, left, evaluate(tree.right, scope, depth), tree.rest);
    }
  }
}

function valueOf(target: Arithmetic & { kind: "name" }, scope: ArithmeticScope, depth: number): Integer {
  const text = scope.get(target.name, target.index);
  if (text === undefined || text === "") return 0;
  if (/^-?[1-9][0-9]{0,14}$/.test(text) || text === "0") return Number(text);
  if (!scope.bash) return shNumber(text);
  if (depth > 1023) throw new ArithmeticError("expression recursion level exceeded", text);
  return evaluateText(text, scope, depth + 1);
}

/** dash takes a variable for a number only when strtoimax(3) does. */
function shNumber(text: string): Integer {
  const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)\s*$/.exec(text);
  if (match === null) throw new ArithmeticError(`Illegal number: ${text}`);
  const [, sign, digits = "0"] = match;
  const value = BigInt(/^0[0-7]/.test(digits) ? `0o${digits}` : digits);
  const signed = sign === "-" ? -value : value;
  const most = 0x7fffffffffffffffn;
  return wrapNumber(signed > most ? most : signed < -most - 1n ? -most - 1n : signed);
}

function isTrue(value: Integer): boolean {
  return typeof value === "number" ? value !== 0 : value !== 0n;
}

function unary(operator: string, value: Integer): Integer {
  if (operator === "!") return isTrue(value) ? 0 : 1;
  if (operator === "+") return value;
  if (operator === "-") return typeof value === "number" ? (value === 0 ? 0 : -value) : wrapNumber(-value);
  return typeof value === "number" ? -value - 1 : wrapNumber(~value);
}

function add(left: Integer, right: Integer): Integer {
  if (typeof left === "number" && typeof right === "number") {
    const sum = left + right;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return wrapNumber(BigInt(left) + BigInt(right));
}

function binary(operator: string, left: Integer, right: Integer, rest: string): Integer {
  switch (operator) {
    case "+":
      return add(left, right);
    case "==":
      return left == right ? 1 : 0;
    case "!=":
      return left != right ? 1 : 0;
    case "<":
      return left < right ? 1 : 0;
    case ">":
      return left > right ? 1 : 0;
    case "<=":
      return left <= right ? 1 : 0;
    case ">=":
      return left >= right ? 1 : 0;
    case ",":
      return right;
  }
  if (typeof left === "number" && typeof right === "number") {
    const quick = binaryNumbers(operator, left, right);
    if (quick !== undefined) return quick;
  }
  return binaryBig(operator, BigInt(left), BigInt(right), rest);
}

/** The common cases in which plain numbers are exact. */
function binaryNumbers(operator: string, left: number, right: number): number | undefined {
  let value: number | undefined;
  if (operator === "-") value = left - right;
  else if (operator === "*") value = left * right;
  else if (operator === "/" && right !== 0) value = Math.trunc(left / right);
  else if (operator === "%" && right !== 0) value = left % right;
  else if ((left | 0) === left && (right | 0) === right) {
    if (operator === "&") value = left & right;
    else if (operator === "|") value = left | right;
    else if (operator === "^") value = left ^ right;
  }
  return value !== undefined && Number.isSafeInteger(value) ? value + 0 : undefined;
}

function binaryBig(operator: string, left: bigint, right: bigint, rest: string): Integer {
  switch (operator) {
    case "-":
      return wrapNumber(left - right);
    case "*":
      return wrapNumber(left * right);
    case "/":
    case "%":
      if (right === 0n) throw new ArithmeticError("division by 0", rest);
      return wrapNumber(operator === "/" ? left / right : left % right);
    case "&":
      return wrapNumber(left & right);
    case "|":
      return wrapNumber(left | right);
    case "^":
      return wrapNumber(left ^ right);
    case "<<":
      return wrapNumber(left << (right & 63n));
    case ">>":
      return wrapNumber(left >> (right & 63n));
    case "**":
      if (right < 0n) throw new ArithmeticError("exponent less than 0", rest);
      return power(left, right);
    default:
      throw new Error(`arithmetic operator ${operator} [this is a bug]`);
  }
}

function power(base: bigint, exponent: bigint): Integer {
  let result = 1n;
  let square = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = BigInt.asIntN(64, result * square);
    square = BigInt.asIntN(64, square * square);
  }
  return wrapNumber(result);
}

import { inHashOrder } from "./hash-order.ts";

/** The elements of an indexed array, by ascending index. */
export class IndexedArray {
  #items = new Map<number, string>();
  #last = -1;
  #ordered = true;

  static of(values: readonly string[]): IndexedArray {
    const array = new IndexedArray();
    for (const [index, value] of values.entries()) array.set(index, value);
    return array;
  }

  get size(): number {
    return this.#items.size;
  }

  /** One more than the greatest index. */
  get end(): number {
    return this.#last + 1;
  }

  get(index: number): string | undefined {
    return this.#items.get(index < 0 ? index + this.end : index);
  }

  set(index: number, value: string): void {
    if (index < this.#last && !this.#items.has(index)) this.#ordered = false;
    this.#items.set(index, value);
    if (index > this.#last) this.#last = index;
  }

  delete(index: number): void {
    this.#items.delete(index < 0 ? index + this.end : index);
    if (index < 0 || index === this.#last) this.#last = Math.max(-1, ...this.#items.keys());
  }

  keys(): number[] {
    this.#order();
    return [...this.#items.keys()];
  }

  values(): string[] {
    this.#order();
    return [...this.#items.values()];
  }

  copy(): IndexedArray {
    const copy = new IndexedArray();
    for (const [index, value] of this.#items) copy.set(index, value);
    return copy;
  }

  #order(): void {
    if (this.#ordered) return;
    this.#items = new Map([...this.#items].sort(([a], [b]) => a - b));
    this.#ordered = true;
  }
}

/** A variable with its attributes (bash: `declare`). Undefined `value` without elements: declared, but unset. */
export interface Variable {
  value: string | undefined;
  indexed?: IndexedArray | undefined;
  associative?: Map<string, string> | undefined;
  exported: boolean;
  readonly: boolean;
  integer?: boolean;
  /** `${x@a}` and `declare -t`: traced; means nothing for variables. */
  traced?: boolean;
  case?: "lower" | "upper" | "capital" | undefined;
  nameref?: boolean;
  /** An array that was given elements, were it none: `a=()`. */
  assigned?: boolean;
  /** An array that `declare` made, and to which nothing was assigned unless `assigned`. */
  declared?: boolean;
  /** One of `bindDynamic`'s, still as it made it. */
  bound?: boolean;
  /** The value is made at each reading, e.g. RANDOM; assigning may do something. */
  dynamic?: { readonly get: () => string | undefined; readonly set?: ((value: string) => void) | undefined };
}

export function newVariable(value?: string): Variable {
  return { value, exported: false, readonly: false };
}

export function copyVariable(variable: Variable): Variable {
  return {
    ...variable,
    indexed: variable.indexed?.copy(),
    associative: variable.associative === undefined ? undefined : new Map(variable.associative),
  };
}

export function isArray(variable: Variable): boolean {
  return variable.indexed !== undefined || variable.associative !== undefined;
}

/** Whether lists of variables leave it out: bash makes the value of a dynamic one when it is asked for. */
export function isHidden(name: string, variable: Variable): boolean {
  return variable.dynamic !== undefined && name !== "BASHOPTS" && name !== "SHELLOPTS" && name !== "_";
}

/** Whether it counts as set for `${x-word}` and `set -u`: an array does by its element 0. */
export function isSet(variable: Variable | undefined): boolean {
  return variable !== undefined && scalarOf(variable) !== undefined;
}

/** The value read without a subscript. */
export function scalarOf(variable: Variable): string | undefined {
  if (variable.dynamic !== undefined) return variable.dynamic.get();
  if (variable.indexed !== undefined) return variable.indexed.get(0);
  if (variable.associative !== undefined) return variable.associative.get("0");
  return variable.value;
}

/** Every element, in order; a scalar is its own only element. */
export function valuesOf(variable: Variable): string[] {
  if (variable.indexed !== undefined) return variable.indexed.values();
  const { associative } = variable;
  if (associative !== undefined) return inHashOrder(associative).map((key) => associative.get(key) ?? "");
  const value = scalarOf(variable);
  return value === undefined ? [] : [value];
}

export function keysOf(variable: Variable): string[] {
  if (variable.indexed !== undefined) return variable.indexed.keys().map(String);
  if (variable.associative !== undefined) return inHashOrder(variable.associative);
  return scalarOf(variable) === undefined ? [] : ["0"];
}

/** What jq's operators do with values. */
import { compareText, isArray, isObject, type Json, type JsonObject, renderJson, sortedKeys } from "./json.ts";

/** An error that `try` can catch: any value, mostly a message. */
export class JqError extends Error {
  override readonly name = "JqError";
  readonly value: Json;
  constructor(value: Json) {
    super(typeof value === "string" ? value : renderJson(value));
    this.value = value;
  }
}

export type TypeName = "null" | "boolean" | "number" | "string" | "array" | "object";

export function typeOf(value: Json): TypeName {
  if (value === null) return "null";
  if (isArray(value)) return "array";
  if (isObject(value)) return "object";
  return typeof value as "boolean" | "number" | "string";
}

/** A value in a message, cut short as jq 1.6 does. */
export function shown(value: Json): string {
  const text = renderJson(value);
  return text.length > 11 ? `${text.slice(0, 10)}...` : text;
}

export function described(value: Json): string {
  return `${typeOf(value)} (${shown(value)})`;
}

export function isTrue(value: Json): boolean {
  return value !== null && value !== false;
}

const RANK: Readonly<Record<TypeName, number>> = { null: 0, boolean: 1, number: 3, string: 4, array: 5, object: 6 };

function rank(value: Json): number {
  return value === true ? 2 : RANK[typeOf(value)];
}

/** jq's order: null, false, true, numbers, strings, arrays, objects. */
export function compare(left: Json, right: Json): number {
  const difference = rank(left) - rank(right);
  if (difference !== 0) return difference;
  if (typeof left === "number" && typeof right === "number")
    return left < right || Number.isNaN(left) ? -1 : left === right ? 0 : 1;
  if (typeof left === "string" && typeof right === "string") return compareText(left, right);
  if (isArray(left) && isArray(right)) {
    for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
      const order = compare(left[at] ?? null, right[at] ?? null);
      if (order !== 0) return order;
    }
    return left.length - right.length;
  }
  if (isObject(left) && isObject(right)) {
    const [a, b] = [sortedKeys(left), sortedKeys(right)];
    const order = compare(a, b);
    if (order !== 0) return order;
    for (const key of a) {
      const each = compare(left.get(key) ?? null, right.get(key) ?? null);
      if (each !== 0) return each;
    }
  }
  return 0;
}

export function add(left: Json, right: Json): Json {
  if (left === null) return right;
  if (right === null) return left;
  if (typeof left === "number" && typeof right === "number") return left + right;
  if (typeof left === "string" && typeof right === "string") return left + right;
  if (isArray(left) && isArray(right)) return [...left, ...right];
  if (isObject(left) && isObject(right)) return new Map([...left, ...right]);
  throw new JqError(`${described(left)} and ${described(right)} cannot be added`);
}

function mergeDeep(left: JsonObject, right: JsonObject): JsonObject {
  const merged = new Map(left);
  for (const [key, value] of right) {
    const old = merged.get(key);
    merged.set(key, old !== undefined && isObject(old) && isObject(value) ? mergeDeep(old, value) : value);
  }
  return merged;
}

export function arithmetic(operator: string, left: Json, right: Json): Json {
  const fail = (what: string): never => {
    throw new JqError(`${described(left)} and ${described(right)} cannot be ${what}`);
  };
  const numbers = typeof left === "number" && typeof right === "number";
  switch (operator) {
    case "+":
      return add(left, right);
    case "-":
      if (numbers) return left - right;
      if (isArray(left) && isArray(right))
        return left.filter((item) => !right.some((other) => compare(item, other) === 0));
      return fail("subtracted");
    case "*":
      if (numbers) return left * right;
      if (typeof left === "string" && typeof right === "number")
        return right > 0 ? left.repeat(right < 1 ? 1 : right) : null;
      if (typeof left === "number" && typeof right === "string")
        return left > 0 ? right.repeat(left < 1 ? 1 : left) : null;
      if (isObject(left) && isObject(right)) return mergeDeep(left, right);
      return fail("multiplied");
    case "/":
      if (numbers) return right === 0 ? fail("divided because the divisor is zero") : left / right;
      if (typeof left === "string" && typeof right === "string") return left === "" ? [] : left.split(right);
      return fail("divided");
    default: {
      if (!numbers) return fail("divided");
      const divisor = Math.trunc(right);
      if (divisor === 0) return fail("divided (remainder) because the divisor is zero");
      return Math.trunc(left) % Math.abs(divisor);
    }
  }
}

/** `.[key]`. */
export function index(value: Json, key: Json): Json {
  if (isObject(value) && typeof key === "string") return value.get(key) ?? null;
  if (isArray(value) && typeof key === "number") {
    return value[key < 0 ? key + value.length : key] ?? null;
  }
  if (isObject(key) && (isArray(value) || value === null || typeof value === "string")) {
    return slice(value, key.get("start") ?? null, key.get("end") ?? null);
  }
  if (isArray(value) && isArray(key)) {
    const found: Json[] = [];
    for (let at = 0; at + key.length <= value.length && key.length > 0; at += 1) {
      if (key.every((item, offset) => compare(item, value[at + offset] ?? null) === 0)) found.push(at);
    }
    return found;
  }
  if (value === null && (typeof key === "string" || typeof key === "number" || key === null)) return null;
  if (typeof key === "string") throw new JqError(`Cannot index ${typeOf(value)} with string "${key}"`);
  throw new JqError(`Cannot index ${typeOf(value)} with ${typeOf(key)}`);
}

function bound(value: Json, length: number, otherwise: number, up: boolean): number {
  if (value === null) return otherwise;
  if (typeof value !== "number") throw new JqError("Start and end indices of an array slice must be numbers");
  const whole = up ? Math.ceil(value) : Math.floor(value);
  return Math.max(0, Math.min(length, whole < 0 ? whole + length : whole));
}

function sliceBounds(length: number, from: Json, to: Json): [number, number] {
  const start = bound(from, length, 0, false);
  return [start, Math.max(start, bound(to, length, length, true))];
}

export function slice(value: Json, from: Json, to: Json): Json {
  if (value === null) return null;
  if (typeof value === "string") {
    const characters = Array.from(value);
    return characters.slice(...sliceBounds(characters.length, from, to)).join("");
  }
  if (isArray(value)) return value.slice(...sliceBounds(value.length, from, to));
  throw new JqError(`Cannot index ${typeOf(value)} with object`);
}

/** `.[]`. */
export function each(value: Json): readonly (readonly [Json, Json])[] {
  if (isArray(value)) return value.map((item, at) => [at, item] as const);
  if (isObject(value)) return [...value];
  throw new JqError(`Cannot iterate over ${described(value)}`);
}

export function getPath(value: Json, path: readonly Json[]): Json {
  let at = value;
  for (const key of path) {
    if (at === null) return null;
    at = index(at, key);
  }
  return at;
}

/** The value with what is at a path replaced by what `change` answers for it. */
export function updatePath(value: Json, path: readonly Json[], change: (old: Json) => Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  return setKey(value, key, updatePath(value === null ? null : index(value, key), rest, change));
}

function setKey(value: Json, key: Json, item: Json): Json {
  if (typeof key === "string" && (value === null || isObject(value))) return new Map(value ?? []).set(key, item);
  if (typeof key === "number" && (value === null || isArray(value))) {
    const items = [...(value ?? [])];
    const at = key < 0 ? key + items.length : Math.floor(key);
    if (at < 0) throw new JqError("Out of bounds negative array index");
    if (at > 536_870_911) throw new JqError("Array index too large");
    while (items.length < at) items.push(null);
    items[at] = item;
    return items;
  }
  if (isObject(key) && (value === null || isArray(value))) {
    if (!isArray(item)) throw new JqError("A slice of an array can only be assigned another array");
    const items = value ?? [];
    const [start, end] = sliceBounds(items.length, key.get("start") ?? null, key.get("end") ?? null);
    return [...items.slice(0, start), ...item, ...items.slice(end)];
  }
  if (typeof key === "string") throw new JqError(`Cannot index ${typeOf(value)} with string "${key}"`);
  throw new JqError(`Cannot index ${typeOf(value)} with ${typeOf(key)}`);
}

function deletePath(value: Json, path: readonly Json[]): Json {
  const [key, ...rest] = path;
  if (key === undefined || value === null) return null;
  if (rest.length > 0) {
    const inner = index(value, key);
    return inner === null ? value : setKey(value, key, deletePath(inner, rest));
  }
  if (isObject(value) && typeof key === "string") {
    const copy = new Map(value);
    copy.delete(key);
    return copy;
  }
  if (isArray(value) && typeof key === "number") {
    const at = key < 0 ? key + value.length : Math.floor(key);
    return value.filter((_, position) => position !== at);
  }
  if (isArray(value) && isObject(key)) {
    const [start, end] = sliceBounds(value.length, key.get("start") ?? null, key.get("end") ?? null);
    return [...value.slice(0, start), ...value.slice(end)];
  }
  const what =
    isObject(value) || isArray(value)
      ? `field at ${isObject(value) ? "object" : "array"} index of ${isObject(value) ? "array" : "object"}`
      : "";
  throw new JqError(
    what === ""
      ? `Cannot delete field at ${typeof key === "string" ? "object" : "array"} index of ${typeOf(value)}`
      : `Cannot delete ${what}`,
  );
}

/** Later paths first, so that earlier ones stay what they are. */
export function deletePaths(value: Json, paths: readonly Json[]): Json {
  const sorted = [...paths].sort(compare).reverse();
  return sorted.reduce((left, path) => {
    if (!isArray(path)) throw new JqError("Path must be specified as an array");
    return path.length === 0 ? null : deletePath(left, path);
  }, value);
}

export function contains(left: Json, right: Json): boolean {
  if (isObject(left) && isObject(right)) {
    return [...right].every(([key, value]) => {
      const own = left.get(key);
      return own !== undefined && contains(own, value);
    });
  }
  if (isArray(left) && isArray(right)) return right.every((item) => left.some((own) => contains(own, item)));
  if (typeof left === "string" && typeof right === "string") return left.includes(right);
  if (typeOf(left) === typeOf(right)) return compare(left, right) === 0;
  throw new JqError(`${described(left)} and ${described(right)} cannot have their containment checked`);
}

/** Functions of jq that are not said in jq itself. */
import { encodeUtf8 } from "#base";
import { fromBrokenDown, formatDate, parseDate, toBrokenDown } from "./date.ts";
import { formatted, textOf } from "./format.ts";
import { isArray, isObject, type Json, JsonError, parseJson, renderJson, sortedKeys } from "./json.ts";
import { matches } from "./regex.ts";
import { CONTROL, type Native } from "./control.ts";
import {
  add,
  compare,
  contains,
  deletePaths,
  described,
  each,
  getPath,
  index,
  JqError,
  typeOf,
  updatePath,
} from "./value.ts";

/** A function of the input alone. */
function plain(work: (value: Json) => Json): Native {
  return function* (runner, item) {
    yield runner.fresh(item, work(item.value));
  };
}

/** A function of the input and of values, every combination of them; the last argument varies slowest, as in jq. */
function valued(work: (value: Json, ...args: readonly Json[]) => Json): Native {
  return function* (runner, item, args) {
    const lists = args.map(({ filter, scope }) => [...runner.values(filter, item.value, scope)]);
    const all = lists.reduceRight<Json[][]>(
      (tails, list) => tails.flatMap((tail) => list.map((value) => [value, ...tail])),
      [[]],
    );
    for (const one of all) yield runner.fresh(item, work(item.value, ...one));
  };
}

function number(value: Json, what = "number required"): number {
  if (typeof value !== "number") throw new JqError(`${described(value)} ${what}`);
  return value;
}

function text(value: Json | undefined, complaint: string): string {
  if (typeof value !== "string") throw new JqError(complaint);
  return value;
}

function array(value: Json, complaint: (value: Json) => string): readonly Json[] {
  if (!isArray(value)) throw new JqError(complaint(value));
  return value;
}

const unsortable = (value: Json): string => `${described(value)} cannot be sorted, as it is not an array`;

function length(value: Json): Json {
  if (value === null) return 0;
  if (typeof value === "number") return Math.abs(value);
  if (typeof value === "string") return Array.from(value).length;
  if (isArray(value)) return value.length;
  if (isObject(value)) return value.size;
  throw new JqError(`${described(value)} has no length`);
}

function keys(value: Json): Json {
  if (isObject(value)) return sortedKeys(value);
  if (isArray(value)) return value.map((_, at) => at);
  throw new JqError(`${described(value)} has no keys`);
}

function has(value: Json, key: Json): boolean {
  if (isObject(value) && typeof key === "string") return value.has(key);
  if (isArray(value) && typeof key === "number") return key >= 0 && key < value.length;
  throw new JqError(
    `Cannot check whether ${typeOf(value)} has a ${typeof key === "string" ? "string " : ""}key${typeof key === "string" ? "" : ` of type ${typeOf(key)}`}`,
  );
}

/** Items of an array with the keys that another array has for them, in the order of the keys. */
function ranked(value: Json, by: Json): { readonly item: Json; readonly key: Json }[] {
  const order = array(by, unsortable);
  return array(value, unsortable)
    .map((item, at) => ({ item, key: order[at] ?? null }))
    .sort((a, b) => compare(a.key, b.key));
}

function grouped(value: Json, by: Json): Json {
  const groups: Json[][] = [];
  let before: Json | undefined;
  for (const { item, key } of ranked(value, by)) {
    if (before !== undefined && compare(before, key) === 0) groups.at(-1)?.push(item);
    else groups.push([item]);
    before = key;
  }
  return groups;
}

function extreme(value: Json, by: Json, sign: 1 | -1): Json {
  const order = array(by, unsortable);
  let best: Json = null;
  let key: Json | undefined;
  for (const [at, item] of array(value, unsortable).entries()) {
    const own = order[at] ?? null;
    const difference = key === undefined ? -sign : compare(own, key);
    if (key === undefined || (sign === 1 ? difference >= 0 : difference < 0)) {
      best = item;
      key = own;
    }
  }
  return best;
}

function flatten(value: Json, depth: Json): Json {
  if (typeof depth !== "number" || depth < 0) throw new JqError("flatten depth must not be negative");
  const flat = (items: readonly Json[], left: number): Json[] =>
    items.flatMap((item) => (isArray(item) && left > 0 ? flat(item, left - 1) : [item]));
  return flat(
    array(value, (other) => `Cannot iterate over ${typeOf(other)}`),
    depth,
  );
}

function toNumber(value: Json): Json {
  if (typeof value === "number") return value;
  if (typeof value !== "string") throw new JqError(`${described(value)} cannot be parsed as a number`);
  if (/^-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(value.trim())) return Number(value);
  throw new JqError(
    value === ""
      ? "Cannot be parsed as a number"
      : `Invalid numeric literal at EOF at line 1, column ${String(value.length)} (while parsing '${value}')`,
  );
}

function fromJson(value: Json): Json {
  if (typeof value !== "string") throw new JqError(`${described(value)} only strings can be parsed`);
  try {
    return parseJson(value)[0] ?? null;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new JqError(`${error.message} (while parsing '${value}')`);
  }
}

function indices(value: Json, wanted: Json): Json {
  if (value === null) return null;
  if (typeof value === "string" && typeof wanted === "string") {
    const found: Json[] = [];
    if (wanted === "") return null;
    for (let at = value.indexOf(wanted); at >= 0; at = value.indexOf(wanted, at + 1)) found.push(at);
    return found;
  }
  if (isArray(value) && !isArray(wanted)) {
    return value.flatMap((item, at) => (compare(item, wanted) === 0 ? [at] : []));
  }
  return index(value, wanted);
}

const MATH: Readonly<Record<string, (value: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round: (value) => Math.sign(value) * Math.round(Math.abs(value)),
  trunc: Math.trunc,
  rint: (value) => {
    const down = Math.floor(value);
    const gap = value - down;
    return gap < 0.5 ? down : gap > 0.5 ? down + 1 : down % 2 === 0 ? down : down + 1;
  },
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  fabs: Math.abs,
  exp: Math.exp,
  exp2: (value) => 2 ** value,
  exp10: (value) => 10 ** value,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
};

const MATH_TWO: Readonly<Record<string, (left: number, right: number) => number>> = {
  pow: (left, right) => left ** right,
  atan2: Math.atan2,
  fmod: (left, right) => left % right,
  fmin: Math.min,
  fmax: Math.max,
};

const TEXT_TESTS: Readonly<Record<string, (text: string, other: string) => Json>> = {
  startswith: (whole, part) => whole.startsWith(part),
  endswith: (whole, part) => whole.endsWith(part),
};

const PLAIN: Readonly<Record<string, (value: Json) => Json>> = {
  length,
  utf8bytelength: (value) => {
    if (typeof value !== "string") throw new JqError(`${described(value)} only strings have UTF-8 byte length`);
    return encodeUtf8(value).length;
  },
  keys,
  keys_unsorted: (value) => (isObject(value) ? [...value.keys()] : keys(value)),
  add: (value) => each(value).reduce<Json>((sum, [, item]) => add(sum, item), null),
  type: typeOf,
  tostring: textOf,
  tonumber: toNumber,
  tojson: (value) => renderJson(value),
  fromjson: fromJson,
  reverse: (value) =>
    typeof value === "string"
      ? Array.from(value).reverse().join("")
      : value === null
        ? []
        : [...array(value, (other) => `Cannot reverse ${described(other)}`)].reverse(),
  sort: (value) => [...array(value, unsortable)].sort(compare),
  explode: (value) =>
    Array.from(text(value, `${described(value)} cannot be exploded`), (character) => character.codePointAt(0) ?? 0),
  implode: (value) =>
    String.fromCodePoint(
      ...array(value, (other) => `${described(other)} cannot be imploded`).map((code) => number(code)),
    ),
  ascii_downcase: (value) =>
    text(value, "explode input must be a string").replace(/[A-Z]+/g, (part) => part.toLowerCase()),
  ascii_upcase: (value) =>
    text(value, "explode input must be a string").replace(/[a-z]+/g, (part) => part.toUpperCase()),
  trim: (value) => text(value, `${described(value)} cannot be trimmed`).trim(),
  ltrim: (value) => text(value, `${described(value)} cannot be trimmed`).trimStart(),
  rtrim: (value) => text(value, `${described(value)} cannot be trimmed`).trimEnd(),
  infinite: () => Infinity,
  nan: () => NaN,
  isinfinite: (value) => Math.abs(number(value)) === Infinity,
  isnan: (value) => Number.isNaN(number(value)),
  isnormal: (value) => Number.isFinite(number(value)) && Math.abs(Number(value)) >= 2.2250738585072014e-308,
  now: () => Date.now() / 1000,
  mktime: (value) => fromBrokenDown(value),
  gmtime: (value) => toBrokenDown(number(value, "gmtime() requires a number")),
  localtime: (value) => toBrokenDown(number(value, "localtime() requires a number")),
  get_search_list: () => [],
  builtins: () => [...NATIVES.keys()],
};

const VALUED: Readonly<Record<string, (value: Json, ...args: readonly Json[]) => Json>> = {
  "has/1": (value, key = null) => has(value, key),
  "contains/1": (value, other = null) => contains(value, other),
  "setpath/2": (value, path = null, item = null) =>
    updatePath(
      value,
      array(path, () => "Path must be specified as an array"),
      () => item,
    ),
  "delpaths/1": (value, paths = null) =>
    deletePaths(
      value,
      array(paths, () => "Paths must be specified as an array"),
    ),
  "flatten/1": (value, depth = null) => flatten(value, depth),
  "_sort_by/1": (value, by = null) => ranked(value, by).map(({ item }) => item),
  "_group_by/1": (value, by = null) => grouped(value, by),
  "_min_by/1": (value, by = null) => extreme(value, by, -1),
  "_max_by/1": (value, by = null) => extreme(value, by, 1),
  "split/1": (value, separator = null) => {
    if (typeof value !== "string" || typeof separator !== "string") {
      throw new JqError("split input and separator must be strings");
    }
    return value === "" ? [] : separator === "" ? Array.from(value) : value.split(separator);
  },
  "split/2": (value, pattern = null, flags = null) => {
    const whole = text(value, `${described(value)} cannot be matched, as it is not a string`);
    const characters = Array.from(whole);
    const parts: Json[] = [];
    let from = 0;
    for (const match of array(matches(whole, pattern, textOf(flags ?? "").concat("g")), () => "")) {
      const offset = Number(getPath(match, ["offset"]));
      parts.push(characters.slice(from, offset).join(""));
      from = offset + Number(getPath(match, ["length"]));
    }
    return [...parts, characters.slice(from).join("")];
  },
  "_match/3": (value, pattern = null, flags = null, testing = false) => {
    const found = matches(value, pattern, flags);
    return testing === true ? isArray(found) && found.length > 0 : found;
  },
  "ltrimstr/1": (value, part = null) =>
    typeof value === "string" && typeof part === "string" && value.startsWith(part) ? value.slice(part.length) : value,
  "rtrimstr/1": (value, part = null) =>
    typeof value === "string" && typeof part === "string" && part !== "" && value.endsWith(part)
      ? value.slice(0, -part.length)
      : value,
  "indices/1": indices,
  "index/1": (value, wanted = null) => getPath(indices(value, wanted), [0]),
  "rindex/1": (value, wanted = null) => getPath(indices(value, wanted), [-1]),
  "bsearch/1": (value, wanted = null) => {
    const items = array(value, (other) => `${described(other)} cannot be searched from`);
    let [low, high] = [0, items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = compare(items[middle] ?? null, wanted);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return -1 - low;
  },
  "strftime/1": (value, format = null) =>
    formatDate(
      value,
      text(format, "strftime/1 requires a string format"),
      "strftime/1 requires parsed datetime inputs",
    ),
  "strflocaltime/1": (value, format = null) =>
    formatDate(
      value,
      text(format, "strflocaltime/1 requires a string format"),
      "strflocaltime/1 requires parsed datetime inputs",
    ),
  "strptime/1": (value, format = null) =>
    parseDate(
      text(value, `strptime/1 requires string inputs and arguments`),
      text(format, "strptime/1 requires string inputs and arguments"),
    ),
  "format/1": (value, name = null) => formatted(`@${textOf(name)}`, value),
  "ldexp/2": (_, mantissa = null, exponent = null) => number(mantissa) * 2 ** number(exponent),
};

export const NATIVES: ReadonlyMap<string, Native> = new Map<string, Native>([
  ...Object.entries(CONTROL),
  ...Object.entries(PLAIN).map(([name, work]) => [`${name}/0`, plain(work)] as const),
  ...Object.entries(VALUED).map(([name, work]) => [name, valued(work)] as const),
  ...Object.entries(MATH).map(([name, work]) => [`${name}/0`, plain((value) => work(number(value)))] as const),
  ...Object.entries(MATH_TWO).map(
    ([name, work]) =>
      [`${name}/2`, valued((_, left = null, right = null) => work(number(left), number(right)))] as const,
  ),
  ...Object.entries(TEXT_TESTS).map(
    ([name, work]) =>
      [
        `${name}/1`,
        valued((value, part = null) => {
          if (typeof value !== "string" || typeof part !== "string")
            throw new JqError(`${name}() requires string inputs`);
          return work(value, part);
        }),
      ] as const,
  ),
]);

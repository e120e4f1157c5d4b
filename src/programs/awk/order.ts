/** In which order a for-in loop goes, and asort and asorti sort: PROCINFO["sorted_in"]'s names. */
import type { Cell } from "./variables.ts";
import { InputString, looksNumeric, toNumber, toText, type Value } from "./value.ts";

export type Entry = readonly [key: string, value: Cell];

const text = (value: Value): string => toText(value, "%.6g");

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Numbers before strings before arrays. */
function byType(a: Cell, b: Cell): number {
  const rank = (cell: Cell): number => (cell instanceof Map ? 2 : looksNumeric(cell) ? 0 : 1);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a instanceof Map || b instanceof Map) return 0;
  return looksNumeric(a) ? toNumber(a) - toNumber(b) : byText(text(a), text(b));
}

const scalar = (cell: Cell): Value => (cell instanceof Map ? undefined : cell);

/** "@val_num_desc" and its like as a comparison; undefined for "@unsorted" and for names that are none. */
export function orderNamed(name: string): ((a: Entry, b: Entry) => number) | undefined {
  const match = /^@(ind|val)_(str|num|type)_(asc|desc)$/.exec(name);
  if (match === null) return undefined;
  const [, what, how, way] = match;
  const sign = way === "desc" ? -1 : 1;
  const indices = (a: Entry, b: Entry): number =>
    how === "num" ? toNumber(new InputString(a[0])) - toNumber(new InputString(b[0])) : 0;
  return (a, b) => {
    let order: number;
    if (what === "ind") order = indices(a, b) || byText(a[0], b[0]);
    else if (how === "num") {
      order = toNumber(scalar(a[1])) - toNumber(scalar(b[1])) || byText(text(scalar(a[1])), text(scalar(b[1])));
    } else if (how === "str") order = byText(text(scalar(a[1])), text(scalar(b[1])));
    else order = byType(a[1], b[1]);
    return sign * (order || byText(a[0], b[0]));
  };
}

/** How asort orders values unless it is told. */
export function byValue(a: Cell, b: Cell): number {
  return byType(a, b);
}

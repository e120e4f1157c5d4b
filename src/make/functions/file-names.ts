import type { BuiltinFunction } from "../expander.ts";
import { splitWords } from "../text.ts";

function directoryPart(name: string): string {
  const slash = name.lastIndexOf("/");
  return slash < 0 ? "./" : name.slice(0, slash + 1);
}

/** Where the suffix begins, its period included; -1 when there is none after the last slash. */
function suffixStart(name: string): number {
  const dot = name.lastIndexOf(".");
  return dot > name.lastIndexOf("/") ? dot : -1;
}

function suffixPart(name: string): string {
  const dot = suffixStart(name);
  return dot < 0 ? "" : name.slice(dot);
}

function baseName(name: string): string {
  const dot = suffixStart(name);
  return dot < 0 ? name : name.slice(0, dot);
}

function each(text: string, change: (word: string) => string): string {
  return splitWords(text).map(change).join(" ");
}

function joinWords(first: string, second: string): string {
  const left = splitWords(first);
  const right = splitWords(second);
  return Array.from(
    { length: Math.max(left.length, right.length) },
    (_, at) => (left[at] ?? "") + (right[at] ?? ""),
  ).join(" ");
}

/** Manual: "Functions for File Names"; those that look at files are in `files.ts`. */
export const FILE_NAME_FUNCTIONS: readonly BuiltinFunction[] = [
  { name: "dir", least: 0, most: 1, run: ([text = ""]) => each(text, directoryPart) },
  {
    name: "notdir",
    least: 0,
    most: 1,
    run: ([text = ""]) => each(text, (name) => name.slice(name.lastIndexOf("/") + 1)),
  },
  {
    name: "suffix",
    least: 0,
    most: 1,
    run: ([text = ""]) =>
      splitWords(text)
        .map(suffixPart)
        .filter((suffix) => suffix !== "")
        .join(" "),
  },
  { name: "basename", least: 0, most: 1, run: ([text = ""]) => each(text, baseName) },
  { name: "addsuffix", least: 2, most: 2, run: ([suffix = "", text = ""]) => each(text, (name) => name + suffix) },
  { name: "addprefix", least: 2, most: 2, run: ([prefix = "", text = ""]) => each(text, (name) => prefix + name) },
  { name: "join", least: 2, most: 2, run: ([first = "", second = ""]) => joinWords(first, second) },
];

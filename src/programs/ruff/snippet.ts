import { findChanges, type Change } from "../diff/edits.ts";
import type { Annotation, Finding, Place } from "./linter.ts";
import { applyFix } from "./fixes.ts";
import { isUnsafe } from "./rules.ts";
import { type SourceText, width } from "./text.ts";

/** Lines shown around what is marked, and around what a fix changes. */
const CONTEXT = 2;
const FIX_CONTEXT = 1;
/** Lines between two changes that are shown as one. */
const APART = 4;

interface Mark {
  /** 0-based lines and columns in units of UTF-16; the end is excluded. */
  readonly from: { row: number; column: number };
  readonly to: { row: number; column: number };
  readonly primary: boolean;
  readonly label: string;
}

/** A finding in full: its head, the lines it is about, what helps, and what its fix would change. */
export function renderFull(path: string, source: SourceText, finding: Finding, fixable: boolean): string {
  const code = finding.code ?? "";
  const head = code === "invalid-syntax" ? `${code}:` : `${code}${fixable ? " [*]" : ""}`;
  // What is said of a whole file points at its very beginning, and shows no line.
  const marks = marksOf(source, finding).filter(({ from, to }) => from.row + from.column + to.row + to.column > 0);
  const primary = marks.find((mark) => mark.primary);
  const snippet = primary === undefined ? undefined : rows(path, source, marks, primary);
  const gutter = snippet === undefined ? "" : " ".repeat(snippet.digits);
  const { row, column } = source.told(
    primary === undefined ? finding.start_location : { row: primary.from.row + 1, column: primary.from.column + 1 },
  );
  const past = primary !== undefined && isPastEnd(source, finding.start_location) ? 1 : 0;
  // The message in one line ends with what stands below the mark here.
  const message = finding.message.endsWith(`: ${primary?.label ?? ""}`)
    ? finding.message.slice(0, -(primary?.label.length ?? 0) - 2)
    : finding.message;
  let text = `${head} ${message}\n${gutter}--> ${path}:${String(row)}:${String(column + past)}\n`;
  if (snippet !== undefined) text += `${gutter} |\n${snippet.text}`;
  for (const each of finding.subDiagnostics) text += `${each.severity}: ${each.message}\n`;
  if (fixable) text += renderChange(source.text, applyFix(source, finding), 1);
  if (fixable && isUnsafe(code)) text += "note: This is an unsafe fix and may change runtime behavior\n";
  return `${text}\n`;
}

/** What a change does to the lines, as a fix shows it; `least` is the width of the line numbers at least. */
export function renderChange(before: string, after: string, least: number): string {
  const [old, recent] = [linesOf(before), linesOf(after)];
  const changes = drawnTogether(
    findChanges(old, recent, (line) => line),
    old,
    recent,
  );
  const groups: (typeof changes)[] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && change.from - last.fromEnd <= APART) group.push(change);
    else groups.push([change]);
  }
  const end = groups.at(-1)?.at(-1);
  const digits = Math.max(least, String(Math.min(recent.length, (end?.toEnd ?? 0) + FIX_CONTEXT)).length);
  const line = (number: string, sign: string, text: string): string =>
    joined(`${number.padEnd(digits)} ${sign}`, shown(text));
  let result = `${" ".repeat(digits)} |\n`;
  groups.forEach((group, index) => {
    const [first] = group;
    const last = group.at(-1);
    if (first === undefined || last === undefined) return;
    if (index > 0) result += `${"-".repeat(80)}\n`;
    let at = Math.max(0, first.to - FIX_CONTEXT);
    const equal = (until: number): void => {
      for (; at < until; at++) result += line(String(at + 1), "|", recent[at] ?? "");
    };
    for (const { from, fromEnd, to, toEnd } of group) {
      equal(to);
      for (let row = from; row < fromEnd; row++) result += line("", "-", old[row] ?? "");
      for (; at < toEnd; at++) result += line(String(at + 1), "+", recent[at] ?? "");
    }
    equal(Math.min(recent.length, last.toEnd + FIX_CONTEXT));
  });
  return `${result}${" ".repeat(digits)} |\n`;
}

/** Changes, those that may as well stand right behind the one before them drawn up to it. */
function drawnTogether(changes: readonly Change[], old: readonly string[], recent: readonly string[]): Change[] {
  const result: Change[] = [];
  for (const change of changes) {
    const { from, fromEnd, to, toEnd } = change;
    const before = result.at(-1);
    const gap = from - (before?.fromEnd ?? from);
    const [lines, last] = from === fromEnd ? [recent, toEnd] : [old, fromEnd];
    const first = from === fromEnd ? to : from;
    const only = from === fromEnd || to === toEnd;
    const slides = Array.from({ length: gap }, (_, at) => at + 1).every((at) => lines[first - at] === lines[last - at]);
    if (before === undefined || !only || gap > 1 || !slides) result.push(change);
    else result.splice(-1, 1, { ...before, fromEnd: fromEnd - gap, toEnd: toEnd - gap });
  }
  return result;
}

/** Lines with their ends, so that a missing last one is a difference. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** A line behind its number; nothing follows where it is empty. */
function joined(head: string, line: string): string {
  return line === "" ? `${head}\n` : `${head} ${line}\n`;
}

function shown(line: string): string {
  return line.replace(/\r?\n$/, "");
}

function marksOf(source: SourceText, finding: Finding): Mark[] {
  const found = finding.annotations.flatMap((each) => mark(source, each));
  return found.sort((a, b) => a.from.row - b.from.row || a.from.column - b.from.column);
}

function mark(source: SourceText, { primary, message, location }: Annotation): Mark[] {
  if (location === null) return [];
  let from = source.offset(location.start_location);
  let to = source.offset(location.end_location);
  // Nothing at the very end of the text is shown behind its last line.
  if (from === to && isPastEnd(source, location.start_location)) from = to = from - 1;
  const [start, end] = [source.place(from), source.place(Math.max(from, to))];
  const last =
    end.column === 1 && end.row > start.row
      ? { row: end.row - 1, column: (source.lines[end.row - 2] ?? "").length + 1 }
      : end;
  return [
    {
      from: { row: start.row - 1, column: start.column - 1 },
      to: { row: last.row - 1, column: last.column - 1 },
      primary,
      label: message ?? "",
    },
  ];
}

/** Whether a place is behind the newline that ends a text. */
function isPastEnd(source: SourceText, place: Place): boolean {
  return source.text.endsWith("\n") && source.offset(place) === source.text.length;
}

/** The lines of a finding with their marks: those around what is meant first, then those far from there. */
function rows(
  path: string,
  source: SourceText,
  marks: readonly Mark[],
  primary: Mark,
): { text: string; digits: number } {
  const groups: { first: number; last: number; marks: Mark[] }[] = [];
  for (const each of marks) {
    const { first, last } = around(source.lines, each);
    const open = groups.at(-1);
    if (open === undefined || first > open.last + 1) groups.push({ first, last, marks: [each] });
    else {
      open.last = Math.max(open.last, last);
      open.marks.push(each);
    }
  }
  const digits = String(Math.max(...groups.map(({ last }) => last)) + 1).length;
  const main = groups.find((group) => group.marks.includes(primary));
  const [gutter, ends] = [`${" ".repeat(digits)} |`, groups.length > 1];
  let text = main === undefined ? "" : block(source.lines, main, digits, ends);
  groups
    .filter((group) => group !== main)
    .forEach((group, index, others) => {
      const [{ from } = primary] = group.marks;
      const { row, column } = source.told({ row: from.row + 1, column: from.column + 1 });
      text += `${" ".repeat(digits)}::: ${path}:${String(row)}:${String(column)}\n${gutter}\n`;
      text += block(source.lines, group, digits, index < others.length - 1);
    });
  return { text, digits };
}

/** The rows around a mark, without blank ones at their ends. */
function around(lines: readonly string[], { from, to }: Mark): { first: number; last: number } {
  let [first, last] = [Math.max(0, from.row - CONTEXT), Math.min(lines.length - 1, to.row + CONTEXT)];
  while (first < from.row && isBlank(lines[first])) first++;
  while (last > to.row && isBlank(lines[last])) last--;
  return { first, last };
}

function block(
  lines: readonly string[],
  { first, last, marks }: { first: number; last: number; marks: readonly Mark[] },
  digits: number,
  ends: boolean,
): string {
  const tall = marks.filter(({ from, to }) => to.row > from.row);
  const gutter = `${" ".repeat(digits)} |`;
  const bar = (row: number): string => {
    if (tall.length === 0) return "";
    const inside = tall.find(({ from, to }) => row >= from.row && row <= to.row);
    if (inside === undefined) return "  ";
    return inside.from.row !== row ? "| " : beginsLine(lines, inside) ? "/ " : "  ";
  };
  let text = "";
  let marked = false;
  for (let row = first; row <= last; row++) {
    const line = (lines[row] ?? "").replaceAll("\t", "    ");
    text += joined(`${String(row + 1).padStart(digits)} |`, line === "" ? bar(row).trimEnd() : bar(row) + line);
    const under = underlines(lines, marks, row, tall.length > 0, gutter);
    marked = under !== "";
    text += under;
  }
  return marked && !ends ? text : `${text}${gutter}\n`;
}

/** The lines below one line: carets for what is meant, dashes for what belongs to it, and their labels. */
function underlines(
  lines: readonly string[],
  marks: readonly Mark[],
  row: number,
  tall: boolean,
  gutter: string,
): string {
  const line = lines[row] ?? "";
  let text = "";
  for (const { from, to, primary, label } of marks) {
    const sign = primary ? "^" : "-";
    const said = label === "" ? "" : ` ${label}`;
    if (from.row === to.row) {
      if (from.row !== row) continue;
      const [before, wide] = [width(line.slice(0, from.column)), width(line.slice(from.column, to.column))];
      text += `${gutter} ${tall ? "  " : ""}${" ".repeat(before)}${sign.repeat(Math.max(1, wide))}${said}\n`;
    } else if (from.row === row && !beginsLine(lines, { from })) {
      text += `${gutter}  ${"_".repeat(width(line.slice(0, from.column)) + 1)}${sign}\n`;
    } else if (to.row === row) {
      text += `${gutter} |${"_".repeat(Math.max(1, width(line.slice(0, to.column))))}${sign}${said}\n`;
    }
  }
  return text;
}

/** Whether only blanks stand before a mark that goes over several lines. */
function beginsLine(lines: readonly string[], { from }: Pick<Mark, "from">): boolean {
  return isBlank((lines[from.row] ?? "").slice(0, from.column));
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === "";
}

/** Which format a diff is written in, from its options. */
import { textToByteText } from "../tool/byte-text.ts";
import { Pattern } from "../tool/regex/pattern.ts";
import { Refusal, type Run } from "../tool/tool.ts";
import { colored } from "./colors.ts";
import { contextFormat } from "./context.ts";
import type { Change } from "./edits.ts";
import { normalFormat, PLAIN, type Side, unifiedFormat, type Writing } from "./format.ts";
import { ifdefFormats, type LineFormats, writeByFormats } from "./line-formats.ts";
import { edScript, forwardScript, rcsScript } from "./script.ts";
import { sideBySide } from "./side-by-side.ts";

/** The options that choose a format; two of them that differ exclude each other. */
const STYLES: Readonly<Record<string, string>> = {
  u: "unified",
  U: "unified",
  c: "context",
  C: "context",
  e: "ed",
  f: "forward",
  n: "rcs",
  y: "columns",
  normal: "normal",
  D: "formats",
};

const FORMAT_OPTIONS = [
  "line-format",
  "old-line-format",
  "new-line-format",
  "unchanged-line-format",
  "old-group-format",
  "new-group-format",
  "unchanged-group-format",
  "changed-group-format",
];

export function styleOf(run: Run): string {
  let style: string | undefined;
  for (const { key } of run.options) {
    const named = FORMAT_OPTIONS.includes(key) ? "formats" : STYLES[key];
    if (named === undefined) continue;
    if (style !== undefined && style !== named) throw new Refusal("conflicting output style options", { usage: true });
    style = named;
  }
  return style ?? (run.has("p", "F") ? "context" : "normal");
}

function numberOf(run: Run, key: string, what: string): number | undefined {
  const text = run.value(key);
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Refusal(`invalid ${what} '${text}'`, { usage: true });
  return Number(text);
}

/** Lines of context: the most that any of -u -c -U -C ask for. */
function contextOf(run: Run): number {
  const given = [numberOf(run, "U", "context length"), numberOf(run, "C", "context length")];
  const counts = given.filter((count) => count !== undefined);
  return counts.length > 0 ? Math.max(...counts) : 3;
}

/** The longest part of a function's line that a hunk's head shows. */
const HEADING_LENGTH = 40;

function writingOf(run: Run, old: Side): Writing {
  const sources = [...run.values("F"), ...(run.has("p") ? ["^[[:alpha:]$_]"] : [])];
  const patterns = sources.map((source) => new Pattern(source, { extended: false }));
  return {
    ...PLAIN,
    initialTab: run.has("T"),
    bareEmpty: run.has("suppress-blank-empty"),
    heading: (line) => {
      for (let at = line - 1; at >= 0; at -= 1) {
        const text = old.lines[at] ?? "";
        if (patterns.some((pattern) => pattern.test(text))) return ` ${text.trim().slice(0, HEADING_LENGTH).trimEnd()}`;
      }
      return "";
    },
  };
}

function formatsOf(run: Run): LineFormats {
  const name = run.value("D");
  if (name !== undefined) return ifdefFormats(name);
  const line = (kind: "old" | "new" | "unchanged"): string =>
    run.value(`${kind}-line-format`) ?? run.value("line-format") ?? "%L";
  const old = run.value("old-group-format") ?? "%<";
  const recent = run.value("new-group-format") ?? "%>";
  const changed = run.value("changed-group-format");
  return {
    line: { old: line("old"), new: line("new"), unchanged: line("unchanged") },
    group: {
      old: run.value("old-group-format") ?? changed ?? "%<",
      new: run.value("new-group-format") ?? changed ?? "%>",
      unchanged: run.value("unchanged-group-format") ?? "%=",
      changed: changed ?? old + recent,
    },
  };
}

/** -t: tabs of a finished line as spaces, the mark in front not counted. */
function expandTabs(text: string, tab: number, mark: number): string {
  return text.replace(/[^\n]+/g, (line) => {
    let shown = "";
    let at = -mark;
    for (const character of line) {
      const size = character === "\t" ? tab - (((at % tab) + tab) % tab) : 1;
      shown += character === "\t" ? " ".repeat(size) : character;
      at += size;
    }
    return shown;
  });
}

const tabOf = (run: Run): number => numberOf(run, "tabsize", "tabsize") ?? 8;

function written(run: Run, old: Side, recent: Side, changes: readonly Change[]): string {
  const style = styleOf(run);
  const tab = tabOf(run);
  const expand = (text: string, mark: number): string => (run.has("t") ? expandTabs(text, tab, mark) : text);
  switch (style) {
    case "unified":
      return expand(unifiedFormat(old, recent, changes, contextOf(run), writingOf(run, old)), 1);
    case "context":
      return expand(contextFormat(old, recent, changes, contextOf(run), writingOf(run, old)), 2);
    case "ed":
      return edScript(old, recent, changes);
    case "forward":
      return forwardScript(old, recent, changes);
    case "rcs":
      return rcsScript(old, recent, changes);
    case "columns":
      return sideBySide(old, recent, changes, {
        width: numberOf(run, "W", "width") ?? 130,
        tab,
        expand: run.has("t"),
        leftColumn: run.has("left-column"),
        suppressCommon: run.has("suppress-common-lines"),
      });
    case "formats":
      return writeByFormats(old, recent, changes, formatsOf(run));
    default:
      return expand(normalFormat(old, recent, changes, writingOf(run, old)), 2);
  }
}

/** The text of a diff, with the two lines that name the files in front where the format has them. */
export function writeDiff(
  run: Run,
  [old, recent]: readonly [Side, Side],
  changes: readonly Change[],
  heads: () => readonly [string, string],
): string {
  const style = styleOf(run);
  const headed = style === "unified" || style === "context";
  let text = "";
  if (headed) {
    const [left, right] = heads();
    text = style === "unified" ? `--- ${left}\n+++ ${right}\n` : `*** ${left}\n--- ${right}\n`;
    text = textToByteText(text);
  }
  text += written(run, old, recent, changes);
  const colors = run.has("color") && (run.value("color") ?? "always") === "always";
  return colors && (headed || style === "normal") ? colored(text, style, headed) : text;
}

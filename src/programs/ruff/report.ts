import type { Finding, Place } from "./linter.ts";
import { isFixable, isHidden, type Wanted } from "./fixes.ts";
import { isUnsafe, ruleName } from "./rules.ts";
import { renderFull } from "./snippet.ts";
import type { SourceText } from "./text.ts";

/** The findings of one file. */
export interface Checked {
  readonly path: string;
  readonly told: string;
  readonly source: SourceText;
  readonly findings: readonly Finding[];
}

export const REPORTS = ["full", "concise", "grouped", "json", "github"] as const;
export type Report = (typeof REPORTS)[number];

/** Everything that was found, in the form that was asked for. */
export function reportOf(form: Report, checked: readonly Checked[], wanted: Wanted): string {
  const all = checked.flatMap((file) => file.findings.map((finding) => ({ file, finding })));
  switch (form) {
    case "full":
      return all
        .map(({ file, finding }) => renderFull(file.told, file.source, finding, isFixable(finding, wanted)))
        .join("");
    case "concise":
      return all.map(({ file, finding }) => concise(file, finding, wanted)).join("");
    case "grouped":
      return checked.map((file) => grouped(file, wanted)).join("");
    case "json":
      return all.length === 0
        ? "[]"
        : JSON.stringify(
            all.map(({ file, finding }) => asJson(file, finding)),
            undefined,
            2,
          );
    case "github":
      return all.map(({ file, finding }) => annotation(file, finding)).join("");
  }
}

/** What `--statistics` says: how often each rule was broken. */
export function statistics(checked: readonly Checked[], wanted: Wanted): string {
  const counts = new Map<string, { count: number; fixable: number }>();
  for (const finding of checked.flatMap(({ findings }) => findings)) {
    const entry = counts.get(finding.code ?? "") ?? { count: 0, fixable: 0 };
    entry.count += 1;
    if (isFixable(finding, wanted)) entry.fixable += 1;
    counts.set(finding.code ?? "", entry);
  }
  const rows = [...counts].sort(([a, one], [b, two]) => two.count - one.count || (ruleName(a) < ruleName(b) ? -1 : 1));
  const digits = Math.max(0, ...rows.map(([, { count }]) => String(count).length));
  const shown = (code: string): string => (code === "invalid-syntax" ? "" : code);
  const code = Math.max(0, ...rows.map(([name]) => shown(name).length));
  const anyFix = rows.some(([, { fixable }]) => fixable > 0);
  return rows
    .map(([name, { count, fixable }]) => {
      const mark = anyFix ? (fixable === 0 ? "[ ] " : fixable === count ? "[*] " : "[-] ") : "";
      return `${String(count).padEnd(digits)}\t${shown(name).padEnd(code)}\t${mark}${ruleName(name)}\n`;
    })
    .join("");
}

/** The lines that count: what was found, what was mended, what could be. */
export function summary(left: readonly Finding[], fixed: number | undefined, wanted: Wanted): string {
  const count = left.length;
  let text = "";
  if (fixed !== undefined && fixed > 0)
    text += `Found ${plural(count + fixed, "error")} (${String(fixed)} fixed, ${String(count)} remaining).\n`;
  else if (count === 0) text += "All checks passed!\n";
  else text += `Found ${plural(count, "error")}.\n`;
  const fixable = left.filter((finding) => isFixable(finding, wanted)).length;
  const hidden = left.filter((finding) => isHidden(finding, wanted)).length;
  const told = `${plural(hidden, "hidden fix", "hidden fixes")} can be enabled with the \`--unsafe-fixes\` option`;
  if (fixable > 0)
    text += `[*] ${String(fixable)} fixable with the \`--fix\` option${hidden > 0 ? ` (${told})` : ""}.\n`;
  else if (hidden > 0) text += `No fixes available (${told}).\n`;
  return text;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}

function concise({ told, source }: Checked, finding: Finding, wanted: Wanted): string {
  const { row, column } = source.told(finding.start_location);
  return `${told}:${String(row)}:${String(column)}: ${headOf(finding, wanted)}\n`;
}

function headOf(finding: Finding, wanted: Wanted): string {
  const { code, message: text } = finding;
  if (code === "invalid-syntax") return `invalid-syntax: ${text}`;
  return `${code ?? ""} ${isFixable(finding, wanted) ? "[*] " : ""}${text}`;
}

function grouped(file: Checked, wanted: Wanted): string {
  if (file.findings.length === 0) return "";
  const places = file.findings.map(({ start_location }) => file.source.told(start_location));
  const rows = Math.max(...places.map(({ row }) => String(row).length));
  const columns = Math.max(...places.map(({ column }) => String(column).length));
  const lines = file.findings.map((finding, index) => {
    const { row, column } = places[index] ?? { row: 0, column: 0 };
    return `  ${`${String(row).padStart(rows)}:${String(column)}`.padEnd(rows + 1 + columns)} ${headOf(finding, wanted)}\n`;
  });
  return `${file.told}:\n${lines.join("")}\n`;
}

function asJson({ path, source }: Checked, { code, message, fix, ...finding }: Finding): object {
  const syntax = code === "invalid-syntax";
  const place = (at: Place): object => {
    const { row, column } = source.told(at);
    return { column, row };
  };
  return {
    cell: null,
    code,
    end_location: place(finding.end_location),
    filename: path,
    fix:
      fix === null
        ? null
        : {
            applicability: isUnsafe(code ?? "") ? "unsafe" : "safe",
            edits: fix.edits.map((edit) => ({
              content: edit.content ?? "",
              end_location: place(edit.end_location),
              location: place(edit.location),
            })),
            message: fix.message,
          },
    location: place(finding.start_location),
    message,
    name: ruleName(code ?? ""),
    noqa_row: syntax ? null : finding.start_location.row,
    severity: "error",
    url: syntax ? null : `https://docs.astral.sh/ruff/rules/${ruleName(code ?? "")}`,
  };
}

function annotation({ path, told, source }: Checked, finding: Finding): string {
  const { code, message, annotations, subDiagnostics } = finding;
  const [from, to] = [source.told(finding.start_location), source.told(finding.end_location)];
  const name = code ?? "";
  const others = annotations.flatMap(({ primary, message: label, location }) => {
    if (primary || location === null) return [];
    const { row, column } = source.told(location.start_location);
    return [`${told}:${String(row)}:${String(column)}: ${label ?? ""}`];
  });
  const sub = [...others, ...subDiagnostics.map((each) => `${each.severity}: ${each.message}`)]
    .map((line) => `%0A  ${line.replaceAll("\n", "%0A")}`)
    .join("");
  // Columns of a place that goes over several lines would be misread there.
  const columns = from.row === to.row ? [`,col=${String(from.column)}`, `,endColumn=${String(to.column)}`] : ["", ""];
  const place = `file=${path},line=${String(from.row)}${columns[0] ?? ""},endLine=${String(to.row)}${columns[1] ?? ""}`;
  const head = name === "invalid-syntax" ? "invalid-syntax:" : name;
  return `::error title=ruff (${name}),${place}::${told}:${String(from.row)}:${String(from.column)}: ${head} ${message.replaceAll("\n", "%0A")}${sub}\n`;
}

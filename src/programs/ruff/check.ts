import type { ExitStatus } from "#base";
import { findChanges } from "../diff/edits.ts";
import { unifiedFormat, type Side } from "../diff/format.ts";
import { fixAll, isHidden, type Wanted } from "./fixes.ts";
import type { Finding, Workspace } from "./linter.ts";
import { plural, reportOf, REPORTS, statistics, summary, type Checked, type Report } from "./report.ts";
import { ruleName } from "./rules.ts";
import type { RuffRun } from "./run.ts";
import type { Settings } from "./settings.ts";
import { matches } from "./sources.ts";
import { SourceText } from "./text.ts";

/** `ruff check`. */
export async function check(run: RuffRun): Promise<ExitStatus> {
  const form = REPORTS.find((each) => each === (run.value("output-format") ?? "full"));
  if (form === undefined) return refuseForm(run);
  if (run.line.words.includes("-")) return checkInput(run, form);
  const { sources, missing } = await run.sources("lint");
  const checked: Checked[] = [];
  const applied: { told: string; rules: ReadonlyMap<string, number> }[] = [];
  let hidden = 0;
  for (const { path, told, settings } of sources) {
    const wanted = wantedBy(run, settings);
    const find = finder(run, settings, path);
    const text = run.read(path);
    const workspace = run.workspace(settings);
    if (!isFixing(run, settings))
      checked.push({ path, told, source: new SourceText(text), findings: ordered(find(workspace, text)) });
    else {
      const fixed = fixAll(workspace, text, find, wanted);
      hidden += fixed.left.filter((finding) => isHidden(finding, wanted)).length;
      if (run.has("diff")) run.print(difference(told, text, fixed.text));
      else if (fixed.text !== text) run.write(path, fixed.text);
      if (fixed.applied.size > 0) applied.push({ told, rules: fixed.applied });
      checked.push({ path, told, source: new SourceText(fixed.text), findings: ordered(fixed.left) });
    }
    const turn = run.process.breathe();
    if (turn !== undefined) await turn;
  }
  const fixes = applied.reduce((sum, { rules }) => sum + [...rules.values()].reduce((a, b) => a + b, 0), 0);
  if (run.has("diff")) return endOfDiff(run, fixes, hidden);
  for (const word of missing) checked.push({ path: word, told: word, source: new SourceText(""), findings: [MISSING] });
  checked.sort((a, b) => (a.told < b.told ? -1 : 1));
  const wanted = { unsafe: run.has("unsafe-fixes") || sources.some(({ settings }) => wantedBy(run, settings).unsafe) };
  const fixing = sources.some(({ settings }) => isFixing(run, settings));
  tell(run, form, checked, fixing ? fixes : undefined, wanted, applied);
  return statusOf(
    run,
    checked.reduce((sum, { findings }) => sum + findings.length, 0),
    fixes,
  );
}

const MISSING: Finding = {
  code: "E902",
  message: "No such file or directory (os error 2)",
  annotations: [],
  subDiagnostics: [],
  start_location: { row: 1, column: 1 },
  end_location: { row: 1, column: 1 },
  fix: null,
};

function tell(
  run: RuffRun,
  form: Report,
  checked: readonly Checked[],
  fixed: number | undefined,
  wanted: Wanted,
  applied: readonly { told: string; rules: ReadonlyMap<string, number> }[],
): void {
  if (run.has("silent")) return;
  const left = checked.flatMap(({ findings }) => findings);
  const whole = form === "full" || form === "concise" || form === "grouped";
  const only = run.has("fix-only");
  if (run.has("statistics")) run.print(statistics(checked, wanted));
  else if (!only) run.print(reportOf(form, checked, wanted));
  if (run.has("show-fixes") && applied.length > 0 && whole) run.print(shownFixes(applied));
  if (!whole || run.has("quiet")) return;
  if (only) {
    if (fixed !== undefined && fixed > 0)
      run.print(
        `Fixed ${plural(fixed, "error")}${additional(left.filter((finding) => isHidden(finding, wanted)).length)}.\n`,
      );
  } else run.print(summary(left, fixed, wanted));
}

function shownFixes(applied: readonly { told: string; rules: ReadonlyMap<string, number> }[]): string {
  const sum = applied.reduce((all, { rules }) => all + [...rules.values()].reduce((a, b) => a + b, 0), 0);
  const digits = Math.max(...applied.flatMap(({ rules }) => [...rules.values()].map((count) => String(count).length)));
  const files = applied.map(({ told, rules }) => {
    const lines = [...rules].sort(([a, one], [b, two]) => two - one || (a < b ? -1 : 1));
    return `- ${told}:\n${lines.map(([code, count]) => `    ${String(count).padStart(digits)} × ${code} (${ruleName(code)})\n`).join("")}`;
  });
  return `\nFixed ${plural(sum, "error")}:\n${files.join("")}\n`;
}

function additional(hidden: number): string {
  if (hidden === 0) return "";
  return ` (${plural(hidden, "additional fix", "additional fixes")} available with \`--unsafe-fixes\`)`;
}

async function endOfDiff(run: RuffRun, fixes: number, hidden: number): Promise<ExitStatus> {
  await run.flush();
  if (!run.has("quiet") && !run.has("silent")) {
    if (fixes > 0) run.print(`Would fix ${plural(fixes, "error")}${additional(hidden)}.\n`);
    else if (hidden > 0)
      await run.complain(
        `No errors would be fixed (${plural(hidden, "fix", "fixes")} available with \`--unsafe-fixes\`).\n`,
      );
  }
  return fixes > 0 && !run.has("exit-zero") ? 1 : 0;
}

function statusOf(run: RuffRun, left: number, fixes: number): ExitStatus {
  if (run.has("exit-zero")) return 0;
  if (run.has("exit-non-zero-on-fix") && fixes > 0) return 1;
  return left > 0 && !run.has("fix-only") ? 1 : 0;
}

async function checkInput(run: RuffRun, form: Report): Promise<ExitStatus> {
  const name = run.value("stdin-filename") ?? "-";
  const settings = run.settingsOf(name);
  const text = await run.input();
  const find = finder(run, settings, name);
  const workspace = run.workspace(settings);
  const wanted = wantedBy(run, settings);
  const fixed = isFixing(run, settings) ? fixAll(workspace, text, find, wanted) : undefined;
  const applied = [...(fixed?.applied.values() ?? [])].reduce((a, b) => a + b, 0);
  if (run.has("diff")) {
    run.print(difference(name, text, fixed?.text ?? text));
    return endOfDiff(run, applied, (fixed?.left ?? []).filter((finding) => isHidden(finding, wanted)).length);
  }
  const findings = ordered(fixed?.left ?? find(workspace, text));
  const checked = [{ path: name, told: name, source: new SourceText(fixed?.text ?? text), findings }];
  if (fixed === undefined) tell(run, form, checked, undefined, wanted, []);
  else {
    // The mended text is what goes out; what is left to say goes to standard error.
    run.print(fixed.text);
    await run.complain(`${reportOf(form, checked, wanted)}${summary(findings, applied, wanted)}`);
  }
  return statusOf(run, findings.length, applied);
}

async function refuseForm(run: RuffRun): Promise<ExitStatus> {
  const values = [...REPORTS].sort().join(", ");
  const given = run.value("output-format") ?? "";
  await run.complain(
    `error: invalid value '${given}' for '--output-format <OUTPUT_FORMAT>'\n  [possible values: ${values}]\n\nFor more information, try '--help'.\n`,
  );
  return 2;
}

function isFixing(run: RuffRun, { options }: Settings): boolean {
  if (run.has("no-fix")) return run.has("diff");
  return run.has("fix") || run.has("fix-only") || run.has("diff") || options.fix === true;
}

function wantedBy(run: RuffRun, { options }: Settings): Wanted {
  if (run.has("no-unsafe-fixes")) return { unsafe: false };
  return { unsafe: run.has("unsafe-fixes") || options["unsafe-fixes"] === true };
}

/** Findings in the order of their places. */
function ordered(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(({ start_location: a }, { start_location: b }) => a.row - b.row || a.column - b.column);
}

/** What is found in one file's text, in the order in which fixes are tried: without what the settings leave out there. */
function finder(
  run: RuffRun,
  settings: Settings,
  path: string,
): (workspace: Workspace, text: string) => readonly Finding[] {
  const left = run
    .perFile(settings)
    .filter(([glob]) =>
      glob.startsWith("!") ? !matches(glob.slice(1), path, settings.root) : matches(glob, path, settings.root),
    )
    .flatMap(([, codes]) => codes);
  return (workspace, text) =>
    workspace
      .check(text)
      .filter(
        ({ code }) =>
          code === "invalid-syntax" || !left.some((prefix) => prefix === "ALL" || code?.startsWith(prefix) === true),
      );
}

/** The difference as `diff -u` shows it, without times. */
export function difference(told: string, before: string, after: string): string {
  if (before === after) return "";
  const [old, recent] = [sideOf(before), sideOf(after)];
  const keys = (side: Side): string[] =>
    side.lines.map((line, at) => (side.cut && at === side.lines.length - 1 ? `${line}\0` : line));
  const changes = findChanges(keys(old), keys(recent), (line) => line);
  return `--- ${told}\n+++ ${told}\n${unifiedFormat(old, recent, changes, 3)}\n`;
}

function sideOf(text: string): Side {
  const lines = text.split("\n");
  const cut = lines.at(-1) !== "";
  if (!cut) lines.pop();
  return { lines, cut: cut && text !== "" };
}

import type { ExitStatus } from "#base";
import { difference } from "./check.ts";
import type { Finding, Workspace } from "./linter.ts";
import { plural } from "./report.ts";
import type { RuffRun } from "./run.ts";
import { renderChange, renderFull } from "./snippet.ts";
import { SourceText } from "./text.ts";

/** `ruff format`. */
export async function format(run: RuffRun): Promise<ExitStatus> {
  if (run.line.words.includes("-")) return formatInput(run);
  const { sources, missing } = await run.sources("format");
  const dry = run.has("check") || run.has("diff");
  let [changed, unchanged, failed] = [0, 0, 0];
  for (const word of missing) {
    await run.complain(`error: Failed to format ${word}: No such file or directory (os error 2)\n`);
    failed += 1;
  }
  for (const { path, told, settings } of sources) {
    const before = run.read(path);
    const workspace = run.workspace(settings);
    const after = formatted(workspace, before);
    if (after === undefined) {
      failed += 1;
      const broken = syntaxError(workspace, before);
      const source = new SourceText(before);
      if (run.has("check") && broken !== undefined) run.print(renderFull(told, source, broken, false));
      else await run.complain(`error: Failed to parse ${told}${placeOf(source, broken)}\n`);
    } else if (after === before) unchanged += 1;
    else {
      changed += 1;
      if (run.has("diff")) run.print(difference(told, before, after));
      else if (run.has("check")) run.print(unformatted(told, before, after));
      else run.write(path, after);
    }
    const turn = run.process.breathe();
    if (turn !== undefined) await turn;
  }
  const silent = run.has("quiet") || run.has("silent");
  const text = silent || sources.length === 0 ? "" : summary(changed, unchanged, dry);
  if (run.has("diff")) await run.complain(text);
  else run.print(text);
  if (failed > 0) return 2;
  return changed > 0 && (dry || run.has("exit-non-zero-on-format")) ? 1 : 0;
}

function summary(changed: number, unchanged: number, dry: boolean): string {
  const parts = [
    changed > 0 ? `${plural(changed, "file")} ${dry ? "would be reformatted" : "reformatted"}` : "",
    unchanged > 0 ? `${plural(unchanged, "file")} ${dry ? "already formatted" : "left unchanged"}` : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : `${parts.join(", ")}\n`;
}

/** What `--check` says of a file: where it first differs, and how. */
function unformatted(told: string, before: string, after: string): string {
  let at = 0;
  while (before[at] === after[at]) at += 1;
  const source = new SourceText(before);
  const { row, column } = source.told(source.place(at));
  const change = renderChange(before, after, 1);
  const gutter = /^ */.exec(change)?.[0].slice(1) ?? "";
  return `unformatted: File would be reformatted\n${gutter}--> ${told}:${String(row)}:${String(column)}\n${change}\n`;
}

async function formatInput(run: RuffRun): Promise<ExitStatus> {
  const name = run.value("stdin-filename") ?? "-";
  const workspace = run.workspace(run.settingsOf(name));
  const before = await run.input();
  const after = formatted(workspace, before);
  if (after === undefined) {
    const source = new SourceText(before);
    await run.complain(
      `error: Failed to parse ${name === "-" ? "" : name}${placeOf(source, syntaxError(workspace, before))}\n`,
    );
    return 2;
  }
  if (run.has("diff")) run.print(difference(name, before, after));
  else if (!run.has("check")) run.print(after);
  return after !== before && (run.has("check") || run.has("diff")) ? 1 : 0;
}

/** The text as it should be; undefined where it is no Python. */
function formatted(workspace: Workspace, text: string): string | undefined {
  try {
    return workspace.format(text);
  } catch {
    return undefined;
  }
}

function syntaxError(workspace: Workspace, text: string): Finding | undefined {
  return workspace.check(text).find(({ code }) => code === "invalid-syntax");
}

function placeOf(source: SourceText, finding: Finding | undefined): string {
  if (finding === undefined) return "";
  const { row, column } = source.told(finding.start_location);
  return `:${String(row)}:${String(column)}: ${finding.message}`;
}

import type { Finding, Workspace } from "./linter.ts";
import { isUnsafe } from "./rules.ts";
import { SourceText } from "./text.ts";

/** Rounds after which fixes that call for each other are given up. */
const MOST_ROUNDS = 100;

/** Which fixes are wanted. */
export interface Wanted {
  readonly unsafe: boolean;
}

/** A second definition is shown with its fix, which nobody applies; a second import's fix is applied. */
function isForShow({ code, fix }: Finding): boolean {
  return code === "F811" && (fix?.edits.length ?? 0) > 0 && fix?.message?.includes("import") !== true;
}

/** Whether a finding's fix would be applied. */
export function isFixable(finding: Finding, { unsafe }: Wanted): boolean {
  return finding.fix !== null && !isForShow(finding) && (unsafe || !isUnsafe(finding.code ?? ""));
}

/** Whether a fix is there, but for `--unsafe-fixes` only. */
export function isHidden(finding: Finding, { unsafe }: Wanted): boolean {
  return finding.fix !== null && !isForShow(finding) && !unsafe && isUnsafe(finding.code ?? "");
}

/** A text with one finding's fix applied. */
export function applyFix(source: SourceText, { fix }: Finding): string {
  let text = "";
  let at = 0;
  for (const { from, to, content } of editsOf(source, fix)) {
    text += source.text.slice(at, from) + content;
    at = to;
  }
  return text + source.text.slice(at);
}

/** Applies fixes until none is left: the text, how many were applied by rule, and what remains. */
export function fixAll(
  workspace: Workspace,
  text: string,
  find: (workspace: Workspace, text: string) => readonly Finding[],
  wanted: Wanted,
): { text: string; applied: ReadonlyMap<string, number>; left: readonly Finding[] } {
  const applied = new Map<string, number>();
  let current = text;
  for (let round = 0; ; round++) {
    const found = find(workspace, current);
    const fixes = found.filter((finding) => isFixable(finding, wanted));
    if (fixes.length === 0 || round === MOST_ROUNDS || found.some(({ code }) => code === "invalid-syntax"))
      return { text: current, applied, left: found };
    const source = new SourceText(current);
    const ordered = fixes
      .map((finding) => ({ code: finding.code ?? "", edits: editsOf(source, finding.fix) }))
      .sort((a, b) => (a.edits[0]?.from ?? 0) - (b.edits[0]?.from ?? 0));
    let next = "";
    let at = 0;
    let touched = -1;
    const done = new Set<string>();
    for (const { code, edits: whole } of ordered) {
      // Two findings may share what mends them.
      const edits = whole.filter(({ from, to, content }) => !done.has(`${String(from)} ${String(to)} ${content}`));
      // Fixes that touch each other wait for the next round.
      const first = edits[0]?.from ?? Infinity;
      if (first < at || first === touched) continue;
      for (const { from, to, content } of edits) {
        next += current.slice(at, from) + content;
        at = to;
        done.add(`${String(from)} ${String(to)} ${content}`);
      }
      if (edits.length > 0) touched = at;
      applied.set(code, (applied.get(code) ?? 0) + 1);
    }
    current = next + current.slice(at);
  }
}

function editsOf(source: SourceText, fix: Finding["fix"]): { from: number; to: number; content: string }[] {
  return (fix?.edits ?? [])
    .map(({ location, end_location, content }) => ({
      from: source.offset(location),
      to: source.offset(end_location),
      content: content ?? "",
    }))
    .sort((a, b) => a.from - b.from);
}

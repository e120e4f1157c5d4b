/** "SOURCE... DIRECTORY" or "SOURCE DEST": what cp, mv, ln and install take from their operands. */
import { basename } from "#files";
import { quoteAlways } from "./quote.ts";
import { isFileError, Refusal, type Run } from "./tool.ts";

export interface Transfer {
  readonly source: string;
  readonly target: string;
}

export function inside(directory: string, source: string): string {
  const base = basename(source);
  return `${directory.replace(/(?<=.)\/+$/, "")}${directory === "/" ? "" : "/"}${base === "/" ? "" : base}`;
}

/** Reads -t and -T (declared as "t,target-directory=" and "T,no-target-directory"). */
export function readTransfers(run: Run, { followTarget = true }: { followTarget?: boolean } = {}): Transfer[] {
  const { operands } = run;
  const into = run.value("t");
  if (operands.length === 0) throw new Refusal("missing file operand", { usage: true });
  if (into !== undefined) {
    if (run.has("T")) throw new Refusal("cannot combine --target-directory (-t) and --no-target-directory (-T)");
    requireDirectory(run, into, `target directory ${quoteAlways(into)}`);
    return operands.map((source) => ({ source, target: inside(into, source) }));
  }
  if (operands.length === 1) {
    throw new Refusal(`missing destination file operand after ${run.locale.quote(operands[0] ?? "")}`, { usage: true });
  }
  const [source = "", target = "", extra] = operands;
  if (run.has("T")) {
    if (extra !== undefined) throw new Refusal(`extra operand ${run.locale.quote(extra)}`, { usage: true });
    return [{ source, target }];
  }
  const last = operands.at(-1) ?? "";
  const stat = followTarget ? run.tryStat(last) : run.tryLstat(last);
  if (operands.length === 2 && stat?.kind !== "directory") return [{ source, target }];
  requireDirectory(run, last, `target ${quoteAlways(last)}`);
  return operands.slice(0, -1).map((from) => ({ source: from, target: inside(last, from) }));
}

function requireDirectory(run: Run, name: string, label: string): void {
  try {
    if (run.stat(name).kind === "directory") return;
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw new Refusal(`${label}: ${error.reason}`);
  }
  throw new Refusal(`${label}: Not a directory`);
}

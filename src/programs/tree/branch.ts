/** What tree shows of a folder: its entries in their order, filtered, with what is below them. */
import type { FileStat } from "#files";
import { compareVersions } from "../sort.ts";
import { wildcard } from "../tool/wildcard.ts";
import { isFileError, Refusal, type Run } from "../tool/tool.ts";

export interface Branch {
  readonly name: string;
  readonly path: string;
  /** Undefined for what could not be looked at. */
  readonly stat: FileStat | undefined;
  /** Where a symbolic link leads. */
  readonly target: string | undefined;
  /** A folder, or a link to one: what the report counts as a directory. */
  readonly folder: boolean;
  readonly entries: readonly Branch[];
  /** What stands behind the name: why a folder was not opened. */
  readonly note: string;
  readonly failed: boolean;
}

type Entry = Omit<Branch, "entries" | "note" | "failed">;

function order(run: Run): ((one: Entry, other: Entry) => number) | undefined {
  const key = run.lastOf("t", "c", "v", "U", "sort");
  const how = key === "sort" ? run.value("sort") : { t: "mtime", c: "ctime", v: "version", U: "none" }[key ?? ""];
  const byName = (one: Entry, other: Entry): number => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0);
  const time = (pick: (stat: FileStat) => number) => (one: Entry, other: Entry) =>
    (one.stat === undefined ? 0 : pick(one.stat)) - (other.stat === undefined ? 0 : pick(other.stat)) ||
    byName(one, other);
  switch (how) {
    case "none":
      return undefined;
    case "version":
      return (one, other) => compareVersions(one.name, other.name);
    case "size":
      return (one, other) => (other.stat?.size ?? 0) - (one.stat?.size ?? 0) || byName(one, other);
    case "mtime":
      return time(({ mtimeMs }) => mtimeMs);
    case "ctime":
      return time(({ ctimeMs }) => ctimeMs);
    default:
      return byName;
  }
}

function entriesOf(run: Run, folder: string, inMatch: boolean): Entry[] {
  const ignoreCase = run.has("ignore-case");
  const patterns = (key: string): RegExp[] =>
    run.values(key).flatMap((text) => text.split("|").map((one) => wildcard(one, { ignoreCase })));
  const [ignored, wanted] = [patterns("I"), patterns("P")];
  const found: Entry[] = [];
  for (const { name, kind } of run.files.readDirectory(run.path(folder))) {
    if (!run.has("a") && name.startsWith(".")) continue;
    if (ignored.some((pattern) => pattern.test(name))) continue;
    const path = `${folder.replace(/\/$/, "")}/${name}`;
    const target = kind === "symlink" ? run.files.readLink(run.path(path)) : undefined;
    const isFolder = kind === "directory" || (target !== undefined && run.tryStat(path)?.kind === "directory");
    if (run.has("d") && !isFolder) continue;
    const matched = wanted.length === 0 || inMatch || wanted.some((pattern) => pattern.test(name));
    if (!matched && kind !== "directory") continue;
    found.push({ name, path, stat: run.tryLstat(path), target, folder: isFolder });
  }
  const compare = order(run);
  if (compare !== undefined) found.sort(compare);
  if (run.has("r")) found.reverse();
  const first = run.has("dirsfirst") ? 1 : run.has("filesfirst") ? -1 : 0;
  if (first !== 0) {
    const rank = (entry: Entry): number => (entry.folder ? 1 : 0);
    found.sort((one, other) => first * (rank(other) - rank(one)));
  }
  return found;
}

async function below(run: Run, entry: Entry, depth: number, seen: Set<string>, inMatch: boolean): Promise<Branch> {
  const limit = Number(run.value("L") ?? Infinity);
  const nothing = { ...entry, entries: [], note: "", failed: false };
  const followed = entry.target === undefined || depth === 0 || run.has("l");
  if (!entry.folder || !followed || depth >= limit) return nothing;
  const turn = run.process.breathe();
  if (turn) await turn;
  const real = run.files.realPath(run.path(entry.path));
  if (seen.has(real)) return { ...nothing, note: "  [recursive, not followed]" };
  seen.add(real);
  let entries: Entry[];
  try {
    entries = entriesOf(run, entry.path, inMatch);
  } catch (error) {
    if (!isFileError(error)) throw error;
    return { ...nothing, note: "  [error opening dir]", failed: true };
  }
  const most = run.value("filelimit");
  if (most !== undefined && !/^\d+$/.test(most)) throw new Refusal("Missing argument to --filelimit option.");
  if (most !== undefined && Number(most) > 0 && entries.length > Number(most)) {
    return { ...nothing, note: `  [${String(entries.length)} entries exceeds filelimit, not opening dir]` };
  }
  const patterns = run.values("P").flatMap((text) => text.split("|").map((one) => wildcard(one)));
  const inside: Branch[] = [];
  for (const child of entries) {
    const whole = inMatch || (run.has("matchdirs") && child.folder && patterns.some((one) => one.test(child.name)));
    const branch = await below(run, child, depth + 1, seen, whole);
    if (run.has("prune") && child.folder && branch.entries.length === 0) continue;
    inside.push(branch);
  }
  return { ...nothing, entries: inside };
}

/** Reads what is below an operand. */
export async function readBranch(run: Run, name: string): Promise<Branch> {
  const stat = run.tryStat(name);
  const folder = stat?.kind === "directory";
  const root: Entry = { name, path: name, stat, target: undefined, folder };
  if (!folder) return { ...root, entries: [], note: "  [error opening dir]", failed: true };
  return below(run, root, 0, new Set(), false);
}

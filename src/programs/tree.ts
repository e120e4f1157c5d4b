import type { FileStat } from "#files";
import { colorOf } from "./tool/colors.ts";
import { Refusal, type Run, tool } from "./tool/tool.ts";
import { type Branch, readBranch } from "./tree/branch.ts";
import { details } from "./tree/details.ts";
import { asJson, asXml } from "./tree/documents.ts";

interface Counts {
  folders: number;
  files: number;
}

const SUFFIXES: Readonly<Record<string, string>> = { directory: "/", symlink: "", fifo: "|" };

function suffix(stat: FileStat | undefined): string {
  if (stat === undefined) return "";
  return SUFFIXES[stat.kind] ?? ((stat.mode & 0o111) !== 0 ? "*" : "");
}

function shownName(run: Run, name: string): string {
  return run.has("Q") ? `"${name.replace(/["\\]/g, "\\$&")}"` : name;
}

/** -C: with the colours that LS_COLORS asks for, if it does. */
function painted(run: Run, text: string, stat: FileStat | undefined, broken = false): string {
  if (!run.has("C") || run.has("n") || run.process.env.LS_COLORS === undefined) return text;
  const color = colorOf(text, stat, broken);
  return color === "" ? text : `\x1b[${color}m${text}\x1b[0m`;
}

/** How a branch is drawn: the line before an entry, before the last one, and before what is below each. */
function drawing(run: Run): readonly [string, string, string, string] {
  const charset = run.value("charset");
  const lines = charset === undefined ? run.locale.utf8 : /^utf-?8$/i.test(charset);
  return lines ? ["├── ", "└── ", "│\u00a0\u00a0 ", "    "] : ["|-- ", "`-- ", "|   ", "    "];
}

async function draw(run: Run, branch: Branch, indent: string, counts: Counts, write: Write): Promise<void> {
  const [middle, last, open, closed] = drawing(run);
  for (const [index, entry] of branch.entries.entries()) {
    const isLast = index === branch.entries.length - 1;
    const target = entry.target === undefined ? undefined : run.tryStat(entry.path);
    let text = painted(
      run,
      shownName(run, run.has("f") ? entry.path : entry.name),
      entry.stat,
      entry.target !== undefined && target === undefined,
    );
    if (run.has("F") && entry.target === undefined) text += suffix(entry.stat);
    if (entry.target !== undefined) {
      text += ` -> ${painted(run, shownName(run, entry.target), target)}${run.has("F") ? suffix(target) : ""}`;
    }
    const lead = run.has("i") ? "" : indent + (isLast ? last : middle);
    await write(`${lead}${details(run, entry.stat)}${text}${entry.note}\n`);
    if (entry.folder) counts.folders += 1;
    else counts.files += 1;
    await draw(run, entry, indent + (isLast ? closed : open), counts, write);
  }
}

type Write = (text: string) => Promise<void>;

function count(branch: Branch, counts: Counts): void {
  for (const entry of branch.entries) {
    if (entry.folder) counts.folders += 1;
    else counts.files += 1;
    count(entry, counts);
  }
}

const SORTS = ["name", "version", "size", "mtime", "ctime", "none"];

function checkOptions(run: Run): void {
  const limit = run.value("L");
  if (limit !== undefined && !(/^\d+$/.test(limit) && Number(limit) > 0))
    throw new Refusal("Invalid level, must be greater than 0.");
  const sort = run.value("sort");
  if (sort !== undefined && !SORTS.includes(sort))
    throw new Refusal(`Sort type '${sort}' not valid, should be one of: ${SORTS.join(",")}`);
}

/** Folders and what is in them, drawn as a tree, or with -J and -X as a document. */
export const tree = tool(
  {
    options:
      "a d f i l r s h p u g D F t c v U C n Q N J X o= L= I= P= si charset= dirsfirst filesfirst noreport prune " +
      "matchdirs ignore-case filelimit= timefmt= sort= inodes",
  },
  async (run) => {
    checkOptions(run);
    const target = run.value("o");
    const pieces: string[] = [];
    const write: Write = async (text) => {
      if (target === undefined) await run.out.text(text);
      else pieces.push(text);
    };
    const counts: Counts = { folders: 0, files: 0 };
    const roots: Branch[] = [];
    for (const name of run.operands.length === 0 ? ["."] : run.operands) {
      const root = await readBranch(run, name);
      if (root.failed && run.tryStat(name) === undefined) run.status = 2;
      roots.push(root);
      if (root.stat !== undefined && !root.folder) counts.files += 1;
      if (root.folder && (root.entries.length > 0 || root.note.includes("exceeds"))) counts.folders += 1;
      if (run.has("J", "X")) {
        count(root, counts);
        continue;
      }
      const shown = painted(run, shownName(run, name), root.stat);
      const slash = run.has("F") && root.folder && !name.endsWith("/") ? "/" : "";
      await write(`${details(run, root.stat)}${shown}${slash}${root.note}\n`);
      await draw(run, root, "", counts, write);
    }
    if (run.has("J")) await write(asJson(run, roots, counts));
    else if (run.has("X")) await write(asXml(run, roots, counts));
    else if (!run.has("noreport")) {
      const folders = `${String(counts.folders)} director${counts.folders === 1 ? "y" : "ies"}`;
      const files = run.has("d") ? "" : `, ${String(counts.files)} file${counts.files === 1 ? "" : "s"}`;
      await write(`\n${folders}${files}\n`);
    }
    if (target !== undefined) run.files.writeFile(run.path(target), new TextEncoder().encode(pieces.join("")));
    return undefined;
  },
);

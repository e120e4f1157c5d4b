import { wildcard } from "./tool/wildcard.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

interface Counts {
  folders: number;
  files: number;
}

async function list(run: Run, name: string, indent: string, depth: number, counts: Counts): Promise<void> {
  const limit = run.value("L");
  if (limit !== undefined && depth >= Number(limit)) return;
  const turn = run.process.breathe();
  if (turn) await turn;
  const ignored = run.values("I").flatMap((pattern) => pattern.split("|"));
  const wanted = run.values("P").flatMap((pattern) => pattern.split("|"));
  const matches = (patterns: readonly string[], text: string): boolean =>
    patterns.some((pattern) => wildcard(pattern).test(text));
  const entries = run.files
    .readDirectory(run.path(name))
    .filter((entry) => run.has("a") || !entry.name.startsWith("."))
    .filter((entry) => !run.has("d") || entry.kind === "directory")
    .filter((entry) => !matches(ignored, entry.name))
    .filter((entry) => wanted.length === 0 || entry.kind === "directory" || matches(wanted, entry.name))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  if (run.has("r")) entries.reverse();
  if (run.has("dirsfirst")) {
    entries.sort((one, other) => Number(other.kind === "directory") - Number(one.kind === "directory"));
  }
  for (const [index, entry] of entries.entries()) {
    const last = index === entries.length - 1;
    const path = `${name.replace(/\/$/, "")}/${entry.name}`;
    const arrow = entry.kind === "symlink" ? ` -> ${run.files.readLink(run.path(path))}` : "";
    const size = run.has("s") ? `[${String(run.lstat(path).size).padStart(11)}]  ` : "";
    const slash = run.has("F") && entry.kind === "directory" ? "/" : "";
    const [branch, below] = run.locale.utf8
      ? [last ? "└── " : "├── ", last ? "    " : "│\u00a0\u00a0 "]
      : [last ? "`-- " : "|-- ", last ? "    " : "|   "];
    const lead = run.has("i") ? "" : indent + branch;
    await run.out.text(`${lead}${size}${run.has("f") ? path : entry.name}${slash}${arrow}\n`);
    const directory = run.tryStat(path)?.kind === "directory";
    if (directory) counts.folders += 1;
    else counts.files += 1;
    if (entry.kind === "directory") await list(run, path, indent + below, depth + 1, counts);
  }
}

/** Folders and what is in them, drawn as a tree. */
export const tree = tool({ options: "a d f i r s F L= I= P= dirsfirst noreport" }, async (run) => {
  const limit = run.value("L");
  if (limit !== undefined && !(/^\d+$/.test(limit) && Number(limit) > 0)) {
    throw new Refusal("Invalid level, must be greater than 0.");
  }
  const counts: Counts = { folders: 0, files: 0 };
  for (const name of run.operands.length === 0 ? ["."] : run.operands) {
    try {
      const stat = run.stat(name);
      if (stat.kind !== "directory") {
        counts.files += 1;
        const size = run.has("s") ? `[${String(stat.size).padStart(11)}]  ` : "";
        await run.out.text(`${size}${name}  [error opening dir]\n`);
        continue;
      }
      counts.folders += 1;
      await run.out.text(`${name}${run.has("F") && !name.endsWith("/") ? "/" : ""}\n`);
      await list(run, name, "", 0, counts);
    } catch (error) {
      if (!isFileError(error)) throw error;
      await run.out.text(`${name}  [error opening dir]\n`);
      run.status = 2;
    }
  }
  if (run.has("noreport")) return undefined;
  const folders = `${String(counts.folders)} director${counts.folders === 1 ? "y" : "ies"}`;
  const files = run.has("d") ? "" : `, ${String(counts.files)} file${counts.files === 1 ? "" : "s"}`;
  await run.out.text(`\n${folders}${files}\n`);
  return undefined;
});

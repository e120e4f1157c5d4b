import type { FileStat } from "#files";
import { isFileError, ManualRequest, Refusal, type Run, tool } from "../tool/tool.ts";
import type { Entry, Settings, Test } from "./entry.ts";
import { ExpressionReader } from "./expression.ts";

async function visit(
  run: Run,
  path: string,
  start: string,
  depth: number,
  follow: "all" | "operands" | "none",
  test: Test,
  settings: Settings,
  device: number | undefined,
): Promise<void> {
  if (settings.quit) return;
  const turn = run.process.breathe();
  if (turn !== undefined) await turn;
  let stat: FileStat;
  try {
    stat =
      follow === "all" || (follow === "operands" && depth === 0)
        ? (run.tryStat(path) ?? run.lstat(path))
        : run.lstat(path);
  } catch (error) {
    if (!isFileError(error)) throw error;
    await run.error(`${run.locale.quote(path)}: ${error.reason}`);
    return;
  }
  const entry: Entry = { path, start, depth, stat, prune: false };
  const judged = depth >= settings.minDepth;
  if (judged && !settings.depthFirst) await test(entry);
  const enters =
    stat.kind === "directory" &&
    depth < settings.maxDepth &&
    !(entry.prune && !settings.depthFirst) &&
    !(settings.oneFileSystem && device !== undefined && device !== stat.dev);
  if (enters) {
    try {
      for (const { name } of run.files.readDirectory(run.path(path))) {
        await visit(
          run,
          `${path.endsWith("/") ? path : `${path}/`}${name}`,
          start,
          depth + 1,
          follow,
          test,
          settings,
          device ?? stat.dev,
        );
      }
    } catch (error) {
      if (!isFileError(error) || error.code === "EPIPE") throw error;
      await run.error(`${run.locale.quote(path)}: ${error.reason}`);
    }
  }
  if (judged && settings.depthFirst) await test(entry);
}

export const find = tool({ plain: true }, async (run) => {
  const words = [...run.operands];
  let follow: "all" | "operands" | "none" = "none";
  for (let word = words[0]; word !== undefined && /^-[HLP]$|^-O\d$|^-D$/.test(word); word = words[0]) {
    words.shift();
    if (word === "-L") follow = "all";
    else if (word === "-H") follow = "operands";
    else follow = "none";
  }
  if (words.some((word) => word === "--help" || word === "-help")) throw new ManualRequest("help");
  if (words.some((word) => word === "--version" || word === "-version")) throw new ManualRequest("version");
  const cut = words.findIndex((word) => (word.startsWith("-") && word !== "-") || word === "(" || word === "!");
  const starts = cut < 0 ? words : words.slice(0, cut);
  const reader = new ExpressionReader(run, cut < 0 ? [] : words.slice(cut));
  const test = reader.read();
  if (starts.includes("")) throw new Refusal("‘’: No such file or directory");
  for (const start of starts.length === 0 ? ["."] : starts)
    await visit(run, start, start, 0, follow, test, reader.settings, undefined);
  for (const finish of reader.settings.atEnd) await finish();
  return undefined;
});

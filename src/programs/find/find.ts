import type { FileStat } from "#files";
import { isFileError, ManualRequest, Refusal, type Run, tool } from "../tool/tool.ts";
import { readAll } from "../tool/input.ts";
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

/** The starting points that -files0-from's file holds. */
async function namesIn(run: Run, list: string, starts: readonly string[]): Promise<string[]> {
  const [extra] = starts;
  if (extra !== undefined) {
    throw new Refusal(
      `extra operand ${run.locale.quote(extra)}\n${run.name}: file operands cannot be combined with -files0-from`,
    );
  }
  const file = run.openInput(list);
  const text = await readAll(run, file);
  file.close();
  return text.split("\0").flatMap((name) => (name === "" ? [] : [run.locale.text(name)]));
}

export const find = tool({ plain: true }, async (run) => {
  const words = [...run.operands];
  let follow: "all" | "operands" | "none" = "none";
  if (words[0] === "--") words.shift();
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
  const { settings } = reader;
  if (settings.followLinks) follow = "all";
  for (const warning of settings.warnings) await run.warn(warning);
  if (settings.namesFrom !== undefined) starts.push(...(await namesIn(run, settings.namesFrom, starts)));
  if (starts.includes("")) throw new Refusal("‘’: No such file or directory");
  for (const start of starts.length === 0 && settings.namesFrom === undefined ? ["."] : starts)
    await visit(run, start, start, 0, follow, test, settings, undefined);
  for (const finish of settings.atEnd) await finish();
  for (const file of settings.outputs.values()) file.close();
  return undefined;
});

import type { FileStat } from "#files";
import type { Program } from "#kernel";
import { isFileError, ManualRequest, Refusal, type Run, tool } from "../tool/tool.ts";
import { readAll } from "../tool/input.ts";
import type { Entry, Settings, Test } from "./entry.ts";
import { ExpressionReader } from "./expression.ts";
import type { Seldom } from "./seldom.ts";

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

/** The starting points that -files0-from's file holds; an empty one is told of in its turn. */
async function namesIn(run: Run, list: string, starts: readonly string[]): Promise<string[]> {
  const [extra] = starts;
  if (extra !== undefined) {
    throw new Refusal(
      `extra operand ${run.locale.quote(extra)}\n${run.name}: file operands cannot be combined with -files0-from`,
    );
  }
  try {
    const file = list !== "-" && run.stat(list).kind === "directory" ? undefined : run.openInput(list);
    if (file === undefined) throw new Refusal(`${run.locale.quote(list)}: read error: Is a directory`);
    const text = await readAll(run, file);
    file.close();
    return (text.endsWith("\0") ? text.slice(0, -1) : text).split("\0").map((name) => run.locale.text(name));
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw new Refusal(`cannot open ${run.locale.quote(list)} for reading: ${error.reason}`);
  }
}

export const makeFind = (seldom?: Seldom): Program =>
  tool({ plain: true }, async (run) => {
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
    const reader = new ExpressionReader(run, cut < 0 ? [] : words.slice(cut), seldom);
    const test = reader.read();
    const { settings } = reader;
    if (settings.followLinks) follow = "all";
    for (const warning of settings.warnings) await run.warn(warning);
    const list = settings.namesFrom;
    if (list !== undefined) starts.push(...(await namesIn(run, list, starts)));
    for (const [at, start] of (starts.length === 0 && list === undefined ? ["."] : starts).entries()) {
      if (start !== "") await visit(run, start, start, 0, follow, test, settings, undefined);
      else if (list === undefined) await run.error(`${run.locale.quote("")}: No such file or directory`);
      else await run.error(`${run.locale.quote(list)}:${String(at + 1)}: invalid zero-length file name`);
    }
    for (const finish of settings.atEnd) await finish();
    for (const file of settings.outputs.values()) file.close();
    return undefined;
  });

export const find: Program = makeFind();

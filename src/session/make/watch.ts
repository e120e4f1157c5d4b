import type { Engine } from "#engines";
import { NewsWatch } from "../news-watch.ts";
import { parseMakeNews } from "./news.ts";
import type { MakeReport } from "./report.ts";

/** `changed` is called after each piece of news. */
export function watchMake(engine: Engine, report: MakeReport, changed: () => void): NewsWatch {
  const take = (lines: readonly string[], first: boolean): boolean => {
    if (first) report.begin();
    const news = lines.map(parseMakeNews).filter((one) => one !== undefined);
    for (const one of news) report.add(one);
    return news.at(-1)?.type === "ended";
  };
  return new NewsWatch(engine, (folder) => ({ COMPANION_MAKE_NEWS: folder }), take, changed);
}

/** tail with -f. */
import type { Program } from "#kernel";
import { type Followed, makeTail } from "./tail.ts";
import { parseDuration } from "./tool/duration.ts";
import { readChunk } from "./tool/input.ts";
import { quoteAlways } from "./tool/quote.ts";
import type { Run } from "./tool/tool.ts";

async function follow(run: Run, followed: readonly Followed[], titled: boolean, lastShown: string): Promise<void> {
  const byName = run.has("F") || run.value("follow") === "name";
  const retrying = run.has("F", "retry");
  const interval = Math.max(50, Math.min(200, (parseDuration(run.value("s") ?? "1") ?? 1000) || 50));
  const watchedPid = Number(run.value("pid") ?? 0);
  let current = lastShown;
  while (true) {
    for (const entry of followed) {
      const stat = run.tryStat(entry.name);
      if ((byName || (retrying && entry.file === undefined)) && stat?.ino !== entry.ino) {
        if (stat === undefined) {
          if (entry.ino !== undefined)
            await run.warn(`${quoteAlways(entry.shown)} has become inaccessible: No such file or directory`);
        } else {
          await run.warn(
            `${quoteAlways(entry.shown)} has ${entry.ino === undefined ? "appeared" : "been replaced"};  following new file`,
          );
          entry.file?.close();
          entry.file = run.process.open(entry.name, { read: true });
          entry.position = 0;
        }
        entry.ino = stat?.ino;
      }
      if (entry.file === undefined) continue;
      const size = entry.file.seek(0, "end");
      if (size < entry.position) {
        await run.warn(`${entry.shown}: file truncated`);
        entry.position = 0;
      }
      entry.file.seek(entry.position, "start");
      if (size === entry.position) continue;
      if (titled && current !== entry.shown) await run.out.bytes(`\n==> ${entry.shown} <==\n`);
      current = entry.shown;
      for (let chunk = await readChunk(run, entry.file); chunk !== null; chunk = await readChunk(run, entry.file)) {
        entry.position += chunk.length;
        await run.out.bytes(chunk);
      }
    }
    if (watchedPid > 0 && !run.process.kill(watchedPid, 0)) return;
    if (followed.every(({ file }) => file === undefined) && !retrying) {
      await run.warn("no files remaining");
      return;
    }
    await run.process.sleep(interval);
  }
}

export const wholeTail: Program = makeTail(follow);

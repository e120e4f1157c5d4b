import type { FileStat } from "#files";
import { humanSize, suffixFactor } from "./tool/size.ts";
import { strftime } from "./tool/strftime.ts";
import { wildcard } from "./tool/wildcard.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";
import { zoneOf } from "./tool/zone.ts";

/** Bytes that a file takes on the disk. */
function diskBytes(stat: FileStat): number {
  return (stat.blocks ?? Math.ceil(stat.size / 4096) * 8) * 512;
}

/** How sizes are shown: -h, --si, -b, -k, -m, -B. */
export function sizeShower(run: Run, fallback: number): (bytes: number) => string {
  const key = run.lastOf("h", "si", "b", "k", "m", "B");
  if (key === "h") return (bytes) => humanSize(bytes);
  if (key === "si") return (bytes) => humanSize(bytes, 1000);
  const text = run.value("B") ?? "";
  const match = /^(\d*)([A-Za-z]*)$/.exec(text);
  const factor = match === null ? undefined : suffixFactor(match[2] ?? "");
  if (key === "B" && (factor === undefined || text === "" || match?.[1] === "0")) {
    throw new Refusal(`invalid -B argument '${text}'`);
  }
  const unit =
    key === "b"
      ? 1
      : key === "m"
        ? 2 ** 20
        : key === "B"
          ? Number(match?.[1] === "" ? "1" : match?.[1]) * (factor ?? 1)
          : fallback;
  const letter = key === "B" && match?.[1] === "" ? (match[2] ?? "") : "";
  return (bytes) => `${String(Math.ceil(bytes / unit))}${letter}`;
}

/** The disk usage of folders and what is below them. */
export const du = tool(
  {
    options:
      "0,null a,all apparent-size B,block-size= b,bytes c,total D,dereference-args d,max-depth= h,human-readable si k m " +
      "L,dereference l,count-links P,no-dereference S,separate-dirs s,summarize t,threshold= time " +
      "X,exclude-from= exclude= x,one-file-system inodes",
  },
  async (run) => {
    const depthText = run.value("d");
    if (depthText !== undefined && !/^\d+$/.test(depthText)) {
      throw new Refusal(`invalid maximum depth ${run.locale.quote(depthText)}`, { usage: true });
    }
    if (run.has("s") && run.has("a")) throw new Refusal("cannot both summarize and show all entries", { usage: true });
    if (run.has("s") && depthText !== undefined && depthText !== "0") {
      throw new Refusal(`warning: summarizing conflicts with --max-depth=${depthText}`, { usage: true });
    }
    const deepest = run.has("s") ? 0 : depthText === undefined ? Infinity : Number(depthText);
    const show = run.has("inodes") ? (count: number): string => String(count) : sizeShower(run, 1024);
    const patterns = run.values("exclude");
    for (const list of run.values("X")) {
      try {
        patterns.push(
          ...new TextDecoder("utf-8")
            .decode(run.files.readFile(run.path(list)))
            .split("\n")
            .filter(Boolean),
        );
      } catch (error) {
        if (!isFileError(error)) throw error;
        throw new Refusal(`${list}: ${error.reason}`);
      }
    }
    const excluded = patterns.map((pattern) => wildcard(pattern));
    const isExcluded = (name: string): boolean => {
      const parts = name.split("/");
      return excluded.some((pattern) => parts.some((_, at) => pattern.test(parts.slice(at).join("/"))));
    };
    const limitText = run.value("t");
    const limit = limitText === undefined ? undefined : /^(-?\d+)([A-Za-z]*)$/.exec(limitText);
    if (limit === null) throw new Refusal(`invalid --threshold argument '${limitText ?? ""}'`);
    const threshold = Number(limit?.[1] ?? 0) * (suffixFactor(limit?.[2] ?? "") ?? 1);
    const apparent = run.has("apparent-size", "b");
    const seen = new Set<string>();
    const end = run.has("0") ? "\0" : "\n";
    const line = async (size: number, name: string, timeMs: number): Promise<void> => {
      if (threshold > 0 ? size < threshold : threshold < 0 && size > -threshold) return;
      const time = run.has("time") ? `\t${strftime("%Y-%m-%d %H:%M", timeMs, zoneOf(run.process.env))}` : "";
      await run.out.text(`${show(size)}${time}\t${name}${end}`);
    };
    interface Sum {
      own: number;
      below: number;
      latest: number;
    }
    let device: number | undefined;
    const walk = async (name: string, depth: number, follow: boolean): Promise<Sum> => {
      const turn = run.process.breathe();
      if (turn) await turn;
      let stat: FileStat;
      try {
        stat = follow ? run.stat(name) : run.lstat(name);
      } catch (error) {
        if (!isFileError(error)) throw error;
        await run.error(`cannot access ${run.locale.quote(name)}: ${error.reason}`);
        return { own: 0, below: 0, latest: 0 };
      }
      const id = `${String(stat.dev)}:${String(stat.ino)}`;
      if (!run.has("l") && (stat.nlink > 1 || depth === 0) && seen.has(id)) return { own: 0, below: 0, latest: 0 };
      seen.add(id);
      device ??= stat.dev;
      if (run.has("x") && stat.dev !== device) return { own: 0, below: 0, latest: 0 };
      const own = run.has("inodes")
        ? 1
        : apparent
          ? stat.kind === "directory" && stat.blocks === undefined
            ? 4096
            : stat.size
          : diskBytes(stat);
      let below = 0;
      let latest = stat.mtimeMs;
      if (stat.kind === "directory") {
        let names: string[] = [];
        try {
          names = run.files.readDirectory(run.path(name)).map((entry) => entry.name);
        } catch (error) {
          if (!isFileError(error)) throw error;
          await run.error(`cannot read directory ${run.locale.quote(name)}: ${error.reason}`);
        }
        let shallow = own;
        for (const entry of names) {
          const path = name.endsWith("/") ? `${name}${entry}` : `${name}/${entry}`;
          if (isExcluded(path)) continue;
          const inner = await walk(path, depth + 1, run.has("L"));
          const folder = (run.has("L") ? run.tryStat(path) : run.tryLstat(path))?.kind === "directory";
          below += inner.own + inner.below;
          if (!folder) shallow += inner.own;
          latest = Math.max(latest, inner.latest);
        }
        if (depth <= deepest) await line(run.has("S") ? shallow : own + below, name, latest);
      } else if (depth === 0 || (run.has("a") && depth <= deepest)) await line(own, name, latest);
      return { own, below, latest };
    };
    let total = 0;
    let newest = 0;
    for (const name of run.operands.length === 0 ? ["."] : run.operands) {
      if (isExcluded(name)) continue;
      device = undefined;
      const { own, below, latest } = await walk(name, 0, run.has("L", "D"));
      total += own + below;
      newest = Math.max(newest, latest);
    }
    if (run.has("c")) await line(total, "total", newest);
    return undefined;
  },
);

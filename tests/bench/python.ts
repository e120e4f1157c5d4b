/**
 * Python in the page against bare Pyodide (the same wheels, files, caches and line), against this machine's own Python.
 * Each figure's peer is measured in turns with it. REPETITIONS sets how often.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PythonManifest } from "#python";
import { serveBuiltSite } from "../browser/support.ts";
import type { Row } from "./measure.ts";
import { milliseconds } from "./measure.ts";
import { runBare, serveBarePage } from "./python/bare.ts";
import { pressAndWait } from "./python/lab.ts";
import { tabMemory } from "./python/memory.ts";
import { HOME_LINE, Profile, type Line } from "./python/visit.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LAB = join(ROOT, "content/labs/pytest-hello");
const TIMES = Number(process.env.REPETITIONS ?? 5);
const RED = "1 failed, 8 passed in";

export default async function python(): Promise<Row[]> {
  const site = await serveBuiltSite();
  const { python: manifest } = JSON.parse(readFileSync(join(ROOT, "dist/site/engine/manifest.json"), "utf8")) as {
    python: PythonManifest;
  };
  const bare = await serveBarePage(manifest, LAB, join(ROOT, ".cache/compressed"));
  try {
    const chapter = `${site.address}weeks/1/testing/`;
    const localhost = await visits("localhost", chapter, bare.address, undefined, 0.45);
    const home = await visits("20 Mbit/s", chapter, bare.address, HOME_LINE, 0.6);
    return [...localhost, ...home];
  } finally {
    await Promise.all([site.close(), bare.close()]);
  }
}

/** First and return visits on one line; on the way the second run of a page, and the tab's memory. */
async function visits(
  where: string,
  chapter: string,
  bare: string,
  line: Line | undefined,
  firstAtMost: number,
): Promise<Row[]> {
  const ours = { first: [] as number[], back: [] as number[], warm: [] as number[], memory: [] as number[] };
  const theirs = { first: [] as number[], back: [] as number[], memory: [] as number[] };
  const native: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const [mine, other] = [new Profile(), new Profile()];
    for (const visit of ["first", "back"] as const) {
      theirs[visit].push(
        await other.visit(bare, line, async (page, context) => {
          const took = await runBare(page);
          if (visit === "back") theirs.memory.push(await tabMemory(context));
          return took;
        }),
      );
      ours[visit].push(
        await mine.visit(chapter, line, async (page, context) => {
          const took = await pressAndWait(page, "pytest-hello", "pytest -q", RED);
          await quiet(page);
          if (visit === "back") ours.memory.push(await tabMemory(context));
          ours.warm.push(await pressAndWait(page, "pytest-hello", "pytest -q", RED));
          return took;
        }),
      );
      native.push(await nativeRun());
    }
    mine.remove();
    other.remove();
  }
  const peer = (figures: readonly number[]) => ({ name: "bare Pyodide", figures });
  const rows: Row[] = [
    {
      name: `pytest -q, first visit, ${where}`,
      ours: ours.first,
      peer: peer(theirs.first),
      unit: "ms",
      limit: { of: "ratio", atMost: firstAtMost },
    },
    {
      name: `pytest -q, return visit, ${where}`,
      ours: ours.back,
      peer: peer(theirs.back),
      unit: "ms",
      limit: { of: "ratio", atMost: 0.35 },
    },
  ];
  if (line !== undefined) return rows;
  return [
    ...rows,
    {
      name: "pytest -q, second run on the page",
      ours: ours.warm,
      peer: { name: "native python3 -m pytest -q", figures: native },
      unit: "ms",
      limit: { of: "ratio", atMost: 2 },
    },
    { name: "memory of the tab after a run", ours: ours.memory, peer: peer(theirs.memory), unit: "MB" },
  ];
}

/** Until the next interpreter is ready and nothing else is being loaded. */
async function quiet(page: { waitForTimeout(milliseconds: number): Promise<void> }): Promise<void> {
  await page.waitForTimeout(4000);
}

async function nativeRun(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "bench-native-"));
  cpSync(LAB, folder, { recursive: true });
  const took = await milliseconds(() => {
    const { stdout, error } = spawnSync("python3", ["-m", "pytest", "-q"], { cwd: folder, encoding: "utf8" });
    if (error !== undefined || !stdout.includes(RED)) throw new Error(`python3 -m pytest did not run: ${stdout}`);
  });
  rmSync(folder, { recursive: true });
  return took;
}

/** Run after run in one lab: no worker stays, and the tab does not grow. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { useSite } from "../site.ts";
import { useWarmPythonLab } from "./warm-python-lab.ts";

const site = useSite();
const warmLab = useWarmPythonLab(site);

/** Runs before the first measurement, and between it and the last one. */
const FIRST = 20;
const MORE = 40;
/** The kernel's, and the interpreter that is kept prepared for the next run. */
const WORKERS = 2;
/** What a tab may have grown by between the two, as a part of what it had. */
const GROWTH = 0.1;

interface Tab {
  readonly workers: number;
  /** Resident bytes of the browser's renderers, their own and what their threads share. */
  readonly bytes: number;
}

/** A thread may end between its being listed and its being read. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

async function measure(): Promise<Tab> {
  const session = await site.browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => `/proc/${String(id)}`);
  const named = (folder: string): string[] =>
    readdirSync(`${folder}/task`).map((task) => textOf(`${folder}/task/${task}/comm`));
  const kilobytes = (folder: string): number =>
    ["RssAnon", "RssShmem"]
      .map((name) => Number(new RegExp(`^${name}:\\s*(\\d+) kB`, "m").exec(textOf(`${folder}/status`))?.[1]))
      .reduce((sum, part) => sum + part, 0);
  return {
    workers: renderers.flatMap(named).filter((name) => name.startsWith("DedicatedWorker")).length,
    bytes: renderers.map(kilobytes).reduce((sum, part) => sum + part, 0) * 1024,
  };
}

/** What is measured once it no longer shrinks: memory that was given back takes its time to go. */
async function settled(measured: () => Promise<Tab>): Promise<Tab> {
  for (let last = await measured(); ;) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const now = await measured();
    if (now.bytes >= last.bytes * 0.99) return now;
    last = now;
  }
}

// The threads of a browser's processes have names where /proc tells them.
test.runIf(process.platform === "linux")(
  `${String(FIRST + MORE)} runs of Python leave no worker and no memory behind`,
  { timeout: 400_000 },
  async () => {
    const lab = warmLab();
    const session = await lab.page.context().newCDPSession(lab.page);
    const measured = async (): Promise<Tab> => {
      await session.send("HeapProfiler.collectGarbage");
      return measure();
    };
    const run = async (times: number): Promise<void> => {
      await lab.type(`clear; for i in $(seq ${String(times)}); do python -c pass; done; echo "all $i"`);
      await lab.sees(new RegExp(`^all ${String(times)}$`, "m"), 300_000);
    };
    await run(FIRST);
    await expect.poll(async () => (await measured()).workers).toBe(WORKERS);
    const before = await settled(measured);
    await run(MORE);
    await expect
      .poll(
        async () => {
          const { workers, bytes } = await measured();
          return { workers, grown: bytes > before.bytes * (1 + GROWTH) };
        },
        { timeout: 60_000, interval: 500 },
      )
      .toEqual({ workers: WORKERS, grown: false });
  },
);

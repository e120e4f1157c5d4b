import { existsSync, readFileSync } from "node:fs";
import type { BrowserContext } from "playwright-core";

/** Memory of a browser's page processes in MB (proportional set size); undefined figures are NaN outside Linux. */
export async function tabMemory(context: BrowserContext): Promise<number> {
  const page = context.pages()[0];
  const browser = context.browser();
  const session = browser === null ? page && (await context.newCDPSession(page)) : await browser.newBrowserCDPSession();
  if (session === undefined) return Number.NaN;
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const pages = processInfo.filter(({ type }) => type === "renderer");
  return pages.reduce((sum, { id }) => sum + proportionalSetSize(id), 0) / 1e6;
}

function proportionalSetSize(pid: number): number {
  const path = `/proc/${pid}/smaps_rollup`;
  if (!existsSync(path)) return Number.NaN;
  return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(path, "utf8"))?.[1] ?? Number.NaN) * 1024;
}

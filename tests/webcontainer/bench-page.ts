/** What the stand-in's tests share: a served page with the engine in it, the stand-in, a browser. */
import { build } from "esbuild";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { buildContainer } from "../../src/build/container.ts";
import { buildEngine, frameHeaders } from "../../src/build/engine.ts";
import { serveEngine, type EngineServer } from "../browser/engine-server.ts";
import { openBrowser } from "../browser/support.ts";
import { startStandIn, type StandIn } from "./stand-in.ts";

export interface TestBench {
  readonly standIn: StandIn;
  readonly server: EngineServer;
  readonly browser: Browser;
  /** A page of its own context, with the runner loaded. */
  page(context?: BrowserContext): Promise<Page>;
  close(): Promise<void>;
}

export async function openTestBench(): Promise<TestBench> {
  const folder = mkdtempSync(join(tmpdir(), "webcontainer-"));
  const here = new URL("./", import.meta.url).pathname;
  const { framePolicy } = await buildEngine({ outDir: folder });
  const container = await buildContainer({
    outDir: folder,
    python: false,
    machineEntry: join(here, "machine-with-probes.ts"),
  });
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as object;
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ ...manifest, container }));
  await build({
    entryPoints: [join(here, "runner.ts")],
    bundle: true,
    format: "iife",
    globalName: "runner",
    target: "es2022",
    outfile: join(folder, "runner.js"),
  });
  const server = await serveEngine(folder, frameHeaders(framePolicy));
  const standIn = await startStandIn();
  const browser = await openBrowser();
  return {
    standIn,
    server,
    browser,
    page: async (context) => {
      const page = await (context ?? (await browser.newContext())).newPage();
      await page.goto(server.origin);
      await page.addScriptTag({ url: "/runner.js" });
      return page;
    },
    close: async () => {
      await browser.close();
      server.close();
      await standIn.close();
      rmSync(folder, { recursive: true });
    },
  };
}

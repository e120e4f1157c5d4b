import { build } from "esbuild";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildEngine, frameHeaders } from "../../src/build/engine.ts";
import { ENGINE_CASES } from "../contract/engine/engine-contract.ts";
import type * as Runner from "../contract/engine/page-runner.ts";
import { serveEngine, type EngineServer } from "./engine-server.ts";

declare const runner: typeof Runner;

let folder: string;
let server: EngineServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "engine-"));
  const contract = new URL("../contract/engine/", import.meta.url).pathname;
  const { framePolicy } = await buildEngine({ outDir: folder, kernelEntry: join(contract, "kernel.worker.ts") });
  await build({
    entryPoints: [join(contract, "page-runner.ts")],
    bundle: true,
    format: "iife",
    globalName: "runner",
    target: "es2022",
    outfile: join(folder, "runner.js"),
  });
  server = await serveEngine(folder, frameHeaders(framePolicy));
  const installed = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));
  browser = await chromium.launch({
    ...(installed === undefined ? { channel: "chrome" } : { executablePath: installed }),
    args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-quic", "--disable-background-networking"],
  });
  page = await freshPage();
});

afterAll(async () => {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true });
});

async function freshPage(): Promise<Page> {
  const fresh = await (await browser.newContext()).newPage();
  await fresh.goto(server.origin);
  await fresh.addScriptTag({ url: "/runner.js" });
  return fresh;
}

describe("Engine: page", () => {
  let results: readonly Runner.CaseResult[];
  beforeAll(async () => {
    results = await page.evaluate(() => runner.runContract());
  });
  test.each(ENGINE_CASES.map(({ name }) => ({ name })))("$name", ({ name }) => {
    const result = results.find((one) => one.name === name);
    expect(result?.got).toEqual(result?.want);
    expect(result).toBeDefined();
  });
});

describe("faults", () => {
  test("a program that never lets others in is stopped, and the page is told", async () => {
    const outcome = await (
      await freshPage()
    ).evaluate(async () => {
      const engine = await runner.boot();
      const told = new Promise<string>((resolve) => engine.on("error", ({ message }) => resolve(message)));
      const process = await engine.spawn("probe-hang", []);
      await new Promise((resolve) => setTimeout(resolve, 200));
      process.kill("SIGKILL");
      const status = await process.exit;
      const after = await engine.spawn("probe-args", []).catch((error: unknown) => String(error));
      return { status, message: await told, after };
    });
    expect(outcome.status).toBe(137);
    expect(outcome.message).toContain("a program kept it busy");
    expect(outcome.after).toContain("a program kept it busy");
  });

  test("an exception in the worker ends the machine and is told", async () => {
    const outcome = await (
      await freshPage()
    ).evaluate(async () => {
      const engine = await runner.boot();
      const told = new Promise<string>((resolve) => engine.on("error", ({ message }) => resolve(message)));
      const process = await engine.spawn("probe-die", []);
      return { status: await process.exit, message: await told };
    });
    expect(outcome.status).toBe(137);
    expect(outcome.message).toContain("the worker's own mistake");
  });

  test("after teardown every call rejects", async () => {
    const outcome = await (
      await freshPage()
    ).evaluate(async () => {
      const engine = await runner.boot();
      const process = await engine.spawn("probe-sleep", []);
      engine.teardown();
      const calls = [
        engine.spawn("probe-args", []),
        engine.fs.readFile("x"),
        engine.mount({}),
        engine.export("."),
        engine.request(80, { method: "GET", path: "/", headers: [] }),
      ];
      const results = await Promise.allSettled(calls);
      return {
        status: await process.exit,
        states: results.map((one) => one.status),
        frames: document.querySelectorAll("iframe").length,
      };
    });
    expect(outcome).toEqual({ status: 137, states: Array(5).fill("rejected"), frames: 0 });
  });
});

describe("isolation", () => {
  test("code in the machine reaches no network and no storage", async () => {
    const fresh = await freshPage();
    const text = await fresh.evaluate(async (origin) => {
      const engine = await runner.boot();
      const process = await engine.spawn("probe-escape", [origin]);
      let all = "";
      for await (const piece of process.output) all += piece;
      return all;
    }, server.origin);
    expect(text).toBe("out: ");
    expect(server.requests.filter((path) => path.includes("escaped"))).toEqual([]);
  });

  test("the frame has no origin, and the page is out of its reach", async () => {
    const fresh = await freshPage();
    const frame = await fresh.evaluate(async () => {
      await runner.boot();
      return document.querySelector("iframe")?.getAttribute("sandbox");
    });
    expect(frame).toBe("allow-scripts");
    const inner = fresh.frames().find((one) => one.url().endsWith("/frame.html"));
    const seen = await inner?.evaluate(() => {
      const reach = (way: () => unknown): string => {
        try {
          return String(way());
        } catch (error) {
          return error instanceof Error ? error.name : "refused";
        }
      };
      return [
        self.origin,
        reach(() => parent.document.title),
        reach(() => localStorage.length),
        String(crossOriginIsolated),
      ];
    });
    expect(seen).toEqual(["null", "SecurityError", "SecurityError", "true"]);
  });
});

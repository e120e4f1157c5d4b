/** Every way the hosted service may fail: its own sentence, in time, and nothing left behind. */
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openTestBench, type TestBench } from "../bench-page.ts";
import type * as Runner from "../runner.ts";
import type { Scenario } from "../wire.ts";

declare const runner: typeof Runner;

/** What a failure may take at most, told to the page as its own limit. */
const LIMIT_MS = 4000;

let bench: TestBench;
beforeAll(async () => {
  bench = await openTestBench();
});
afterAll(() => bench.close());
afterEach(async () => {
  bench.standIn.scenario = { kind: "well" };
  for (const context of bench.browser.contexts()) await context.close();
  await expect.poll(() => bench.standIn.open.size, { timeout: 15_000 }).toBe(0);
});

/** Boots, and answers the failure's kind and sentence, or that there was none. */
function bootIn(page: Page, options: { limit?: number; clientId?: string } = {}, origin = bench.standIn.origin) {
  return page.evaluate(
    async ([at, given]) => {
      try {
        const engine = await runner.boot(at, given);
        return { kind: "up", message: engine.workdir };
      } catch (error) {
        const kind = error instanceof Error && "kind" in error ? String(error.kind) : "unknown";
        return { kind, message: error instanceof Error ? error.message : String(error) };
      }
    },
    [origin, { limit: LIMIT_MS, ...options }] as const,
  );
}

const rows: { name: string; scenario: Scenario; kind: string; says: RegExp }[] = [
  {
    name: "the frame is 404",
    scenario: { kind: "not-found" },
    kind: "silent",
    says: /did not answer within 4 seconds.*404/,
  },
  {
    name: "the frame never says that it is ready",
    scenario: { kind: "no-init" },
    kind: "silent",
    says: /did not answer/,
  },
  {
    name: "the container takes too long",
    scenario: { kind: "late-build", afterMs: 60_000 },
    kind: "late",
    says: /answered, but the container was not ready within 4 seconds/,
  },
  {
    name: "third-party storage is off",
    scenario: { kind: "build-throws", message: "Failed to read the 'indexedDB' property: Access is denied" },
    kind: "third-party-storage",
    says: /third-party cookies and storage are blocked\): Failed to read/,
  },
  {
    name: "the service refuses",
    scenario: { kind: "build-throws", message: "quota of sessions exceeded" },
    kind: "refused",
    says: /refused to start a container: quota of sessions exceeded/,
  },
  { name: "no command runs", scenario: { kind: "exit-127" }, kind: "self-test", says: /ended with status 127/ },
  {
    name: "the container dies in its first process",
    scenario: { kind: "silent-death", afterMs: 0 },
    kind: "self-test",
    says: /did not answer within 8 seconds/,
  },
];

describe("a boot that fails says why", () => {
  test.each(rows)("$name", async ({ scenario, kind, says }) => {
    bench.standIn.scenario = scenario;
    const outcome = await bootIn(await bench.page());
    expect(outcome).toEqual({ kind, message: expect.stringMatching(says) as string });
  });

  test("the page's policy keeps the frame out", async () => {
    const context = await bench.browser.newContext();
    const page = await context.newPage();
    await page.route(`${bench.server.origin}/`, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({
        response: answer,
        headers: { ...answer.headers(), "content-security-policy": "frame-src 'self'" },
      });
    });
    await page.goto(bench.server.origin);
    await page.addScriptTag({ url: "/runner.js" });
    const outcome = await bootIn(page);
    expect(outcome.kind).toBe("blocked");
    expect(outcome.message).toContain("Content-Security-Policy does not let 127.0.0.1");
  });

  test("the browser is offline", async () => {
    const context = await bench.browser.newContext();
    const page = await bench.page(context);
    await page.evaluate(() => runner.boot("http://127.0.0.1:9", { limit: 1 }).catch(() => undefined));
    await context.setOffline(true);
    // The build's manifest is in the browser; the runner asks the site for it.
    await page.route("**/manifest.json", (route) => route.fulfill({ json: { container: { machine: {} } } }));
    expect((await bootIn(page)).kind).toBe("offline");
  });

  test("the connection goes while it boots", async () => {
    bench.standIn.scenario = { kind: "no-init" };
    const context = await bench.browser.newContext();
    const page = await bench.page(context);
    const outcome = bootIn(page, { limit: 20_000 });
    await expect.poll(() => page.evaluate(() => runner.stages.length)).toBeGreaterThan(1);
    await context.setOffline(true);
    expect((await outcome).kind).toBe("offline");
  });

  test("a second tab", async () => {
    const context = await bench.browser.newContext();
    expect((await bootIn(await bench.page(context), { limit: 20_000 })).kind).toBe("up");
    const outcome = await bootIn(await bench.page(context));
    expect(outcome.kind).toBe("other-tab");
    expect(outcome.message).toContain("another tab of this site");
  });

  const contexts: { name: string; options: BrowserContextOptions; kind: string }[] = [
    {
      name: "an iPhone",
      options: {
        userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5",
      },
      kind: "browser",
    },
    {
      name: "an old Safari",
      options: {
        userAgent: "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Safari/605.1.15",
      },
      kind: "browser",
    },
  ];
  test.each(contexts)("$name: nothing is loaded", async ({ options, kind }) => {
    const page = await bench.page(await bench.browser.newContext(options));
    expect((await bootIn(page)).kind).toBe(kind);
    expect(page.frames()).toHaveLength(1);
  });

  test("a public address without a client id", async () => {
    const page = await bench.page();
    const outcome = await page.evaluate(() => {
      const facts = { crossOriginIsolated: true, hostname: "mlops.example", navigator };
      const settings = { clientId: undefined, origin: "https://stackblitz.com" };
      return [
        runner.checkBrowser(facts, settings)?.message,
        runner.checkBrowser(facts, { ...settings, clientId: "x" }),
      ];
    });
    expect(outcome).toEqual([expect.stringContaining("needs a client id for mlops.example"), undefined]);
  });

  test("a page that is not isolated", async () => {
    const page = await bench.page();
    const message = await page.evaluate(
      () =>
        runner.checkBrowser(
          { crossOriginIsolated: false, hostname: "localhost", navigator },
          { origin: "https://stackblitz.com" },
        )?.message,
    );
    expect(message).toContain("Cross-Origin-Opener-Policy");
  });
});

describe("what comes late", () => {
  test("is taken over by the next try", async () => {
    bench.standIn.scenario = { kind: "late-build", afterMs: 3000 };
    const page = await bench.page();
    expect((await bootIn(page, { limit: 500 })).kind).toBe("late");
    expect((await bootIn(page, { limit: 20_000 })).kind).toBe("up");
    expect(bench.standIn.open.size).toBe(1);
  });

  test("is torn down when nobody waits any more, and another can be booted", async () => {
    bench.standIn.scenario = { kind: "late-build", afterMs: 1500 };
    const page = await bench.page();
    expect((await bootIn(page, { limit: 300 })).kind).toBe("late");
    await expect.poll(() => bench.standIn.open.size, { timeout: 15_000 }).toBe(1);
    await expect.poll(() => bench.standIn.open.size, { timeout: 15_000 }).toBe(0);
    bench.standIn.scenario = { kind: "well" };
    expect((await bootIn(page, { limit: 20_000 })).kind).toBe("up");
  });
});

describe("a container that is up", () => {
  test("crashes: its processes end, and the page is told", async () => {
    const page = await bench.page();
    const outcome = page.evaluate(async (origin) => {
      const engine = await runner.boot(origin);
      const told = new Promise<string>((resolve) => engine.on("error", ({ message }) => resolve(message)));
      const sleeper = await engine.spawn("probe-sleep", []);
      await sleeper.output.getReader().read();
      await engine.spawn("probe-die", []);
      return { status: await sleeper.exit, message: await told, after: await engine.spawn("ls", []).catch(String) };
    }, bench.standIn.origin);
    expect(await outcome).toEqual({
      status: 137,
      message: expect.stringContaining("the worker's own mistake") as string,
      after: expect.stringContaining("The container stopped") as string,
    });
  });

  test("falls silent: told within 35 seconds, and a page starts no second one", async () => {
    const page = await bench.page();
    const outcome = await page.evaluate(async (origin) => {
      const engine = await runner.boot(origin);
      const told = new Promise<string>((resolve) => engine.on("error", ({ message }) => resolve(message)));
      const sleeper = await engine.spawn("probe-sleep", []);
      await fetch(`${origin}/fall-silent`, { method: "POST", mode: "no-cors" }).catch(() => undefined);
      const message = await told;
      const again = await runner.boot(origin).then(() => "up", String);
      return {
        status: await sleeper.exit,
        message,
        again,
        frames: document.querySelectorAll("iframe").length,
      };
    }, bench.standIn.origin);
    expect(outcome).toEqual({
      status: 137,
      message: expect.stringContaining("it does not answer any more") as string,
      again: expect.stringContaining("Reload the page") as string,
      frames: 0,
    });
  });

  test("two labs share it; it goes with the last", async () => {
    const page = await bench.page();
    const outcome = await page.evaluate(async (origin) => {
      const [one, two] = await Promise.all([
        runner.boot(origin, { workdirName: "same" }),
        runner.boot(origin, { workdirName: "same" }),
      ]);
      await one.fs.writeFile("a", "1");
      one.teardown();
      await two.fs.writeFile("a", "2");
      return [one.workdir === two.workdir, await two.fs.readFile("a", "utf-8")];
    }, bench.standIn.origin);
    expect(outcome).toEqual([false, "2"]);
    expect(bench.standIn.open.size).toBe(1);
    await page.close();
  });

  test("is ended with its engine, and boots again", async () => {
    const page = await bench.page();
    for (let round = 0; round < 2; round += 1) {
      expect(await page.evaluate(async (origin) => (await runner.boot(origin)).teardown(), bench.standIn.origin)).toBe(
        undefined,
      );
      await expect.poll(() => bench.standIn.open.size, { timeout: 15_000 }).toBe(0);
    }
  });
});

/** A site of many pages in a tab of Chromium and in the preview: what a reader sees of it is the same. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startHarness } from "../../preview/harness.ts";
import { SCENARIOS, type Scenario } from "../../preview/site/scenarios.ts";
import { startSite, type NativeSite } from "../../preview/site/start.ts";
import { PreviewTab, RealTab, type Observed, type Tab } from "../../preview/site/tab.ts";
import { openBrowser } from "../support.ts";

let browser: Browser;
let site: NativeSite;
let harness: Awaited<ReturnType<typeof startHarness>>;
let real: RealTab;
let preview: PreviewTab;

beforeAll(async () => {
  [browser, site, harness] = await Promise.all([openBrowser(), startSite(), startHarness()]);
  const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
  [real, preview] = await Promise.all([RealTab.open(context), PreviewTab.open(context, harness.origin)]);
});
afterAll(async () => {
  await browser.close();
  site.close();
  harness.close();
});

/** What a tab shows when it has come to rest: the same twice, and what the page says when it is done. */
async function settled(tab: Tab, scenario: Scenario, last: boolean): Promise<Observed> {
  let before = "";
  for (const end = Date.now() + 40_000; Date.now() < end; await tab.page.waitForTimeout(60)) {
    const seen = await tab.observe(scenario.also ?? {});
    const text = JSON.stringify(seen);
    const done = !last || scenario.done === undefined || String(seen?.text).includes(scenario.done);
    if (seen !== undefined && text === before && done) return seen;
    before = text;
  }
  return { never: before };
}

test.each(SCENARIOS)("$name", async (scenario) => {
  await real.fresh();
  await preview.fresh();
  const origin = `http://localhost:${site.port}`;
  for (const [at, step] of scenario.steps.entries()) {
    await real.do(step, origin);
    const wanted = await settled(real, scenario, at === scenario.steps.length - 1);
    await preview.do(step, origin);
    await expect
      .poll(() => preview.observe(scenario.also ?? {}), {
        timeout: 30_000,
        interval: 50,
        message: `step ${at + 1}: ${step.join(" ")}`,
      })
      .toEqual(wanted);
  }
  const count = scenario.downloads ?? 0;
  await expect.poll(async () => (await real.downloaded()).length).toBe(count);
  await expect.poll(() => preview.downloaded()).toEqual(await real.downloaded());
});

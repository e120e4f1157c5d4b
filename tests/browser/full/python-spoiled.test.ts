/** Files of Python that come spoiled: a run goes on without what it can do without, and says so. */
import type { BrowserContext, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { LabPage } from "../lab-page.ts";
import { useSite } from "../site.ts";

const site = useSite();

/** A page whose requests for matching files are answered with other bytes of the same number. */
async function spoil(
  context: BrowserContext,
  files: RegExp,
  times: number,
): Promise<{ page: Page; spoiled: string[] }> {
  const page = await context.newPage();
  const spoiled: string[] = [];
  await page.route(files, async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    if (spoiled.length < times) {
      spoiled.push(route.request().url());
      body.fill(7, Math.floor(body.length / 2), Math.floor(body.length / 2) + 64);
    }
    const headers = { ...response.headers() };
    delete headers["content-encoding"];
    delete headers["content-length"];
    await route.fulfill({ status: 200, headers, body });
  });
  return { page, spoiled };
}

const rows = [
  {
    name: "a snapshot that is spoiled once is fetched again",
    files: /\/snapshot-/,
    times: 1,
    says: /1 failed, 8 passed/,
    silent: /could not be used/,
  },
  {
    name: "a snapshot that stays spoiled: started without it, and said",
    files: /\/snapshot-/,
    times: Infinity,
    says: /could not be used[\s\S]*1 failed, 8 passed/,
  },
  {
    name: "a package that stays spoiled: told by name",
    files: /\/metadata-/,
    times: Infinity,
    says: /a part of it could not be loaded: Python: met/,
  },
];

describe("spoiled files of Python", () => {
  test.each(rows)("$name", async ({ files, times, says, silent }) => {
    const context = await site.browser.newContext({ viewport: { width: 1440, height: 900 } });
    const { page, spoiled } = await spoil(context, files, times);
    await page.goto(site.at("weeks/1/testing/"), { waitUntil: "networkidle" });
    const lab = new LabPage(page, "pytest-hello");
    await lab.button("pytest -q").click();
    await lab.says("Finished in", 100_000);
    // What was said first may have been scrolled away by what came after it.
    const end = await lab.screen();
    await lab.lab.locator(".xterm-screen").hover();
    let seen = end;
    const whole = async (): Promise<string> => {
      await page.mouse.wheel(0, -500);
      seen = `${await lab.screen()} ${seen}`;
      return seen.replaceAll("\n", " ");
    };
    await expect.poll(whole, { timeout: 30_000, interval: 200 }).toMatch(says);
    expect(spoiled.length).toBeGreaterThan(0);
    if (silent !== undefined) expect(await whole()).not.toMatch(silent);
    await context.close();
  });
});

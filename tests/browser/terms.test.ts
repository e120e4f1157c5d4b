import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { useSite } from "./site.ts";

const site = useSite();

/** The first sentence of a concept, beside its term in a chapter. */

async function chapter(width = 1440) {
  const page = await site.browser.newPage({ viewport: { width, height: 800 } });
  await page.goto(site.at("weeks/1/maturity-models/"), { waitUntil: "networkidle" });
  const term = page.locator('a.term[data-term="maturity-model"]').first();
  return { page, term, note: page.getByRole("tooltip") };
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("data-term"));

describe("a term", () => {
  test("says its first sentence to the pointer, which may move onto it; away, it goes", async () => {
    const { page, term, note } = await chapter();
    await term.hover();
    await note.waitFor();
    expect(await note.textContent()).toBe(await term.getAttribute("data-says"));
    await note.hover();
    expect(await note.isVisible()).toBe(true);
    await page.mouse.move(5, 5);
    await note.waitFor({ state: "hidden" });
    await page.close();
  });

  test("says it to the keyboard and to a screen reader; Escape puts it away and the focus stays", async () => {
    const { page, term, note } = await chapter();
    for (let tabs = 0; tabs < 120 && (await focused(page)) !== "maturity-model"; tabs++)
      await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("maturity-model");
    await note.waitFor();
    expect(await term.getAttribute("aria-describedby")).toBe(await note.getAttribute("id"));
    await page.keyboard.press("Escape");
    await note.waitFor({ state: "hidden" });
    expect(await term.getAttribute("aria-describedby")).toBeNull();
    expect(await focused(page)).toBe("maturity-model");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/concepts\/maturity-model\/$/);
    await page.close();
  });

  test.each([360, 820])("at %i px all of it is on the screen", async (width) => {
    const { page, note } = await chapter(width);
    for (const one of await page.locator("a.term").all()) {
      await one.scrollIntoViewIfNeeded();
      await one.hover();
      await note.waitFor();
      const place = await note.boundingBox();
      expect(place && [Math.min(place.x, 0), Math.max(place.x + place.width, width)]).toEqual([0, width]);
    }
    await page.close();
  });

  test("without script it is a link to its concept", async () => {
    const context = await site.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(site.at("weeks/1/maturity-models/"));
    await page.locator('a.term[data-term="maturity-model"]').first().click();
    expect(page.url()).toMatch(/\/concepts\/maturity-model\/$/);
    await context.close();
  });
});

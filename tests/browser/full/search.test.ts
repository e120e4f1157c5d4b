import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import rows from "../../content/search-queries.json" with { type: "json" };
import strangers from "../../content/search-strangers.json" with { type: "json" };
import { found, settled } from "../search-page.ts";
import { useSite } from "../site.ts";

const site = useSite();

/** The table of queries, typed into the search of the built site: names and full text together. */

const TOGETHER = 4;

async function missed(table: readonly (readonly string[])[]): Promise<string[]> {
  const context = await site.browser.newContext();
  const parts = Array.from({ length: TOGETHER }, (_, part) => table.filter((_row, at) => at % TOGETHER === part));
  const misses = await Promise.all(parts.map(async (part) => missedOn(await context.newPage(), part)));
  await context.close();
  return misses.flat();
}

async function missedOn(page: Page, table: readonly (readonly string[])[]): Promise<string[]> {
  await page.goto(site.at("search/"));
  const misses: string[] = [];
  for (const [query = "", wanted = ""] of table) {
    await page.getByRole("searchbox").fill(query);
    await settled(page);
    const first = (await found(page)).slice(0, 3);
    if (!first.includes(wanted)) misses.push(`${query} -> ${wanted}, got ${first.join(" ")}`);
  }
  return misses;
}

test.each([
  ["our own", rows],
  ["what strangers try", strangers],
])(
  "97 of 100 queries have their page among the first three: %s",
  async (_, table) => {
    const misses = await missed(table);
    expect(misses.length / table.length, misses.join("\n")).toBeLessThanOrEqual(0.03);
  },
  600_000,
);

test("of every query the pages that are there are listed once, and all of them exist", async () => {
  const page = await site.browser.newPage();
  await page.goto(site.at("search/"));
  const seen = new Set<string>();
  for (const query of ["make", "continuous integration", "push to a space from github"]) {
    await page.getByRole("searchbox").fill(query);
    await settled(page);
    const keys = await page
      .locator(".search-results > li")
      .evaluateAll((items) => items.map((one) => one.dataset.key ?? ""));
    expect(new Set(keys).size).toBe(keys.length);
    for (const path of await found(page)) seen.add(path);
  }
  for (const path of seen) expect((await page.request.get(site.at(path))).status(), path).toBe(200);
});

import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { found, settled, titles } from "./search-page.ts";
import { useSite } from "./site.ts";

const site = useSite();

/** A page in a context of its own, and what it has fetched since it was loaded, headers not counted. */
async function visit(path: string, options: Parameters<Browser["newContext"]>[0] = {}) {
  const context = await site.browser.newContext(options);
  const page = await context.newPage();
  await page.goto(site.at(path), { waitUntil: "networkidle" });
  const fetched: { url: string; bytes: number }[] = [];
  page.on("requestfinished", (request) => {
    void request.sizes().then(({ responseBodySize }) => {
      fetched.push({ url: request.url(), bytes: responseBodySize });
    });
  });
  return { page, fetched, close: () => context.close() };
}

const status = (page: Page) => page.locator(".search-status");
const CHAPTER = "weeks/1/make/";

describe("the dialog", () => {
  test.each([
    ["/", "/"],
    ["Ctrl+K", "Control+k"],
  ])("%s opens it with the focus in the field, and fetches no index before a key", async (_, key) => {
    const { page, fetched, close } = await visit(CHAPTER);
    await page.keyboard.press(key);
    const field = page.getByRole("dialog", { name: "Search" }).getByRole("searchbox");
    await field.waitFor();
    expect(await field.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.waitForLoadState("networkidle");
    expect(fetched.map((one) => one.url).filter((url) => /search-index|pagefind/.test(url))).toEqual([]);
    await page.keyboard.type("kaizan");
    await settled(page);
    expect(await found(page)).toContain("/concepts/kaizen/");
    await close();
  });

  test.each(["kubernetes", "make -n", "push to a space from github"])(
    "a first query of names and text, %s, costs at most 100 kB over the wire, the code included",
    async (query) => {
      const { page, fetched, close } = await visit(CHAPTER);
      await page.keyboard.press("/");
      await page.keyboard.type(query);
      await settled(page);
      expect(await page.getByRole("searchbox").inputValue()).toBe(query);
      await page.waitForLoadState("networkidle");
      expect(fetched.some((one) => one.url.endsWith(".wasm"))).toBe(true);
      expect(fetched.reduce((sum, one) => sum + one.bytes, 0)).toBeLessThanOrEqual(100_000);
      await close();
    },
  );

  test("arrows go through the results and back, Enter opens one, Escape closes and the focus returns", async () => {
    const { page, close } = await visit(CHAPTER);
    const opener = page.getByRole("link", { name: /^Search/ }).first();
    await opener.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("searchbox").fill("feature");
    await page.keyboard.press("Escape");
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(await opener.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Close", exact: true }).click();
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(await opener.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.press("/");
    await page.getByRole("searchbox").fill("feature stor");
    await settled(page);
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    await page.keyboard.press("ArrowDown");
    const first = await focused();
    await page.keyboard.press("ArrowDown");
    const second = await focused();
    expect([first, second]).toEqual((await titles(page)).slice(0, 2));
    await page.keyboard.press("ArrowUp");
    expect(await focused()).toBe(first);
    await page.keyboard.press("ArrowUp");
    expect(await page.getByRole("searchbox").evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await page.waitForURL(/feature-store/);
    await close();
  });

  test("says how many there are, and what to try when there is nothing", async () => {
    const { page, close } = await visit(CHAPTER);
    await page.keyboard.press("/");
    const field = page.getByRole("searchbox");
    await field.fill("bakery");
    await settled(page);
    expect(await status(page).getAttribute("role")).toBe("status");
    expect(await status(page).textContent()).toBe(`${(await found(page)).length} results`);
    await field.fill("qwxzvkj");
    await settled(page);
    expect(await found(page)).toEqual([]);
    expect(await status(page).textContent()).toMatch(/^Nothing found\. Try /);
    await close();
  });

  test("tells when the index cannot be loaded, and finds when the connection is back", async () => {
    const { page, close } = await visit(CHAPTER);
    await page.route(/search-index/, (route) => route.abort());
    await page.keyboard.press("/");
    const field = page.getByRole("searchbox");
    await field.fill("kaizen");
    await page.getByText("The index could not be loaded").waitFor();
    await page.unroute(/search-index/);
    await field.fill("kaizen ");
    await settled(page);
    expect(await found(page)).toContain("/concepts/kaizen/");
    await close();
  });

  test.each([
    ["light", 360],
    ["dark", 360],
    ["light", 1440],
  ] as const)("%s, %i px: axe finds nothing and nothing overflows", async (colorScheme, width) => {
    const { page, close } = await visit(CHAPTER, { colorScheme, viewport: { width, height: 740 } });
    await page.keyboard.press("/");
    await page.getByRole("searchbox").fill("requirements.txt");
    await settled(page);
    expect((await found(page)).length).toBeGreaterThan(2);
    const { violations } = await new AxeBuilder({ page }).include(".search-dialog").analyze();
    expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(", ")}`)).toEqual([]);
    const sticksOut = await page
      .locator(".search-dialog")
      .evaluate((dialog) => [
        dialog.scrollWidth - dialog.clientWidth,
        dialog.getBoundingClientRect().right - innerWidth,
      ]);
    expect(Math.max(...sticksOut)).toBeLessThanOrEqual(0);
    await close();
  });
});

describe("the page", () => {
  test("its address holds the query and the filters, and brings them back", async () => {
    const { page, close } = await visit("search/");
    await page.getByRole("searchbox").fill("make");
    await settled(page);
    await page.getByLabel("Kind").selectOption("lab");
    await page.getByLabel("runs here").check();
    await settled(page);
    const listed = await found(page);
    expect(new URL(page.url()).search).toBe("?q=make&kind=lab&runs=1");
    await page.reload();
    await settled(page);
    expect(await found(page)).toEqual(listed);
    expect(await page.getByLabel("Kind").inputValue()).toBe("lab");
    expect(await page.getByLabel("runs here").isChecked()).toBe(true);
    await close();
  });

  const facets = [
    { facet: "kind", query: "kind=certification", facts: /^Certification/ },
    { facet: "lab", query: "kind=lab", facts: /^Lab/ },
    { facet: "handbook", query: "kind=handbook&q=make", facts: /^Handbook/ },
    { facet: "week", query: "week=1", facts: /^Note/ },
    { facet: "tool", query: "tool=pytest&q=test", facts: /^Note/ },
    { facet: "runnable", query: "runs=1", facts: /runs here|in the text/ },
  ];
  test.each(facets)("$facet shows only what it says", async ({ query, facts }) => {
    const { page, close } = await visit(`search/?${query.includes("q=") ? query : `q=machine+learning+make&${query}`}`);
    await settled(page);
    const shown = await page.locator(".search-results > li > .search-facts").allTextContents();
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter((one) => !facts.test(one))).toEqual([]);
    await close();
  });

  test("a wrong address is searched for, and the focus stays where it is", async () => {
    const { page, close } = await visit("concepts/feature-stores.html");
    await settled(page);
    expect(await page.getByRole("searchbox").inputValue()).toBe("feature stores");
    expect((await found(page)).slice(0, 3)).toContain("/concepts/feature-store/");
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    expect(new URL(page.url()).pathname).toBe("/concepts/feature-stores.html");
    await close();
  });
});

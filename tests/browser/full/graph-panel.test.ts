/** make's graph in the chapter on make: what ran, in which order and why, as a picture and as a table. */
import { expect, test } from "vitest";
import { useSite } from "../site.ts";
import { PanelPage } from "./panel-page.ts";

const site = useSite();

const open = (width?: number): Promise<PanelPage> =>
  PanelPage.open(site.browser, site.at("weeks/1/make/"), "make-pipeline", width);

test("the graph says what was remade, in which order and why", async () => {
  const page = await open();
  const { lab } = page;
  await page.run("make");
  await page.tab("Graph").click();
  await page.says(/^Done: .*remade/);
  const table = lab.getByRole("region", { name: "The graph as a table" });
  const reported = (name: string): Promise<string> =>
    table
      .getByRole("row")
      .filter({ has: page.page.getByRole("rowheader", { name, exact: true }) })
      .innerText();
  expect(await reported("build/report.txt")).toMatch(/remade/);
  expect(await reported("data/trips.csv")).toMatch(/up to date/);

  await page.run("touch build/clean.csv");
  await page.run("make");
  // A command brings its terminal to the front.
  await page.shows(1, /touch build\/clean\.csv[\s\S]*report\.txt/);
  await page.tab("Graph").click();
  await expect.poll(() => reported("build/report.txt"), { timeout: 60_000 }).toMatch(/older than 'build\/clean.csv'/);
  expect(await reported("build/clean.csv")).toMatch(/up to date/);

  const node = lab.getByRole("img", { name: /^build\/report\.txt: remade, number 1/ });
  await node.focus();
  await page.page.keyboard.press("ArrowRight");
  const focused = await page.page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
  expect(focused).toMatch(/up to date/);
  expect(await lab.locator(".graph-reason").innerText()).toBe(focused);
  expect(page.errors).toEqual([]);
  await page.close();
});

test("at 360 px nothing is wider than the page", async () => {
  const page = await open(360);
  await page.run("make");
  await page.tab("Graph").click();
  await page.says(/^Done/);
  await page.lab.locator(".graph-picture svg").waitFor();
  expect(await page.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.close();
});

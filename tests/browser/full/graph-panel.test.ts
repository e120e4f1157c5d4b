/** make's graph in the chapter on make: what ran, in which order and why, as a picture and as a table. */
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "vitest";
import { useSite } from "../site.ts";
import { FIFTY_TARGETS } from "./fifty-targets.ts";
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
  expect(await page.target("build/report.txt")).toMatch(/remade/);
  expect(await page.target("data/trips.csv")).toMatch(/up to date/);

  await page.run("touch build/clean.csv");
  await page.run("make");
  // A command brings its terminal to the front.
  await page.shows(1, /touch build\/clean\.csv[\s\S]*report\.txt/);
  await page.tab("Graph").click();
  await expect
    .poll(() => page.target("build/report.txt"), { timeout: 60_000 })
    .toMatch(/older than 'build\/clean.csv'/);
  expect(await page.target("build/clean.csv")).toMatch(/up to date/);

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

/** What the rows of the table say, as the boxes of the picture have it. */
function tableSentences(page: PanelPage): Promise<string[]> {
  return page.lab.locator(".graph-table tbody tr").evaluateAll((rows) =>
    rows.map((row) => {
      const [order = "", name = "", state = "", why = "", time = ""] = [...row.children].map((one) => one.textContent);
      const number = order === "–" ? "" : `, number ${order} in the order of the recipes`;
      return `${name}: ${state}${number}${time === "" ? "" : `, ${time}`}${why === "" ? "" : `: ${why}`}.`;
    }),
  );
}

test.each([360, 1440])(
  "%i px: fifty targets on seven levels, in the picture and the same in the table, by keyboard",
  async (width) => {
    const page = await open(width);
    const { lab } = page;
    await page.write("Makefile", () => FIFTY_TARGETS);
    await page.run("make");
    await page.tab("Graph").click();
    await page.says(/^Done: 48 remade, 2 up to date, of 50 targets\.$/);
    const boxes = lab.getByRole("img");
    await expect.poll(() => boxes.count(), { timeout: 60_000 }).toBe(50);
    const labels = (): Promise<(string | null)[]> =>
      boxes.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
    const needs = await lab.locator(".graph-table tbody tr td:last-child").allInnerTexts();
    const needed = needs.flatMap((text) => text.replace(/(?:; )?only to be there: /, ", ").split(", "));
    // The picture may rest before it takes the last news in.
    const edges = needed.filter((one) => one !== "").length;
    await expect.poll(() => lab.locator(".graph-edge").count(), { timeout: 60_000 }).toBe(edges);
    await expect.poll(async () => (await labels()).sort()).toEqual((await tableSentences(page)).sort());

    // To the ends of the graph and back by the same way; what has the focus is in sight.
    const { keyboard } = page.page;
    const here = (): Promise<string> =>
      page.page.evaluate(() => {
        const at = document.activeElement;
        const box = at?.closest(".graph-picture")?.getBoundingClientRect();
        const own = at?.getBoundingClientRect();
        const name = at?.getAttribute("aria-label")?.split(":")[0] ?? "nowhere";
        if (box === undefined || own === undefined) return `${name}, outside the picture`;
        const seen = own.left < box.right && own.right > box.left && own.top < box.bottom && own.bottom > box.top;
        return seen ? name : `${name}, out of sight`;
      });
    const go = async (...keys: readonly string[]): Promise<string[]> => {
      const came: string[] = [];
      for (const key of keys) {
        await keyboard.press(key);
        came.push(await here());
      }
      return came;
    };
    await lab.getByRole("img", { name: /^all: / }).focus();
    const [right, left] = ["ArrowRight", "ArrowLeft"];
    expect(await go(right, right, right, right, right, right)).toEqual([
      "build/report.html",
      "build/year.txt",
      "build/quarters/q1.txt",
      "build/stats/jan.txt",
      "build/clean/jan.csv",
      "data/jan.csv",
    ]);
    expect(await lab.locator(".graph-edge.is-near").count()).toBe(1);
    expect(await go(left, left, left, left, left, left)).toEqual([
      "build/clean/jan.csv",
      "build/stats/jan.txt",
      "build/quarters/q1.txt",
      "build/year.txt",
      "build/report.html",
      "all",
    ]);
    const size = (): Promise<number> => lab.locator(".graph-picture svg").evaluate((one) => one.clientWidth);
    const before = await size();
    expect(await go("-")).toEqual(["all"]);
    expect(await size()).toBeLessThan(before);
    await lab.getByRole("button", { name: "Larger" }).click();
    expect(await size()).toBe(before);
    const text = await lab.locator(".graph-name").first().boundingBox();
    expect(text?.height).toBeGreaterThanOrEqual(11);

    const { violations } = await new AxeBuilder({ page: page.page }).include("companion-lab").analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(" "))])).toEqual([]);
    expect(await page.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(page.errors).toEqual([]);
    await page.close();
  },
);

test("a makefile that cannot be read has no graph, and the panel says where to look", async () => {
  const page = await open();
  await page.write("Makefile", () => "all\n\ttouch all\n");
  await page.run("make");
  await page.shows(1, /missing separator/);
  await page.tab("Graph").click();
  await page.says(/^make ended before it had a graph: its message is in the terminal\./);
  await page.close();
});

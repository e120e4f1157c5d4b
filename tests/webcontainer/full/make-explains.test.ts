/** make's graph and its explanations where WebContainer runs the labs: the same facts as on the page's own machine. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Serving } from "../../../src/build/serve.ts";
import { FIFTY_TARGETS } from "../../browser/full/fifty-targets.ts";
import { PanelPage } from "../../browser/full/panel-page.ts";
import { useSite } from "../../browser/site.ts";
import { serveOffering } from "../offering-site.ts";
import { startStandIn, type StandIn } from "../stand-in.ts";

const site = useSite();
let standIn: StandIn;
let offering: Serving;

beforeAll(async () => {
  standIn = await startStandIn();
  const { origin, previews } = standIn;
  offering = await serveOffering({ address: site.at(""), close: () => Promise.resolve() }, () => ({
    engine: "webcontainer",
    origin,
    previews,
  }));
});
afterAll(async () => {
  await offering.close();
  await standIn.close();
});

/** The chapter's lab on make, running in the container. */
async function open(): Promise<PanelPage> {
  return PanelPage.open(site.browser, new URL("weeks/1/make/", offering.address).href, "make-pipeline");
}

test("the graph says what was remade, in which order and why, run after run", async () => {
  const page = await open();
  await page.run("make");
  await page.tab("Graph").click();
  await page.says(/^Done: .*remade/);
  expect(standIn.open.size).toBe(1);
  expect(await page.target("build/report.txt")).toMatch(/remade/);
  expect(await page.target("data/trips.csv")).toMatch(/up to date/);
  await page.run("touch build/clean.csv");
  await page.run("make");
  await page.shows(1, /touch build\/clean\.csv[\s\S]*report\.txt/);
  await page.tab("Graph").click();
  await expect
    .poll(() => page.target("build/report.txt"), { timeout: 60_000 })
    .toMatch(/older than 'build\/clean.csv'/);
  expect(await page.target("build/clean.csv")).toMatch(/up to date/);
  await page.close();
});

test("fifty targets", async () => {
  const page = await open();
  await page.write("Makefile", () => FIFTY_TARGETS);
  await page.run("make");
  await page.tab("Graph").click();
  await page.says(/^Done: 48 remade, 2 up to date, of 50 targets\.$/);
  await page.close();
});

test("a makefile that cannot be read: make's words, what they mean and what to do", async () => {
  const page = await open();
  await page.write("Makefile", () => "all:\n        touch all\n");
  await page.run("make");
  await page.shows(1, /missing separator/);
  const explained = page.lab.locator(".explained");
  await expect.poll(() => explained.innerText(), { timeout: 60_000 }).toMatch(/Replace the spaces .* by one TAB/);
  await page.tab("Graph").click();
  await page.says(/^make ended before it had a graph: its message is in the terminal\./);
  await page.close();
});

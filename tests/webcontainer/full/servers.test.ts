/** Labs with servers on WebContainer, in the built site: previews at the container's own address, and what is around them. */
import { readFileSync } from "node:fs";
import { unzipSync, strFromU8 } from "fflate";
import type { FrameLocator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Serving } from "../../../src/build/serve.ts";
import { PanelPage } from "../../browser/full/panel-page.ts";
import { useSite } from "../../browser/site.ts";
import { serveOffering, type Offer } from "../offering-site.ts";
import { startStandIn, type StandIn } from "../stand-in.ts";

const site = useSite();
let standIn: StandIn;
let offering: Serving;
let offered: Offer["engine"] = "webcontainer";

beforeAll(async () => {
  standIn = await startStandIn();
  const plain = { address: site.at(""), close: () => Promise.resolve() };
  offering = await serveOffering(plain, () => ({
    engine: offered,
    origin: standIn.origin,
    previews: standIn.previews,
  }));
});
afterAll(async () => {
  await offering.close();
  await standIn.close();
});

const open = (lab: string): Promise<PanelPage> =>
  PanelPage.open(site.browser, new URL(`labs/${lab}/`, offering.address).href, lab);
const served = (page: PanelPage): FrameLocator => page.lab.frameLocator(".preview iframe");
const frameHost = (page: PanelPage): Promise<string> =>
  page.lab.locator(".preview iframe").evaluate((frame: HTMLIFrameElement) => new URL(frame.src).host);
const hostOf = (port: number): string => standIn.previews.replace("http://*", String(port));

/** Runs a command to its end: the prompt is back. */
async function runWhole(page: PanelPage, command: string): Promise<void> {
  await page.run(command);
  const state = page.lab.locator("[data-state]");
  await expect.poll(() => state.innerText(), { timeout: 90_000 }).toMatch(new RegExp(`^Running ${command}`));
  await expect.poll(() => state.innerText(), { timeout: 90_000 }).toMatch(/^Finished in[^·]*· same output as recorded/);
}

/** The downloaded folder: its files by name. */
async function download(page: PanelPage): Promise<Record<string, string>> {
  const [saved] = await Promise.all([
    page.page.waitForEvent("download"),
    page.lab.getByRole("button", { name: "Download" }).click(),
  ]);
  const files = unzipSync(readFileSync(await saved.path()));
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

test("a lab that needs Node says so on the page's machine, what running it means, and is one press away", async () => {
  offered = "page";
  const page = await open("express-fruit");
  await page.run("npm install");
  const said = page.lab.locator(".explained");
  await expect
    .poll(() => said.innerText(), { timeout: 30_000 })
    .toMatch(/needs real Node[\s\S]*downloads StackBlitz's own runtime/);
  expect(standIn.open.size).toBe(0);
  await page.lab.getByRole("button", { name: "Run it in WebContainer" }).click();
  const state = page.lab.locator("[data-state]");
  await expect.poll(() => state.innerText(), { timeout: 90_000 }).toMatch(/same output as recorded/);
  expect(standIn.open.size).toBe(1);
  await page.close();
});

test("a site without WebContainer: the lab says what it needs and where it runs, and offers no other machine", async () => {
  const page = await PanelPage.open(site.browser, site.at("labs/express-fruit/"), "express-fruit");
  expect(await page.lab.innerText()).toMatch(/Needs your machine[\s\S]*added \d+ packages[\s\S]*Needs real Node/);
  await page.run("npm test");
  const said = page.lab.locator(".explained");
  await expect
    .poll(() => said.innerText(), { timeout: 30_000 })
    .toMatch(/real Node[\s\S]*not set up for it[\s\S]*download the lab/);
  expect(await page.lab.getByRole("button", { name: "Run it in WebContainer" }).count()).toBe(0);
  expect(Object.keys(await download(page))).toContain("fruit-express/app.js");
  await page.close();
});

test("Express: installed, tested, started; its page at the container's own address; the console; no packages kept", async () => {
  offered = "webcontainer";
  const page = await open("express-fruit");
  await runWhole(page, "npm install");
  await runWhole(page, "npm test");
  await page.run("npm start");
  await page.shows(1, /Listening on http:\/\/localhost:8080/);
  await page.tab("Preview").click();
  await served(page).getByRole("heading", { name: "Fruit from Express" }).waitFor({ timeout: 60_000 });
  expect(await frameHost(page)).toBe(hostOf(8080));
  await served(page).getByRole("link", { name: "medlar" }).click();
  await served(page).getByText('{"name":"medlar","season":"winter"}').waitFor();
  await page.lab.getByRole("textbox", { name: "Address" }).fill("/api/fruit/quince");
  await page.lab.getByRole("textbox", { name: "Address" }).press("Enter");
  await served(page).getByText('{"name":"quince","season":"autumn"}').waitFor();

  await page.tab("Requests").click();
  await page.lab.getByRole("textbox", { name: "Path" }).fill("/api/fruit/potato");
  await page.lab.getByRole("button", { name: "Send" }).click();
  await page.says(/^404 Not Found · \d+ ms/);
  await page.tab("Preview").click();
  await page.lab.getByRole("button", { name: "Stop" }).click();
  await page.says(/No server is listening: run npm start/);

  const files = Object.keys(await download(page));
  expect(files).toContain("fruit-express/package-lock.json");
  expect(files.filter((name) => name.includes("node_modules"))).toEqual([]);
  expect(page.errors).toEqual([]);
  await page.close();
});

test("Flask: the tests' tree, the page at the container's address, an edit, a form, Reset all", async () => {
  offered = "webcontainer";
  const page = await open("flask-fruit");
  await page.run("pytest -q");
  await page.shows(2, /10 passed in/);
  await page.tab("Tests: passed").waitFor();
  await page.run("make run");
  await page.shows(1, /Running on http:\/\/127\.0\.0\.1:8080/);
  await page.tab("Preview").click();
  const heading = served(page).getByRole("heading");
  await heading.waitFor({ timeout: 60_000 });
  expect(await frameHost(page)).toBe(hostOf(8080));

  await page.write("templates/fruit.html", (text) => text.replace("How about a", "Why not a"));
  const reloaded = async (): Promise<string> => {
    await page.lab.getByRole("button", { name: "Reload" }).click();
    return heading.innerText({ timeout: 10_000 }).catch(() => "");
  };
  await expect.poll(reloaded, { timeout: 60_000, interval: 1000 }).toMatch(/^Why not a \w+\?$/);
  await served(page).getByLabel("I wish for a").fill("Medlar");
  await served(page).getByRole("button", { name: "Send" }).click();
  await served(page).getByRole("listitem").getByText("medlar").waitFor();
  expect((await download(page))["fruit/templates/fruit.html"]).toContain("Why not a");

  await page.lab.getByRole("button", { name: "Reset all" }).click();
  await expect.poll(reloaded, { timeout: 60_000, interval: 1000 }).toMatch(/^How about a \w+\?$/);
  expect(page.errors).toEqual([]);
  await page.close();
});

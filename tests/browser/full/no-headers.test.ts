/** The built site on a host that sends no headers, as GitHub Pages: a service worker isolates it, and no page is reloaded twice. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { siteHandler } from "../../../src/build/static-server.ts";
import { useSite } from "../site.ts";
import { PanelPage } from "./panel-page.ts";

const site = useSite();
let server: Server;
let origin = "";
/** What stands in the place of the service worker's script; undefined: the built one. */
let script: string | undefined;

beforeAll(async () => {
  const plain = siteHandler({ folder: new URL("../../../dist/site", import.meta.url).pathname, base: "/", rules: [] });
  server = createServer((request, response) => {
    if (script === undefined || request.url !== "/isolation.js") return plain(request, response);
    response.writeHead(script === "" ? 404 : 200, { "Content-Type": "text/javascript" }).end(script);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://localhost:${String((server.address() as AddressInfo).port)}`;
});
afterEach(() => {
  script = undefined;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** A lab's page, and how often it has been loaded. */
async function open(lab: string): Promise<PanelPage & { readonly loads: () => number }> {
  const page = await PanelPage.open(site.browser, `${origin}/labs/${lab}/`, lab);
  let loads = 1;
  page.page.on("load", () => (loads += 1));
  return Object.assign(page, { loads: () => loads });
}
const isolated = (page: PanelPage): Promise<boolean> => page.page.evaluate(() => crossOriginIsolated);
const state = (page: PanelPage): Promise<string> => page.lab.locator("[data-state]").innerText();
const patient = { timeout: 90_000 };

test("a visit changes nothing; a press loads the page once more, isolated; the next one runs, with a preview", async () => {
  const page = await open("flask-fruit");
  expect(await isolated(page)).toBe(false);
  await page.run("pytest -q");
  await expect.poll(() => state(page).catch(() => ""), patient).toMatch(/loaded once more[\s\S]*Press again/);
  expect([await isolated(page), page.loads()]).toEqual([true, 2]);
  await page.run("pytest -q");
  await page.shows(2, /10 passed in/);
  await page.run("make run");
  await page.shows(1, /Running on http:\/\/127\.0\.0\.1:8080/);
  await page.tab("Preview").click();
  await page.lab.frameLocator(".preview iframe").getByRole("heading").waitFor(patient);
  await page.page.reload();
  expect([await isolated(page), page.loads()]).toEqual([true, 3]);
  expect(page.errors).toEqual([]);
  await page.close();
});

test.each([
  {
    name: "a worker that does not help",
    instead: "addEventListener('install', () => skipWaiting());",
    loads: 2,
    says: /reloaded once, which did not help[\s\S]*download the lab/,
  },
  {
    name: "a worker that is not there",
    instead: "",
    loads: 1,
    says: /a service worker was to add them \([\s\S]*download/,
  },
])("$name: at most one reload, and what is so is said", async ({ instead, loads, says }) => {
  script = instead;
  const page = await open("make-repaired");
  const said = page.lab.locator(".explained");
  await page.run("make");
  if (loads > 1) await expect.poll(() => page.loads(), patient).toBe(loads);
  await expect
    .poll(async () => {
      if ((await said.count()) === 0 && page.loads() === loads) await page.run("make").catch(() => undefined);
      return (await said.count()) > 0 ? said.innerText() : "";
    }, patient)
    .toMatch(says);
  expect(page.loads()).toBe(loads);
  expect(await page.lab.innerText()).toContain("Recorded output");
  await page.close();
});

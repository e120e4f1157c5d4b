/** What a lab says that its first run fetches, against the browser's own log of the network. */
import { expect, test } from "vitest";
import { LabPage } from "./lab-page.ts";
import { useSite } from "./site.ts";

const site = useSite();

/** The share of what is fetched by which the figure may be wrong. */
const TOLERANCE = 0.03;

test.each([
  { chapter: "weeks/1/testing/", name: "pytest-hello", action: "pytest -q", shows: /1 failed, 8 passed/ },
  { chapter: "weeks/1/flask/", name: "flask-fruit", action: "make run", shows: /Running on http/ },
])("$name says what `$action` fetches", async ({ chapter, name, action, shows }) => {
  const context = await site.browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(site.at(chapter), { waitUntil: "networkidle" });
  const lab = new LabPage(page, name);
  const told = Number(await lab.lab.locator("[data-first-run]").getAttribute("data-first-run"));
  const log = await context.newCDPSession(page);
  const fetched = new Map<string, number>();
  const addresses = new Map<string, string>();
  log.on("Network.requestWillBeSent", ({ requestId, request }) => addresses.set(requestId, request.url));
  log.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const address = addresses.get(requestId) ?? requestId;
    fetched.set(address.split("/").at(-1) ?? address, encodedDataLength);
  });
  await log.send("Network.enable");
  await lab.button(action).click();
  await lab.sees(shows, 100_000);
  await page.waitForLoadState("networkidle");
  const sum = [...fetched.values()].reduce((bytes, each) => bytes + each, 0);
  const list = [...fetched].map(([file, bytes]) => `${file} ${bytes}`).join("\n");
  expect(Math.abs(told - sum) / sum, `told ${told}, fetched ${sum}:\n${list}`).toBeLessThanOrEqual(TOLERANCE);
  await context.close();
});

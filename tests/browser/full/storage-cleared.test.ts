/** The site's storage cleared while a program runs: the run goes on, what was typed is there, the next run works. */
import type { BrowserContext } from "playwright-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LabPage } from "../lab-page.ts";
import { useSite } from "../site.ts";

const site = useSite();
let context: BrowserContext;
let lab: LabPage;

beforeEach(async () => {
  context = await site.browser.newContext({ viewport: { width: 1440, height: 900 } });
  lab = await LabPage.open(context, site.at("weeks/1/testing/"), "pytest-hello");
  await lab.button("make format").click();
  await lab.sees(/(unchanged|reformatted)/, 100_000);
});

afterEach(async () => {
  await context.close();
});

/** What "Clear site data" of the browser does, to every kind of storage, the caches, and the HTTP cache. */
async function clearEverything(): Promise<void> {
  const session = await context.newCDPSession(lab.page);
  await session.send("Storage.clearDataForOrigin", { origin: new URL(site.at("")).origin, storageTypes: "all" });
  await session.send("Network.clearBrowserCache");
  await session.detach();
}

/** The page's own scripts may do the same: databases are deleted under an open connection. */
async function deleteDatabases(): Promise<void> {
  await lab.page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      await new Promise<void>((resolve, reject) => {
        const asked = indexedDB.deleteDatabase(name ?? "");
        asked.onsuccess = () => resolve();
        asked.onerror = () => reject(new Error("not deleted"));
      });
    }
    for (const name of await caches.keys()) await caches.delete(name);
    localStorage.clear();
    sessionStorage.clear();
  });
}

/** test_greeting.py has the name in its own. */
const choose = (page: LabPage): Promise<void> =>
  page.lab.locator('[data-pane="files"] .tabs label:has(input[value="greeting.py"])').click();

/** The text of greeting.py as the browser keeps it; a database that is not there is not made by looking. */
const kept = (): Promise<unknown> =>
  lab.page.evaluate(async () => {
    const name = "companion-labs";
    if (!(await indexedDB.databases()).some((database) => database.name === name)) return undefined;
    return new Promise<unknown>((resolve, reject) => {
      const asked = indexedDB.open(name);
      asked.onerror = () => reject(new Error("not opened"));
      asked.onsuccess = () => {
        const read = asked.result.transaction("edits").objectStore("edits").get(["pytest-hello", "greeting.py"]);
        read.onsuccess = () => {
          asked.result.close();
          resolve((read.result as { content?: unknown } | undefined)?.content);
        };
      };
    });
  });
const keeps = (text: string): Promise<void> => expect.poll(kept, { timeout: 30_000 }).toBe(text);

describe.each([
  { how: "by the browser", clear: clearEverything },
  { how: "by a script of the site", clear: deleteDatabases },
])("storage cleared $how in the middle of a run", ({ clear }) => {
  test("the run goes on, what was typed stays and is kept, the next run works", async () => {
    await choose(lab);
    await lab.write("# typed before\n");
    await keeps("# typed before\n");
    await lab.type(
      "clear; python -c \"import time; print('on', flush=True); input(); import json; print(json.dumps([6 * 7]))\"",
    );
    await lab.sees(/^on$/m, 60_000);
    await clear();
    // What nobody has typed anew is saved again as well.
    await keeps("# typed before\n");
    await lab.write("# typed after\n");
    await lab.lab.locator("article:not([hidden]) .xterm-helper-textarea").focus();
    await lab.page.keyboard.press("Enter");
    await lab.sees(/^\[42\]$/m, 60_000);
    await lab.type(
      "clear; until grep -q after greeting.py; do sleep 0.1; done; cat greeting.py; python -c 'print(6 * 7)'",
    );
    await lab.sees(/^# typed after\n42$/m, 60_000);
    await keeps("# typed after\n");
    await lab.page.reload({ waitUntil: "networkidle" });
    const again = new LabPage(lab.page, "pytest-hello");
    await choose(again);
    await expect
      .poll(() => again.lab.locator('[data-pane="files"]').innerText(), { timeout: 30_000 })
      .toMatch(/# typed after/);
  });
});

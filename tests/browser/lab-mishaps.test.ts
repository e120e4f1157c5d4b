/** What hands in a hurry do to a lab, and what is there for who does not see its screen. */
import type { BrowserContext } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LabPage } from "./lab-page.ts";
import { useSite } from "./site.ts";

const site = useSite();

let context: BrowserContext;
beforeEach(async () => {
  context = await site.browser.newContext({ viewport: { width: 1440, height: 900 } });
});
afterEach(() => context.close());

const open = (name: string): Promise<LabPage> => LabPage.open(context, site.at("weeks/1/make/"), name);

test("a double click runs a command once, also while the machine still starts", async () => {
  const lab = await open("make-tab");
  await lab.button("make").evaluate((button: HTMLElement) => {
    button.click();
    button.click();
  });
  await lab.says("exit status 2");
  await lab.run("make -f tab.mk");
  expect((await lab.screen()).match(/missing separator/g)).toHaveLength(1);
  expect(await lab.screen()).not.toMatch(/^make$/m);
});

test("a command that runs is not started beside itself; another one gets a terminal of its own", async () => {
  const lab = await open("make-tab");
  await lab.write("all:\n\t@echo waiting; sleep 1000\n");
  await lab.button("make").click();
  await lab.sees(/^waiting$/m);
  await lab.button("make").click();
  await lab.says("make is still running. Stop it to run it again.");
  expect(await lab.lab.getByRole("tab").allInnerTexts()).toEqual(["Terminal"]);
  await lab.button("make -f tab.mk").click();
  await lab.sees("Good morning");
  expect(await lab.lab.getByRole("tab").allInnerTexts()).toEqual(["Terminal", "Terminal 2"]);
  await lab.lab.getByRole("tab", { name: "Terminal", exact: true }).click();
  await lab.button("Stop").click();
  await lab.says("exit status 130");
});

test("commands that are pressed before the machine is there all run", async () => {
  const lab = await open("make-tab");
  await lab.lab.evaluate((element) => {
    for (const button of element.querySelectorAll<HTMLElement>("button[data-command]")) button.click();
  });
  const shown = (): Promise<string> =>
    lab.lab.locator("[role=log]").evaluateAll((logs) => logs.map((log) => log.textContent).join("\n"));
  for (const printed of ["missing separator", "Good morning", "^I@echo"])
    await expect.poll(shown, { timeout: 20_000 }).toContain(printed);
  expect(await lab.lab.getByRole("tab").allInnerTexts()).toEqual(["Terminal", "Terminal 2", "Terminal 3"]);
});

test("all files are deleted, and come back in their order", async () => {
  const lab = await open("make-pipeline");
  await lab.run("make");
  await lab.editor.waitFor();
  await lab.type("rm -rf *");
  await expect.poll(() => lab.files()).toEqual([]);
  const stack = lab.lab.locator('[data-pane="files"] .stack');
  await expect.poll(() => stack.innerText()).toContain("There is no file here now.");
  await lab.button("Reset file").click();
  await lab.says("No file is shown.");
  await lab.button("Reset all").click();
  await expect.poll(() => lab.files()).toEqual(["Makefile", "data/trips.csv"]);
  await expect.poll(() => lab.editor.innerText()).toContain(".PHONY: all clean");
  expect(await lab.lab.locator('[data-pane="files"] input:checked').inputValue()).toBe("Makefile");
});

test("what a terminal shows, and what its message means, is there to be heard", async () => {
  const lab = await open("make-tab");
  await lab.run("make");
  const log = lab.lab.getByRole("log");
  const lines = (): Promise<string[]> => log.locator("p").allTextContents();
  await expect.poll(lines).toContain("Makefile:2: *** missing separator.  Stop.");
  expect(await lab.explained.getAttribute("aria-live")).toBe("polite");
  expect(await lab.explained.locator("code").allInnerTexts()).toContain("target: prerequisites");
  await lab.type("seq 1 100 | tr '\\n' ' '; echo end of it");
  // One long line, folded by the screen, is one line to who listens.
  await expect.poll(lines).toContainEqual(expect.stringMatching(/^1 2 3 .* 99 100 end of it$/));
  expect(await log.getAttribute("aria-live")).toBe("polite");
  await lab.type("seq 1 1000");
  await expect.poll(lines).toContain("1000");
  expect(await log.getAttribute("aria-live")).toBe("off");
  expect((await lines()).length).toBeLessThanOrEqual(300);
});

test("on a phone the line that is written next is in sight", async () => {
  await context.close();
  context = await site.browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const lab = await open("make-repaired");
  const bottom = lab.button("make clean");
  await bottom.evaluate((element) => scrollBy(0, element.getBoundingClientRect().top - 150));
  await bottom.tap();
  await lab.says("Finished in", 20_000);
  await expect
    .poll(() =>
      lab.lab
        .locator(".xterm-rows > div")
        .first()
        .evaluate((row) => {
          const { top, bottom: end } = row.getBoundingClientRect();
          return top > 40 && end < innerHeight;
        }),
    )
    .toBe(true);
});

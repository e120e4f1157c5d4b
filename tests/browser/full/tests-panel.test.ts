/** The tests' tree in the chapter on testing: from red to green, by the keyboard and by the mouse. */
import { expect, test } from "vitest";
import { useSite } from "../site.ts";
import { PanelPage } from "./panel-page.ts";

const site = useSite();

const open = (): Promise<PanelPage> => PanelPage.open(site.browser, site.at("weeks/1/testing/"), "pytest-hello");

test("red, the line, the mend, green", async () => {
  const page = await open();
  const { lab } = page;
  await page.run("pytest -v");
  await page.shows(1, /1 failed, 8 passed in/);
  await page.tab("Tests: 1 failed").click();
  await page.says(/^1 failed, 8 passed in \d/);

  const tree = lab.getByRole("tree", { name: "Tests" });
  const failed = tree.getByRole("treeitem", { name: /^test_the_edges_of_the_day\[18-evening\], failed/ });
  await failed.waitFor();
  expect(await tree.getByRole("treeitem", { name: /, passed/ }).count()).toBe(8);
  const details = lab.getByRole("region", { name: "Result" });
  await expect.poll(() => details.innerText()).toContain("- Good evening, Noor!");

  await failed.click();
  await lab.locator(".cm-blamed").waitFor();
  expect(await lab.locator(".cm-blamed").innerText()).toContain('assert greeting("Noor", hour)');

  await lab.getByRole("button", { name: "Run this one" }).click();
  await page.says(/^1 failed in/);
  await tree.getByRole("treeitem", { name: /^test_the_morning, passed, in an earlier run/ }).waitFor();

  await page.write("greeting.py", (text) => text.replace("hour <= 18", "hour < 18"));
  await lab.getByRole("button", { name: "Run what failed" }).click();
  await page.says(/^1 passed in/);
  await lab.getByRole("button", { name: "Run all" }).click();
  await page.says(/^9 passed in/);
  await page.tab("Tests: passed").waitFor();
  expect(page.errors).toEqual([]);
  await page.close();
});

test("arrow keys in the tree and along the tabs", async () => {
  const page = await open();
  const { lab } = page;
  await page.run("pytest -q");
  await page.shows(1, /1 failed, 8 passed in/);
  await page.tab("Terminal").focus();
  await page.page.keyboard.press("ArrowRight");
  expect(await page.tab(/^Tests/).getAttribute("aria-selected")).toBe("true");
  const panel = await page.tab(/^Tests/).getAttribute("aria-controls");
  expect(await lab.locator(`#${panel ?? ""}`).isVisible()).toBe(true);

  const focused = (): Promise<string> =>
    page.page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
  await lab.getByRole("treeitem", { name: /\[18-evening\]/ }).focus();
  await page.page.keyboard.press("ArrowLeft");
  expect(await focused()).toMatch(/^test_greeting.py, failed/);
  await page.page.keyboard.press("ArrowLeft");
  expect(await lab.getByRole("treeitem", { name: /^test_greeting.py/ }).getAttribute("aria-expanded")).toBe("false");
  await page.page.keyboard.press("ArrowRight");
  await page.page.keyboard.press("ArrowRight");
  expect(await focused()).toMatch(/^test_the_morning, passed/);
  await page.page.keyboard.press("End");
  expect(await focused()).toMatch(/^test_a_day_has_24_hours, passed/);
  await page.page.keyboard.press("Enter");
  await expect.poll(focused).toMatch(/^test_greeting.py, editor/);
  expect(page.errors).toEqual([]);
  await page.close();
});

test("coverage in the editor's gutter", async () => {
  const page = await open();
  const { lab } = page;
  await page.run("pytest -q");
  await page.shows(1, /1 failed, 8 passed in/);
  await page.write(
    "test_greeting.py",
    () => "from greeting import greeting\n\n\ndef test_one():\n    assert greeting('Noor', 9)\n",
  );
  await page.tab(/^Tests/).click();
  await lab.getByRole("button", { name: "Run with coverage" }).click();
  await page.says(/^1 passed in/);
  await page.choose("greeting.py");
  await lab.locator(".cm-coverage-missing").first().waitFor();
  expect(await lab.locator(".cm-coverage-missing").count()).toBe(4);
  expect(page.errors).toEqual([]);
  await page.close();
});

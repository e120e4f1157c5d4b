import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { useSite } from "../site.ts";

const site = useSite();

/** Every page of the built site in Chromium, narrow and in both themes. */
const SITE = fileURLToPath(new URL("../../../dist/site/", import.meta.url));
const TOGETHER = 3;

let paths: string[];

beforeAll(() => {
  paths = globSync("**/*.html", { cwd: SITE })
    .map((file) => file.replaceAll("\\", "/").replace(/index\.html$/, ""))
    .filter((path) => !/^(?:engine\/frame|preview)\.html$/.test(path))
    .sort();
});

/** What is wrong with a page: what axe finds, what sticks out, what moves after it is there, what fails. */
async function wrongWith(page: Page, path: string): Promise<string[]> {
  const errors: string[] = [];
  const note = (error: Error) => errors.push(`error: ${error.message}`);
  page.on("pageerror", note);
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(site.at(path), { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready);
  const axe = async (builder: AxeBuilder) => {
    const { violations } = await builder.analyze();
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  };
  const light = await axe(new AxeBuilder({ page }));
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await axe(new AxeBuilder({ page }).withRules(["color-contrast"]));
  const { sticksOut, shift } = await page.evaluate(() => ({
    sticksOut: document.documentElement.scrollWidth - innerWidth,
    shift: (globalThis as unknown as { shift: number }).shift,
  }));
  page.off("pageerror", note);
  return [
    ...light,
    ...dark.map((one) => `dark: ${one}`),
    ...(sticksOut > 0 ? [`sticks out by ${sticksOut} px`] : []),
    ...(shift > 0.01 ? [`shifts by ${shift}`] : []),
    ...errors,
  ].map((problem) => `/${path}: ${problem}`);
}

test("every page at 360 px: axe finds nothing in either theme, nothing sticks out, nothing shifts, nothing fails", async () => {
  const context = await site.browser.newContext({ viewport: { width: 360, height: 740 } });
  await context.addInitScript(() => {
    const seen = globalThis as unknown as { shift: number };
    seen.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  const waiting = [...paths];
  const problems: string[] = [];
  const work = async () => {
    const page = await context.newPage();
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      problems.push(...(await wrongWith(page, path)));
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
  await context.close();
  expect(paths.length).toBeGreaterThan(150);
  expect(problems.sort()).toEqual([]);
}, 1_200_000);

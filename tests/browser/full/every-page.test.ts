import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { shiftOf, watchShifts } from "../layout-shift.ts";
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
  const axe = async (builder: AxeBuilder) => {
    const { violations } = await builder.analyze();
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  };
  const light = await axe(new AxeBuilder({ page }));
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await axe(new AxeBuilder({ page }).withRules(["color-contrast"]));
  const layout = [await shiftOf(page), await outOf(page)];
  page.off("pageerror", note);
  return asWritten(path, [...light, ...dark.map((one) => `dark: ${one}`), ...layout, ...errors]);
}

/** How far a page is wider than its window. */
async function outOf(page: Page): Promise<string | undefined> {
  const out = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return out > 0 ? `sticks out by ${out} px` : undefined;
}

const asWritten = (path: string, problems: readonly (string | undefined)[]): string[] =>
  problems.filter((problem) => problem !== undefined).map((problem) => `/${path}: ${problem}`);

/** Visits every page, three at a time, and answers what is wrong with them. */
async function visit(width: number, wrong: (page: Page, path: string) => Promise<string[]>): Promise<string[]> {
  const context = await site.browser.newContext({ viewport: { width, height: 740 } });
  await watchShifts(context);
  const waiting = [...paths];
  const problems: string[] = [];
  const work = async () => {
    const page = await context.newPage();
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift())
      problems.push(...(await wrong(page, path)));
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
  await context.close();
  return problems.sort();
}

test("every page at 360 px: axe finds nothing in either theme, nothing sticks out, nothing shifts, nothing fails", async () => {
  expect(paths.length).toBeGreaterThan(150);
  expect(await visit(360, wrongWith)).toEqual([]);
}, 1_200_000);

test.each([768, 1440])(
  "every page at %i px: nothing shifts, nothing sticks out",
  async (width) => {
    const problems = await visit(width, async (page, path) => {
      await page.goto(site.at(path), { waitUntil: "load" });
      return asWritten(path, [await shiftOf(page), await outOf(page)]);
    });
    expect(problems).toEqual([]);
  },
  600_000,
);

import AxeBuilder from "@axe-core/playwright";
import { describe, expect, test } from "vitest";
import { shiftOf, watchShifts } from "./layout-shift.ts";
import { useSite } from "./site.ts";

const site = useSite();

const PAGES = [
  "",
  "weeks/",
  "weeks/1/make/",
  "labs/",
  "labs/make-course/",
  "about/",
  "handbook/",
  "search/",
  "nothing/",
];
const CHAPTER = "weeks/1/make/";

describe("the first visit of the chapter", () => {
  test("costs at most 50 kB over the wire, 15 kB of it script, and loads no machine", async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    const loaded: { url: string; type: string; bytes: number }[] = [];
    page.on("requestfinished", (request) => {
      void request.sizes().then((sizes) => {
        loaded.push({ url: request.url(), type: request.resourceType(), bytes: sizes.responseBodySize });
      });
    });
    await page.goto(site.at(CHAPTER), { waitUntil: "networkidle" });
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.waitForTimeout(500);
    const sum = (types: readonly string[]) =>
      loaded
        .filter((one) => types.length === 0 || types.includes(one.type))
        .reduce((bytes, one) => bytes + one.bytes, 0);
    expect(loaded.length).toBeGreaterThan(1);
    expect(sum([])).toBeLessThanOrEqual(50_000);
    expect(sum(["script"])).toBeLessThanOrEqual(15_000);
    expect(
      loaded.map((one) => one.url).filter((url) => /engine|editor|terminal|xterm|codemirror|labs\/.*json/.test(url)),
    ).toEqual([]);
    await context.close();
  });

  test("reads whole without script: the files, the output, the answers", async () => {
    const context = await site.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(site.at(CHAPTER));
    const text = await page.locator("main").innerText();
    expect(text).toContain("rm: cannot remove '*.txt': No such file or directory");
    expect(text).toContain(".PHONY: all greet files clean");
    await page.locator("#lab-make-course").scrollIntoViewIfNeeded();
    const lab = page.locator('companion-lab[data-lab="make-course"]');
    await lab.getByText("requirements.txt", { exact: true }).first().click();
    expect(await lab.locator('article[data-file="requirements.txt"]').innerText()).toContain("flask==");
    await context.close();
  });
});

/** One of each kind, and what has figures, labs or margin notes early. */
const SAMPLED = [
  ...["", "weeks/", "weeks/1/make/", "weeks/1/workflows/", "weeks/1/maturity-models/", "weeks/1/flask/"],
  ...["concepts/", "concepts/kaizen/", "certifications/", "certifications/mlrun/", "labs/flask-fruit/"],
  ...["handbook/panels/", "search/", "search/?q=make", "changes/"],
];

test.each([360, 1440])("at %i px nothing moves once it is drawn", async (width) => {
  const context = await site.browser.newContext({ viewport: { width, height: 900 } });
  await watchShifts(context);
  const page = await context.newPage();
  const moved: string[] = [];
  for (const path of SAMPLED) {
    await page.goto(site.at(path), { waitUntil: "networkidle" });
    const shift = await (path === CHAPTER ? shiftOf(page, 0) : shiftOf(page));
    if (shift !== undefined) moved.push(`/${path} ${shift}`);
  }
  expect(moved).toEqual([]);
  await context.close();
});

// Every page, in both themes, is looked at by `full/every-page.test.ts`.
describe.each(PAGES)("/%s", (path) => {
  test.each([
    [360, "light"],
    [820, "dark"],
    [1440, "light"],
  ] as const)("%i px, %s: axe finds nothing, nothing overflows, one h1, no error", async (width, colorScheme) => {
    const context = await site.browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("status of 404")) errors.push(message.text());
    });
    await page.goto(site.at(path), { waitUntil: "networkidle" });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual(
      [],
    );
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await page.locator("h1").count()).toBe(1);
    expect(errors).toEqual([]);
    await context.close();
  });
});

describe("the frame", () => {
  test("the chosen theme is kept, and is there before the first paint", async () => {
    const context = await site.browser.newContext({ colorScheme: "light" });
    const page = await context.newPage();
    await page.goto(site.at(CHAPTER));
    await page.getByRole("button", { name: "Use the dark theme" }).click();
    await page.goto(site.at("weeks/"));
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe("rgb(230, 227, 219)");
    await context.close();
  });

  test("narrow: the contents open in a dialog, Escape closes it and the focus returns", async () => {
    const context = await site.browser.newContext({ viewport: { width: 360, height: 800 } });
    const page = await context.newPage();
    await page.goto(site.at(CHAPTER));
    const opener = page.getByRole("button", { name: "Contents" });
    await opener.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Contents" });
    expect(await dialog.getByRole("link", { name: /^make/ }).getAttribute("aria-current")).toBe("page");
    await page.keyboard.press("Escape");
    expect(await dialog.count()).toBe(0);
    expect(await opener.evaluate((link) => link === document.activeElement)).toBe(true);
    await context.close();
  });

  test("is isolated, so that a machine can have shared memory", async () => {
    const page = await site.browser.newPage();
    await page.goto(site.at(CHAPTER));
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await page.close();
  });
});

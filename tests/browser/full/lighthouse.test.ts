import lighthouse from "lighthouse";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Serving } from "../../../src/build/serve.ts";
import { findChromium, serveBuiltSite } from "../support.ts";

/** A page of each kind. */
const PAGES = ["", "weeks/1/make/", "labs/make-course/", "certifications/", "concepts/", "search/"];

let browser: Browser;
let serving: Serving;
let port: number;

beforeAll(async () => {
  serving = await serveBuiltSite();
  const { executablePath, args } = await findChromium();
  port = 9300 + (process.pid % 500);
  browser = await chromium.launch({ executablePath, args: [...args, `--remote-debugging-port=${port}`] });
});
afterAll(async () => {
  await browser.close();
  await serving.close();
});

test.each(PAGES)("/%s: 100 in accessibility, best practices and SEO; nothing shifts", async (path) => {
  const result = await lighthouse(new URL(path, serving.address).href, {
    port,
    output: "json",
    logLevel: "silent",
    onlyCategories: ["accessibility", "best-practices", "seo", "performance"],
  });
  if (result === undefined) throw new Error("Lighthouse gave no result");
  const { categories, audits } = result.lhr;
  const weighty = ["accessibility", "best-practices", "seo"].flatMap((name) => categories[name]?.auditRefs ?? []);
  const failed = weighty
    .filter(({ weight }) => weight > 0)
    .map(({ id }) => audits[id])
    .filter((audit) => audit !== undefined && audit.score !== null && audit.score < 1)
    .map((audit) => `${audit?.id ?? ""}: ${audit?.title ?? ""} ${JSON.stringify(audit?.details ?? {}).slice(0, 400)}`);
  expect(failed).toEqual([]);
  expect(audits["cumulative-layout-shift"]?.numericValue).toBe(0);
});

/** Lighthouse's performance score of a page of each kind, over five loads each; the bytes are a test's (pages.test.ts). */
import lighthouse from "lighthouse";
import { chromium } from "playwright-core";
import { findChromium, serveBuiltSite } from "../browser/support.ts";
import type { Row } from "./measure.ts";

const PAGES = ["", "weeks/1/make/", "certifications/"];
const LOADS = 5;

export default async function pages(): Promise<Row[]> {
  const serving = await serveBuiltSite();
  const { executablePath, args } = await findChromium();
  const port = 9800 + (process.pid % 100);
  const browser = await chromium.launch({ executablePath, args: [...args, `--remote-debugging-port=${port}`] });
  try {
    const rows: Row[] = [];
    for (const page of PAGES) {
      const ours: number[] = [];
      // Now and then a load is not scored, when the browser drew nothing in time: it is made again.
      for (let load = 0; ours.length < LOADS && load < 3 * LOADS; load++) {
        const result = await lighthouse(new URL(page, serving.address).href, {
          port,
          logLevel: "silent",
          onlyCategories: ["performance"],
        });
        const score = result?.lhr.categories.performance?.score ?? undefined;
        if (score !== undefined) ours.push(Math.round(score * 100));
      }
      rows.push({ name: `/${page}: Lighthouse performance, as a slow phone`, ours, unit: "of 100" });
    }
    return rows;
  } finally {
    await browser.close();
    await serving.close();
  }
}

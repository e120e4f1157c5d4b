/** From the reader's click on `make` to the first output on the screen: cold (a new browser context) and warm. */
import type { Browser, Page } from "playwright-core";
import { openBrowser, serveBuiltSite } from "../browser/support.ts";
import type { Row } from "./measure.ts";

const LAB = 'companion-lab[data-lab="make-repaired"]';
const OUTPUT = "Good morning";
const COLD_RUNS = 10;
const WARM_RUNS = 20;

/** Presses the action with nothing hovered before; milliseconds until its first output is in the terminal's rows. */
async function firstOutput(page: Page, action: string, output: string): Promise<number> {
  return page.evaluate(
    ({ selector, action, output }) =>
      new Promise<number>((resolve, reject) => {
        const lab = document.querySelector(selector);
        const button = [...(lab?.querySelectorAll("button") ?? [])].find((one) => one.textContent.trim() === action);
        if (lab === null || button === undefined) {
          reject(new Error(`no button ${action}`));
          return;
        }
        const printed = (): number =>
          [...lab.querySelectorAll(".xterm-rows > div")].filter((row) =>
            row.textContent.replaceAll("\u00a0", " ").includes(output),
          ).length;
        const before = printed();
        const watch = new MutationObserver(() => {
          if (printed() <= before) return;
          watch.disconnect();
          resolve(performance.now() - began);
        });
        watch.observe(lab, { subtree: true, childList: true, characterData: true });
        const began = performance.now();
        button.click();
      }),
    { selector: LAB, action, output },
  );
}

async function coldRun(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(address, { waitUntil: "networkidle" });
    await page.locator(LAB).scrollIntoViewIfNeeded();
    return await firstOutput(page, "make", OUTPUT);
  } finally {
    await context.close();
  }
}

async function warmRuns(browser: Browser, address: string): Promise<number[]> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(address, { waitUntil: "networkidle" });
    await page.locator(LAB).scrollIntoViewIfNeeded();
    const figures: number[] = [];
    for (let run = 0; run <= WARM_RUNS; run++) {
      figures.push(await firstOutput(page, "make", OUTPUT));
      await page.locator(`${LAB} [data-state]`).getByText("Finished in").waitFor();
      await page.locator(`${LAB} .xterm-helper-textarea`).focus();
      await page.keyboard.type("clear\n");
      await page.locator(`${LAB} .xterm-rows`).getByText("morning").first().waitFor({ state: "detached" });
    }
    return figures.slice(1);
  } finally {
    await context.close();
  }
}

export default async function lab(): Promise<Row[]> {
  const serving = await serveBuiltSite();
  const browser = await openBrowser();
  try {
    const address = new URL("weeks/1/make/", serving.address).href;
    await coldRun(browser, address);
    const cold: number[] = [];
    for (let run = 0; run < COLD_RUNS; run++) cold.push(await coldRun(browser, address));
    return [
      { name: "click on make to first output, cold", ours: cold, unit: "ms", limit: { of: "ours", atMost: 400 } },
      {
        name: "click on make to first output, warm",
        ours: await warmRuns(browser, address),
        unit: "ms",
        limit: { of: "ours", atMost: 50 },
      },
    ];
  } finally {
    await browser.close();
    await serving.close();
  }
}

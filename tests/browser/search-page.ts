import type { Page } from "playwright-core";

/** Waits until names and full text have answered what is in the field. */
export async function settled(page: Page): Promise<void> {
  await page.locator('.search-results[aria-busy="false"]').waitFor({ state: "attached" });
}

/** The pages that are listed, best first, without the sections. */
export async function found(page: Page): Promise<string[]> {
  const links = page.locator(".search-results > li > a");
  return links.evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).pathname));
}

export async function titles(page: Page): Promise<string[]> {
  return page.locator(".search-results > li > a").allTextContents();
}

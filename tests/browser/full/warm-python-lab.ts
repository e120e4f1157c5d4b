import type { BrowserContext } from "playwright-core";
import { afterEach, beforeEach } from "vitest";
import { LabPage } from "../lab-page.ts";
import type { Site } from "../site.ts";

/** Before each test a lab on a page of its own in which Python has run once; what is given answers with that lab. */
export function useWarmPythonLab(site: Site): () => LabPage {
  let context: BrowserContext | undefined;
  let lab: LabPage | undefined;
  beforeEach(async () => {
    context = await site.browser.newContext({ viewport: { width: 1440, height: 900 } });
    lab = await LabPage.open(context, site.at("weeks/1/testing/"), "pytest-hello");
    await lab.button("make format").click();
    await lab.sees(/(unchanged|reformatted)/, 100_000);
  });
  afterEach(async () => {
    await context?.close();
  });
  return () => {
    if (lab === undefined) throw new Error("The lab is there within tests only.");
    return lab;
  };
}

import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import type { Serving } from "../../src/build/serve.ts";
import { openBrowser, serveBuiltSite } from "./support.ts";

/** The built site as a test file meets it, on an address of its own, and a browser to visit it with. */
export interface Site {
  readonly browser: Browser;
  /** The whole address of a page, from its path within the site. */
  at(path: string): string;
}

/** Serves the built site and opens a browser before the file's first test, and closes both after its last. */
export function useSite(): Site {
  let browser: Browser | undefined;
  let serving: Serving | undefined;
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error("The site is there within tests and hooks only.");
    return value;
  };
  beforeAll(async () => {
    serving = await serveBuiltSite();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await serving?.close();
  });
  return {
    get browser() {
      return there(browser);
    },
    at: (path) => new URL(path, there(serving).address).href,
  };
}

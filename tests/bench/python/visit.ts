/** Visits in Chromium: a profile of its own (its caches empty or filled by an earlier visit), a line, a page. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { findChromium } from "../../browser/support.ts";

/** Bytes a second and milliseconds of latency; undefined is the machine's own loopback. */
export interface Line {
  readonly bytesPerSecond: number;
  readonly latency: number;
}

/** 20 Mbit/s with the latency of a line at home. */
export const HOME_LINE: Line = { bytesPerSecond: 2_500_000, latency: 20 };

/** A browser's profile on disk: what one visit cached, the next one finds. */
export class Profile {
  readonly #folder = mkdtempSync(join(tmpdir(), "bench-profile-"));

  /** Opens a page in a browser of its own, lets `work` use it, and ends the browser. */
  async visit<T>(
    address: string,
    line: Line | undefined,
    work: (page: Page, context: BrowserContext) => Promise<T>,
  ): Promise<T> {
    const { executablePath, args } = await findChromium();
    const viewport = { width: 1440, height: 900 };
    const context = await chromium.launchPersistentContext(this.#folder, { executablePath, args, viewport });
    try {
      const page = context.pages()[0] ?? (await context.newPage());
      await page.goto(address, { waitUntil: "networkidle" });
      if (line !== undefined) {
        const session = await context.newCDPSession(page);
        await session.send("Network.enable");
        await session.send("Network.emulateNetworkConditions", {
          offline: false,
          latency: line.latency,
          downloadThroughput: line.bytesPerSecond,
          uploadThroughput: line.bytesPerSecond,
        });
      }
      return await work(page, context);
    } finally {
      await context.close();
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

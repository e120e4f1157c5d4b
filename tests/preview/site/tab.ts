/** A tab of the browser and a preview, handled alike. */
import type { BrowserContext, Frame, Page } from "playwright-core";
import { bridge } from "../harness.ts";

export type Step =
  | readonly ["open", path: string]
  | readonly ["click", selector: string]
  | readonly ["fill", selector: string, text: string]
  | readonly ["press", selector: string, key: string]
  | readonly ["file", selector: string]
  | readonly ["back"]
  | readonly ["forward"]
  | readonly ["reload"];

/** What is compared after a step: address, title, text, and what the expressions of a scenario give. */
export type Observed = Readonly<Record<string, unknown>>;

export abstract class Tab {
  readonly page: Page;
  readonly downloads: { name: string; text: string }[] = [];

  constructor(page: Page) {
    this.page = page;
  }

  abstract get frame(): Frame;
  protected abstract url(): Promise<string>;
  protected abstract move(step: "back" | "forward" | "reload"): Promise<void>;
  abstract goto(address: string): Promise<void>;
  abstract downloaded(): Promise<{ name: string; text: string }[]>;

  async do(step: Step, origin: string): Promise<void> {
    switch (step[0]) {
      case "open":
        return this.goto(origin + step[1]);
      case "click":
        // oxlint-disable-next-line typescript/no-deprecated -- the page may go away at once
        return this.frame.click(step[1], { timeout: 30_000, noWaitAfter: true });
      case "fill":
        return this.frame.fill(step[1], step[2], { timeout: 30_000 });
      case "press":
        // oxlint-disable-next-line typescript/no-deprecated -- as above
        return this.frame.press(step[1], step[2], { timeout: 30_000, noWaitAfter: true });
      case "file": {
        const buffer = Buffer.from("a file\nof two lines\n");
        return this.frame.setInputFiles(step[1], { name: "notes ü.txt", mimeType: "text/plain", buffer });
      }
      default:
        return this.move(step[0]);
    }
  }

  /** Undefined while a document is on its way. */
  async observe(expressions: Readonly<Record<string, string>>): Promise<Observed | undefined> {
    try {
      const seen = await this.frame.evaluate(
        (given) => ({
          state: document.readyState,
          title: document.title,
          text: document.body.innerText,
          ...Object.fromEntries(Object.entries(given).map(([name, code]) => [name, (0, eval)(code) as unknown])),
        }),
        expressions,
      );
      return seen.state === "complete" ? { ...seen, url: await this.url() } : undefined;
    } catch {
      return undefined;
    }
  }
}

export class RealTab extends Tab {
  static async open(context: BrowserContext): Promise<RealTab> {
    const tab = new RealTab(await context.newPage());
    tab.page.on("download", (download) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
        tab.downloads.push({
          name: download.suggestedFilename(),
          text: new TextDecoder().decode(Buffer.concat(chunks)),
        });
      })();
    });
    return tab;
  }

  /** Without cookies and downloads, as a new one. */
  async fresh(): Promise<void> {
    this.downloads.length = 0;
    await this.page.context().clearCookies();
    await this.page.goto("about:blank");
  }

  get frame(): Frame {
    return this.page.mainFrame();
  }

  protected url(): Promise<string> {
    return Promise.resolve(this.page.url());
  }

  protected async move(step: "back" | "forward" | "reload"): Promise<void> {
    if (step === "back") await this.page.goBack({ waitUntil: "commit" });
    else if (step === "forward") await this.page.goForward({ waitUntil: "commit" });
    else await this.page.reload({ waitUntil: "commit" });
  }

  async goto(address: string): Promise<void> {
    await this.page.goto(address, { waitUntil: "commit" });
  }

  downloaded(): Promise<{ name: string; text: string }[]> {
    return Promise.resolve(this.downloads);
  }
}

export class PreviewTab extends Tab {
  static async open(context: BrowserContext, harness: string): Promise<PreviewTab> {
    const page = await context.newPage();
    await bridge(page);
    await page.goto(harness);
    return new PreviewTab(page);
  }

  /** A new browser in a new page. */
  async fresh(): Promise<void> {
    await this.page.reload();
    await this.page.waitForFunction(() => "preview" in globalThis);
  }

  get frame(): Frame {
    const [, frame] = this.page.frames();
    if (frame === undefined) throw new Error("the harness has no frame");
    return frame;
  }

  protected url(): Promise<string> {
    return this.page.evaluate(() => globalThis.previewState?.url.href ?? "");
  }

  protected async move(step: "back" | "forward" | "reload"): Promise<void> {
    await this.page.evaluate(
      (how) => (how === "reload" ? preview.reload() : preview.go(how === "back" ? -1 : 1)),
      step,
    );
  }

  async goto(address: string): Promise<void> {
    await this.page.evaluate((url) => preview.open(new URL(url)), address);
  }

  downloaded(): Promise<{ name: string; text: string }[]> {
    return this.page.evaluate(() => globalThis.downloads);
  }
}

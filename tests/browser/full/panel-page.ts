/** A lab of a chapter with its panels, as a reader meets it. */
import type { Browser, Locator, Page } from "playwright-core";
import { expect } from "vitest";

const PATIENCE = { timeout: 90_000 };

export class PanelPage {
  readonly page: Page;
  readonly lab: Locator;
  readonly errors: string[] = [];

  private constructor(page: Page, name: string) {
    this.page = page;
    this.lab = page.locator(`companion-lab[data-lab="${name}"]`);
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") this.errors.push(message.text());
    });
  }

  static async open(browser: Browser, address: string, name: string, width = 1440): Promise<PanelPage> {
    const page = await (await browser.newContext({ viewport: { width, height: 900 } })).newPage();
    const lab = new PanelPage(page, name);
    await page.goto(address);
    await lab.lab.scrollIntoViewIfNeeded();
    return lab;
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  /** Presses one of the lab's commands. */
  async run(command: string): Promise<void> {
    await this.lab
      .locator("button[data-command]")
      .and(this.lab.getByText(command, { exact: true }))
      .click();
  }

  tab(name: string | RegExp): Locator {
    return this.lab.getByRole("tab", { name });
  }

  /** Waits until a terminal shows what matches; a line may be wrapped. */
  async shows(terminal: number, wanted: RegExp): Promise<void> {
    const rows = this.lab.locator(`article[aria-label="Terminal ${String(terminal)}"] .xterm-rows > div`);
    const text = async (): Promise<string> => {
      const lines = (await rows.allTextContents()).map((line) => line.replaceAll("\u00a0", " ").trimEnd());
      return `${lines.join("\n")}\n\n${lines.join("")}\n${this.errors.join("\n")}`;
    };
    await expect.poll(text, PATIENCE).toMatch(wanted);
  }

  /** Waits until the panel in sight says what matches, in its line of state. */
  async says(wanted: RegExp): Promise<void> {
    const state = this.lab.locator("article.panel:not([hidden]) .panel-state");
    await expect.poll(() => state.innerText(), PATIENCE).toMatch(wanted);
  }

  /** What the table of make's graph says of a target. */
  target(name: string): Promise<string> {
    return this.lab
      .getByRole("region", { name: "The graph as a table" })
      .getByRole("row")
      .filter({ has: this.page.getByRole("rowheader", { name, exact: true }) })
      .innerText();
  }

  /** Chooses a file's tab. */
  async choose(file: string): Promise<void> {
    await this.lab.locator(`[data-pane="files"] .tabs label:has(input[value="${file}"])`).click();
  }

  /** Puts a text in the place of a file's. */
  async write(file: string, change: (text: string) => string): Promise<void> {
    await this.choose(file);
    const editor = this.lab.locator(".cm-content");
    if ((await editor.count()) === 0) await this.lab.locator('[data-pane="files"] .stack').click();
    await expect.poll(() => editor.getAttribute("aria-label"), PATIENCE).toMatch(new RegExp(`^${file},`));
    const before = (await editor.locator(".cm-line").allTextContents()).join("\n");
    await editor.click();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.insertText(change(before));
  }
}

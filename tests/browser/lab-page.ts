/** A lab in a page of the built site, as a reader meets it: by names, by keys, by what is on the screen. */
import type { BrowserContext, Locator, Page } from "playwright-core";
import { expect } from "vitest";

export class LabPage {
  readonly page: Page;
  readonly lab: Locator;

  constructor(page: Page, name: string) {
    this.page = page;
    this.lab = page.locator(`companion-lab[data-lab="${name}"]`);
  }

  static async open(context: BrowserContext, address: string, name: string): Promise<LabPage> {
    const page = await context.newPage();
    await page.goto(address, { waitUntil: "networkidle" });
    return new LabPage(page, name);
  }

  button(name: string): Locator {
    return this.lab.getByRole("button", { name, exact: true });
  }

  /** The editor's text, its lines; only once it is there. */
  get editor(): Locator {
    return this.lab.locator(".cm-content");
  }

  get state(): Locator {
    return this.lab.locator("[data-state]");
  }

  get explained(): Locator {
    return this.lab.locator(".explained");
  }

  /** The rows of the terminal that is shown. */
  async screen(): Promise<string> {
    const rows = await this.lab.locator("article:not([hidden]) .xterm-rows > div").allInnerTexts();
    return rows
      .map((row) => row.replaceAll("\u00a0", " ").trimEnd())
      .join("\n")
      .trimEnd();
  }

  async sees(text: string | RegExp, timeout = 10_000): Promise<void> {
    const wanted: unknown = typeof text === "string" ? expect.stringContaining(text) : expect.stringMatching(text);
    await expect.poll(() => this.screen(), { timeout, interval: 50 }).toEqual(wanted);
  }

  async says(text: string | RegExp, timeout = 10_000): Promise<void> {
    const wanted: unknown = typeof text === "string" ? expect.stringContaining(text) : expect.stringMatching(text);
    await expect.poll(() => this.state.innerText(), { timeout, interval: 50 }).toEqual(wanted);
  }

  async explains(text: string | RegExp, timeout = 10_000): Promise<void> {
    const wanted: unknown = typeof text === "string" ? expect.stringContaining(text) : expect.stringMatching(text);
    await expect.poll(() => this.explained.innerText(), { timeout, interval: 50 }).toEqual(wanted);
  }

  /** Presses an action and waits for its end. */
  async run(action: string): Promise<void> {
    await this.button(action).click();
    await this.says("Finished in", 20_000);
  }

  /** Types a command line into the terminal that is shown. */
  async type(line: string): Promise<void> {
    await this.lab.locator("article:not([hidden]) .xterm-helper-textarea").focus();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press("Enter");
  }

  /** Puts a text in the place of the chosen file's. */
  async write(text: string): Promise<void> {
    if ((await this.editor.count()) === 0) await this.lab.locator('[data-pane="files"] .stack').click();
    await this.editor.click();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.insertText(text);
  }

  /** The names of the files that have a tab. */
  async files(): Promise<string[]> {
    return this.lab
      .locator('[data-pane="files"] .tabs input')
      .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
  }

  async choose(file: string): Promise<void> {
    await this.lab.locator('[data-pane="files"] .tabs label').filter({ hasText: file }).click();
  }
}

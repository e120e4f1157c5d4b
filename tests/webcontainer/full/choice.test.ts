/** The reader's choice of an engine, in the built site as it would be served where WebContainer is set up. */
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Serving } from "../../../src/build/serve.ts";
import { openBrowser, serveBuiltSite } from "../../browser/support.ts";
import { serveOffering, type Offer } from "../offering-site.ts";
import { startStandIn, type StandIn } from "../stand-in.ts";

let standIn: StandIn;
let serving: Serving;
let offering: Serving;
let offered: Offer["engine"] = "page";
let browser: Browser;

beforeAll(async () => {
  serving = await serveBuiltSite();
  standIn = await startStandIn();
  offering = await serveOffering(serving, () => ({
    engine: offered,
    origin: standIn.origin,
    previews: standIn.previews,
  }));
  browser = await openBrowser();
});
afterEach(async () => {
  standIn.scenario = { kind: "well" };
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser.close();
  await offering.close();
  await serving.close();
  await standIn.close();
});

interface Opened {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly lab: Locator;
  /** Addresses that were asked for. */
  readonly asked: string[];
  readonly run: (command: string) => Promise<void>;
  readonly says: (text: RegExp, seconds?: number) => Promise<void>;
}

/** A lab's page; `engine` is what the owner set, or "not set up". */
async function open(engine: "page" | "webcontainer" | "auto" | "not set up", name = "make-repaired"): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const asked: string[] = [];
  context.on("request", (request) => asked.push(request.url()));
  if (engine !== "not set up") offered = engine;
  const { address } = engine === "not set up" ? serving : offering;
  const page = await context.newPage();
  await page.goto(new URL(`labs/${name}/`, address).href);
  const lab = page.locator(`companion-lab[data-lab="${name}"]`);
  return {
    ...{ context, page, lab, asked },
    run: (command) =>
      lab
        .locator("button[data-command]")
        .and(lab.getByText(command, { exact: true }))
        .click(),
    says: async (text, seconds = 60) => {
      await expect.poll(() => lab.innerText(), { timeout: seconds * 1000, interval: 100 }).toMatch(text);
    },
  };
}

const choose = async ({ lab }: Opened, engine: string): Promise<void> => {
  const details = lab.locator("details[data-engines]");
  if (!(await details.evaluate((element: HTMLDetailsElement) => element.open)))
    await details.locator("summary").click();
  await details.locator(`input[value="${engine}"]`).check();
};

describe("a site where WebContainer is offered", () => {
  test("nothing of it is loaded for a reader who does not choose it", async () => {
    const one = await open("page");
    await one.run("make");
    await one.says(/Finished in/);
    await one.lab.locator("details[data-engines] summary").click();
    await one.says(/This page[\s\S]*WebContainer[\s\S]*The first run downloads StackBlitz's own runtime/);
    expect(one.asked.filter((url) => !url.startsWith(offering.address) && !/^(blob|data):/.test(url))).toEqual([]);
    expect(one.asked.filter((url) => /container/i.test(url))).toEqual([]);
    expect(standIn.open.size).toBe(0);
  });

  test("the reader chooses it, the same output comes, and the choice is remembered", async () => {
    const one = await open("page");
    await choose(one, "webcontainer");
    await one.run("make");
    await one.says(/same output as recorded/);
    expect(standIn.open.size).toBe(1);
    await one.page.reload();
    await one.lab.locator("details[data-engines] summary").click();
    expect(await one.lab.locator("details[data-engines] input:checked").inputValue()).toBe("webcontainer");
  });

  test("the owner's setting holds where the reader chose nothing", async () => {
    const one = await open("webcontainer");
    await one.run("make");
    await one.says(/same output as recorded/);
    expect(standIn.open.size).toBe(1);
  });

  test("a choice while a machine runs moves the lab, with the files as they are", async () => {
    const one = await open("page");
    await one.run("make");
    await one.says(/Finished in/);
    await choose(one, "webcontainer");
    await one.says(/The machine was replaced; your files are as they were/);
    expect(standIn.open.size).toBe(1);
    await one.run("make clean");
    await one.says(/Finished in/);
    await choose(one, "page");
    await expect.poll(() => standIn.open.size, { timeout: 20_000 }).toBe(0);
  });

  test("where it fails, one press runs the lab on the page, with the reader's edits", async () => {
    standIn.scenario = { kind: "build-throws", message: "quota exceeded" };
    const one = await open("webcontainer");
    await one.lab.locator('[data-pane="files"] .stack').click();
    await one.lab.locator(".cm-content").click();
    await one.page.keyboard.press("ControlOrMeta+a");
    await one.page.keyboard.insertText("all:\n\t@echo kept by the reader\n");
    await one.run("make");
    await one.says(/refused to start a container: quota exceeded/);
    await one.lab.getByRole("button", { name: "Run it on this page" }).click();
    // The editor has the words too: what ran says them without echo before.
    await one.says(/^kept by the reader/m);
    await one.says(/Finished in/);
    expect(standIn.open.size).toBe(0);
  });

  test("auto takes the page's machine where WebContainer does not start, and says so", async () => {
    standIn.scenario = { kind: "build-throws", message: "quota exceeded" };
    const one = await open("auto");
    await one.run("make");
    await one.says(/same output as recorded/);
    expect(standIn.open.size).toBe(0);
  });
});

test("a site that is not set up says so, and its policy lets no other frame in", async () => {
  const one = await open("not set up");
  await one.lab.locator("details[data-engines] summary").click();
  await one.says(/not set up for WebContainer/);
  expect(await one.lab.locator('input[value="webcontainer"]').isDisabled()).toBe(true);
  const policy = (await fetch(serving.address)).headers.get("content-security-policy");
  expect(policy).toContain("frame-src 'self';");
});

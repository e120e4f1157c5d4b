/** Python's prompt by keyboard, in a lab's terminal. */
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from "vitest";
import type { Serving } from "../../../src/build/serve.ts";
import { LabPage } from "../lab-page.ts";
import { openBrowser, serveBuiltSite } from "../support.ts";

let serving: Serving;
let browser: Browser;
let context: BrowserContext;
let lab: LabPage;

beforeAll(async () => {
  serving = await serveBuiltSite();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await serving.close();
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const address = new URL("weeks/1/testing/", serving.address).href;
  lab = await LabPage.open(context, address, "pytest-hello");
  await lab.button("make format").click();
  await lab.sees(/(unchanged|reformatted)/, 100_000);
});
afterEach(async () => {
  await context.close();
});

const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await lab.page.keyboard.press(key);
};
const type = async (text: string): Promise<void> => lab.page.keyboard.type(text, { delay: 20 });

describe("python on a terminal", () => {
  test("lines, several lines, history, Ctrl+C, Ctrl+D", async () => {
    await lab.type("clear; python");
    await lab.sees(/>>> ?$/, 60_000);
    await type("6 * 7\n");
    await lab.sees(/\n42\n>>> ?$/, 30_000);
    await type("def twice(x):\n");
    await type("return 2 * x\n");
    await press("Enter");
    await lab.sees(/return 2 \* x[\s\S]*>>> ?$/, 30_000);
    await type("twice(10)\n");
    await lab.sees(/\n20\n>>> ?$/, 30_000);
    await press("ArrowUp");
    await lab.sees(/>>> twice\(10\)$/, 30_000);
    await press("Backspace");
    await type(" + 1)\n");
    await lab.sees(/\n22\n>>> ?$/, 30_000);
    await type("abandoned");
    await press("Control+c");
    await lab.sees(/KeyboardInterrupt\n>>> ?$/, 30_000);
    await type("while True: pass\n");
    await press("Enter");
    await press("Control+c");
    await lab.sees(/KeyboardInterrupt\n>>> ?$/, 30_000);
    await type("1 / 0\n");
    await lab.sees(/ZeroDivisionError: division by zero\n>>> ?$/, 30_000);
    await press("Control+d");
    await lab.sees(/\$ ?$/, 30_000);
    await lab.type("echo status $?");
    await lab.sees("status 0", 30_000);
  });

  test("python -i keeps what the program made", async () => {
    await lab.type("clear; python -i greeting.py");
    await lab.sees(/>>> ?$/, 60_000);
    await type('greeting("Noor", 8)\n');
    await lab.sees(/'Good morning, Noor!'\n>>> ?$/, 30_000);
    await type("exit(3)\n");
    await lab.sees(/\$ ?$/, 30_000);
    await lab.type("echo status $?");
    await lab.sees("status 3", 30_000);
  });
});

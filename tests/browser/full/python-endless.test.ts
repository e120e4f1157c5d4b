/** Programs that never end by themselves, in a lab's terminal: each is told or stopped, and the terminal goes on. */
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

const rows = [
  {
    name: "recursion without end",
    program: "def f(): return f()\nf()",
    says: /RecursionError: maximum recursion depth exceeded/,
  },
  { name: "memory without end", program: "a = []\nwhile True: a.append(bytes(10**8))", says: /MemoryError/ },
  { name: "output without end", program: "while True: print('spam' * 20)", says: /^(?:spam){5}/m, stop: true },
  {
    name: "a program that swallows every Ctrl+C",
    program: "print('ready')\nwhile True:\n try:\n  while True: pass\n except BaseException: print('no')",
    says: /^ready$/m,
    stop: true,
  },
  {
    name: "threads without end",
    program:
      "import threading, time\nprint('ready')\nwhile True: threading.Thread(target=time.sleep, args=(1000,)).start()",
    says: /^ready$/m,
    stop: true,
  },
] as const;

describe("a program without end", () => {
  test.each(rows)("$name", async (row) => {
    await lab.type(
      `printf '%b' '${row.program.replaceAll("\n", "\\n").replaceAll("'", "'\\''")}\\n' > endless.py; clear`,
    );
    await lab.type("python endless.py");
    await lab.sees(row.says, 100_000);
    if ("stop" in row) await lab.button("Stop").click();
    await lab.sees(/\$ ?$/, 30_000);
    await lab.type("clear; python -c 'print(6 * 7)'");
    await lab.sees(/^42$/m, 60_000);
  });
});

/** Python's labs as a reader uses them: buttons in the chapter, two terminals, an edit, Stop. */
import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { useSite } from "./site.ts";

const site = useSite();

interface OpenLab {
  readonly page: Page;
  readonly lab: Locator;
  readonly errors: string[];
  readonly run: (command: string) => Promise<void>;
  /** What a terminal shows. */
  readonly text: (terminal: number) => Promise<string>;
  /** Types into a terminal. */
  readonly type: (terminal: number, keys: string) => Promise<void>;
  /** Waits until a terminal shows what matches; a line may be wrapped. */
  readonly shows: (terminal: number, wanted: RegExp, seconds?: number) => Promise<void>;
}

async function openLab(chapter: string, name: string): Promise<OpenLab> {
  const page = await (await site.browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(site.at(chapter));
  const lab = page.locator(`companion-lab[data-lab="${name}"]`);
  await lab.scrollIntoViewIfNeeded();
  const text = async (terminal: number): Promise<string> =>
    (await lab.locator(`article[aria-label="Terminal ${String(terminal)}"] .xterm-rows > div`).allTextContents())
      .map((line) => line.replaceAll("\u00a0", " ").trimEnd())
      .join("\n");
  return {
    page,
    lab,
    errors,
    text,
    run: async (command) =>
      lab
        .locator("button[data-command]")
        .and(lab.getByText(command, { exact: true }))
        .click(),
    type: async (terminal, keys) => {
      const tab = lab.getByRole("tab").nth(terminal - 1);
      if ((await tab.count()) > 0) await tab.click();
      await lab.locator(`article[aria-label="Terminal ${String(terminal)}"] textarea`).focus();
      await page.keyboard.type(keys);
    },
    shows: async (terminal, wanted, seconds = 60) => {
      // What is out of view is not drawn.
      const article = lab.locator(`article[aria-label="Terminal ${String(terminal)}"]`);
      await article.evaluate((element) => element.scrollIntoView({ block: "center" }));
      let seen = "";
      for (const end = Date.now() + seconds * 1000; Date.now() < end; await page.waitForTimeout(100)) {
        seen = await text(terminal);
        if (wanted.test(seen) || wanted.test(seen.replaceAll("\n", ""))) return;
      }
      const state = await lab.locator("[data-state]").textContent();
      expect(`${seen}\n[${state ?? ""}] ${errors.join("; ")}`).toMatch(wanted);
    },
  };
}

describe("labs in Python", () => {
  test("pytest-hello: red, then green", async () => {
    const { page, lab, errors, run, shows } = await openLab("weeks/1/testing/", "pytest-hello");
    await run("pytest -q");
    await shows(1, /1 failed, 8 passed in/, 90);
    await lab.locator('article[aria-label="Terminal 1"] textarea').focus();
    await page.keyboard.type("clear; sed -i 's/hour <= 18/hour < 18/' greeting.py\n");
    await run("pytest -q");
    await shows(1, /9 passed in/);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test("pytest-hello: Ctrl+C at any moment", async () => {
    const { page, lab, type, run, shows } = await openLab("weeks/1/testing/", "pytest-hello");
    await run("pytest -q");
    await shows(1, /1 failed, 8 passed in/, 90);
    // From before Python has begun to long after: whichever moment it meets, the shell is back with 130.
    for (const [turn, milliseconds] of [0, 40, 150, 400, 900, 1700].entries()) {
      await type(1, "clear; python -c 'import time; time.sleep(600)'\n");
      await page.waitForTimeout(milliseconds + Math.random() * 100);
      await page.keyboard.press("Control+c");
      await type(1, `echo back-${String(turn)}-$?\n`);
      await shows(1, new RegExp(`^back-${String(turn)}-130$`, "m"));
    }
    expect(await lab.locator("[data-state]").textContent()).not.toMatch(/did not answer/);
    await page.context().close();
  });

  test("flask-fruit: saved while the server runs: a template, then the program with --debug", async () => {
    const { page, errors, type, run, shows } = await openLab("weeks/1/flask/", "flask-fruit");
    await run("make run");
    await shows(1, /Running on http:\/\/127\.0\.0\.1:8080/, 90);
    await type(2, "curl -s localhost:8080/ | grep '<h1>'\n");
    await shows(2, /<h1>How about a \w+\?<\/h1>/);
    await type(2, "sed -i 's/How about/Why not/' templates/fruit.html; curl -s localhost:8080/ | grep '<h1>'\n");
    await shows(2, /<h1>Why not a \w+\?<\/h1>/);
    await type(1, "");
    await page.keyboard.press("Control+c");
    await shows(1, /\^C[\s\S]*\$ ?\s*$/);
    await type(1, "clear; flask --app app run --debug --port 8080\n");
    await shows(1, /Debugger PIN/, 90);
    await type(2, "clear; curl -s localhost:8080/api/fruit/sloe -o /dev/null -w '%{http_code}\\n'\n");
    await shows(2, /^404$/m);
    await type(2, 'clear; sed -i \'s/"medlar"/"sloe"/\' app.py\n');
    // What is not in view is not drawn.
    await type(1, "");
    await shows(1, /Detected change in '.*app\.py', reloading[\s\S]*Debugger PIN/);
    await type(2, "curl -s localhost:8080/api/fruit/sloe\n");
    await shows(2, /"name": ?"sloe"/);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test.each([
    {
      chapter: "weeks/1/flask/",
      name: "flask-fruit",
      up: /Running on http:\/\/127\.0\.0\.1:8080/,
      ask: "curl -s localhost:8080/api/fruit/quince",
      answer: /quince[^\n]*\n[\s\S]*quince/,
      refuse: "curl -i localhost:8080/api/fruit/potato",
      refused: /HTTP\/1\.1 404 NOT FOUND/,
      log: /"GET \/api\/fruit\/quince HTTP\/1\.1" 200/,
    },
    {
      chapter: "weeks/1/fastapi/",
      name: "fastapi-add",
      up: /Uvicorn running on http:\/\/127\.0\.0\.1:8080/,
      ask: "curl -s localhost:8080/add/2/3",
      answer: /5/,
      refuse: "curl -i localhost:8080/add/two/3",
      refused: /HTTP\/1\.1 422/,
      log: /"GET \/add\/2\/3 HTTP\/1\.1" 200/,
    },
  ])("$name: a server in one terminal, curl in another, Stop", async (one) => {
    const { page, lab, errors, run, type, shows } = await openLab(one.chapter, one.name);
    await run("make run");
    await shows(1, one.up, 90);
    await run(one.ask);
    await shows(2, one.answer);
    await run(one.refuse);
    await shows(2, one.refused);
    await run("pytest -q");
    await shows(2, /\d+ passed/);
    await lab.getByRole("tab").first().click();
    await shows(1, one.log);
    await type(2, "clear; echo still here > /tmp/mark; cat /tmp/mark\n");
    await shows(2, /^still here$/m);
    await lab.getByRole("tab").first().click();
    const stop = lab.getByRole("button", { name: "Stop" });
    await stop.click();
    await shows(1, /\^C[\s\S]*\$ ?\s*$/);
    // The machine is the same one, and the port is free.
    await type(2, `clear; cat /tmp/mark; ${one.refuse}\n`);
    await shows(2, /^still here\s+curl: \(7\) Failed to connect to localhost/m);
    expect(await lab.locator("[data-state]").textContent()).not.toMatch(/did not answer|had to be stopped/);
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

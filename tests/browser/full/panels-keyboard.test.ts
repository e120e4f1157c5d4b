/** A lab by the keyboard alone: every control is reached, seen, and pressed; the focus is never lost or held. */
import { expect, test } from "vitest";
import { useSite } from "../site.ts";
import { PanelPage } from "./panel-page.ts";

const site = useSite();

/** Two servers and many keys. */
const LONG = 300_000;

const open = (lab: string, width?: number): Promise<PanelPage> =>
  PanelPage.open(site.browser, site.at(`labs/${lab}/`), lab, width);

/** Where the keyboard is: what a screen reader calls it, "nowhere" when it is lost, undefined outside the lab. */
function here({ page }: PanelPage): Promise<string | undefined> {
  return page.evaluate(async () => {
    // What shows the focus may follow it by a frame.
    for (let frame = 0; frame < 2; frame += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
    const { activeElement: at } = document;
    if (at === null || at === document.body) return "nowhere";
    if (at.closest("companion-lab") === null) return undefined;
    const label = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? at.labels?.[0] : undefined;
    const named =
      at.getAttribute("aria-label") ??
      // A file's tab is a label around its button; around a text field it begins with the field's name.
      (label === undefined ? undefined : label.innerText.trim()) ??
      (at instanceof HTMLIFrameElement ? at.title : at.textContent);
    const style = getComputedStyle(at);
    const seen =
      (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) ||
      // The editor, a file's tab and the terminal show it around or beside what has the focus.
      at.closest(".cm-editor.cm-focused, label:has(:focus-visible), .xterm.focus") !== null ||
      (at.querySelector("rect") !== null &&
        parseFloat(getComputedStyle(at.querySelector("rect") ?? at).strokeWidth) > 3);
    return `${named.trim().replace(/,.*/s, "")}${seen ? "" : " (unseen)"}`;
  });
}

/** Goes through the lab with Tab from its first control on; answers where it came by. */
async function walk(page: PanelPage, back = false): Promise<string[]> {
  const stops: string[] = [];
  for (let at = await here(page); at !== undefined; at = await here(page)) {
    stops.push(at);
    if (at === "nowhere" || stops.length > 40) break;
    await page.page.keyboard.press(back ? "Shift+Tab" : "Tab");
  }
  return stops;
}

async function startAtFiles(page: PanelPage): Promise<void> {
  await page.lab.locator('[data-pane="files"] .tabs input:checked').focus();
}

const BEHIND = ["Stop", "Reset file", "Reset all", "Difference", "Download", "Where it runs"];

test(
  "Tab comes by every control of the tests, the requests and the preview, and out again",
  { timeout: LONG },
  async () => {
    const page = await open("flask-fruit");
    const { lab } = page;
    const press = (name: string): Promise<void> => lab.getByRole("button", { name, exact: true }).press("Enter");
    await press("make run");
    await page.shows(1, /Running on http:\/\/127\.0\.0\.1:8080/);
    // Enter in a file's text opens the editor on it.
    await startAtFiles(page);
    await page.page.keyboard.press("Tab");
    await page.page.keyboard.press("Enter");
    await expect.poll(() => here(page), { timeout: 60_000 }).toBe("app.py");
    const commands = await lab.locator("button[data-command]").allInnerTexts();
    const around = (panel: readonly string[]): string[] => ["app.py", "app.py", ...panel, ...commands, ...BEHIND];

    await page.tab("Terminal").first().focus();
    const [chosen] = [await here(page)];
    expect(chosen).toBe("Terminal");
    await page.page.keyboard.press("End");
    expect(await here(page)).toBe("Requests");
    await startAtFiles(page);
    const stops = await walk(page);
    const bench = ["Requests", "Open another terminal", "Method", "Path", "Send", "Copy as curl", "Headers and body"];
    expect(stops).toEqual(around(bench));
    await lab.getByText("Where it runs").focus();
    expect(await walk(page, true)).toEqual(around(bench).reverse());

    // By the keyboard: a request with a body, the answer, the history.
    await lab.getByRole("combobox", { name: "Method" }).focus();
    await page.page.keyboard.type("PO");
    await page.page.keyboard.press("Tab");
    await page.page.keyboard.press("ControlOrMeta+a");
    await page.page.keyboard.type("/api/fruit/quince");
    await page.page.keyboard.press("Enter");
    await page.says(/^405 /);
    expect(await here(page)).toBe("Path");
    await startAtFiles(page);
    expect(await walk(page)).toEqual(
      around([
        ...bench.slice(0, 5),
        "Requests sent before",
        "Copy as curl",
        "Headers and body",
        "Headers",
        "Body",
        expect.stringMatching(/^Headers \(\d+\)$/) as unknown as string,
        "Body of the response",
      ]),
    );

    await page.tab("Requests").focus();
    await page.page.keyboard.press("ArrowLeft");
    expect(await here(page)).toBe("Preview");
    await page.says(/^200 · \w+/);
    for (const name of ["Open another terminal", "Back", "Forward", "Reload", "Address"]) {
      await page.page.keyboard.press("Tab");
      expect(await here(page)).toBe(name);
    }
    // A way that leads nowhere keeps the focus, and so does one that is used up.
    await page.page.keyboard.press("ControlOrMeta+a");
    await page.page.keyboard.type("/api/fruit/quince");
    await page.page.keyboard.press("Enter");
    await page.says(/^200$/);
    await lab.getByRole("button", { name: "Back" }).press("Enter");
    await page.says(/^200 · \w+/);
    expect(await here(page)).toBe("Back");
    expect(await lab.getByRole("button", { name: "Back" }).getAttribute("aria-disabled")).toBe("true");
    await lab.getByRole("button", { name: "Forward" }).press("Enter");
    await page.says(/^200$/);
    expect(await here(page)).toBe("Forward");

    const stop = lab.getByRole("button", { name: "Stop" });
    await stop.press("Enter");
    await page.says(/^No server is listening/);
    expect(await here(page)).toBe("Stop");
    await expect.poll(() => stop.getAttribute("aria-disabled")).toBe("true");
    expect(await here(page)).toBe("Stop");
    expect(page.errors).toEqual([]);
    await page.close();
  },
);

test("a link in the page of the preview keeps the keyboard in the preview", { timeout: LONG }, async () => {
  const page = await open("flask-fruit");
  const { lab } = page;
  await page.run("make run");
  await page.shows(1, /Running on http:\/\/127\.0\.0\.1:8080/);
  await page.tab("Preview").click();
  await page.says(/^200 · \w+/);
  const frame = lab.frameLocator(".preview iframe");
  await frame.getByRole("link", { name: "Another one" }).focus();
  const before = await lab.locator(".preview iframe").elementHandle();
  await page.page.keyboard.press("Enter");
  await expect.poll(async () => before.evaluate((old) => old.isConnected)).toBe(false);
  await expect.poll(() => page.page.evaluate(() => document.activeElement?.localName)).toBe("iframe");
  expect(page.errors).toEqual([]);
  await page.close();
});

test(
  "the tests' tree: buttons that run keep the focus when they have nothing left to do",
  { timeout: LONG },
  async () => {
    const page = await open("pytest-hello", 360);
    const { lab } = page;
    await lab.getByRole("button", { name: "pytest -q", exact: true }).press("Enter");
    await page.shows(1, /1 failed, 8 passed in/);
    await page.tab(/^Terminal/).focus();
    await page.page.keyboard.press("ArrowRight");
    await page.says(/^1 failed, 8 passed in/);
    const stops: (string | undefined)[] = [];
    for (let at = 0; at < 7; at += 1) {
      await page.page.keyboard.press("Tab");
      stops.push(await here(page));
    }
    expect(stops).toEqual([
      "Open another terminal",
      "Run all",
      "Run what failed",
      "Run this one",
      "Run with coverage",
      "test_the_edges_of_the_day[18-evening]",
      "Result",
    ]);
    await page.write("greeting.py", (text) => text.replace("hour <= 18", "hour < 18"));
    const again = lab.getByRole("button", { name: "Run what failed" });
    await again.press("Enter");
    await page.says(/^1 passed in/);
    await expect.poll(() => again.getAttribute("aria-disabled")).toBe("true");
    expect(await here(page)).toBe("Run what failed");
    expect(page.errors).toEqual([]);
    await page.close();
  },
);

test(
  "the editor and the terminal let go: Escape, then Tab; what goes away hands over to its neighbour",
  { timeout: LONG },
  async () => {
    const page = await open("make-pipeline");
    const { lab } = page;
    await lab.getByRole("button", { name: "make", exact: true }).press("Enter");
    await page.shows(1, /report\.txt/);
    await lab.locator(".cm-content[aria-label^='Makefile, editor']").waitFor({ timeout: 60_000 });
    await startAtFiles(page);
    await page.page.keyboard.press("Tab");
    expect(await here(page)).toBe("Makefile");
    await page.page.keyboard.type("# a note");
    await page.page.keyboard.press("Tab");
    expect(await here(page)).toBe("Makefile");
    await page.page.keyboard.press("Escape");
    await page.page.keyboard.press("Tab");
    expect(await here(page)).toBe("Terminal");

    await page.page.keyboard.press("Tab");
    await page.page.keyboard.press("Tab");
    expect(await here(page)).toBe("Terminal 1");
    await page.page.keyboard.type("ls da");
    await page.page.keyboard.press("Tab");
    await page.shows(1, /ls data/);
    expect(await here(page)).toBe("Terminal 1");
    await page.page.keyboard.press("Escape");
    await page.page.keyboard.press("Tab");
    expect(await here(page)).not.toBe("Terminal 1");

    // Undo goes away when it is pressed; the keyboard is at its neighbour.
    await lab.getByRole("button", { name: "Reset all" }).press("Enter");
    await lab.getByRole("button", { name: "Undo" }).press("Enter");
    expect(await here(page)).toBe("Difference");

    await page.tab(/^Terminal/).focus();
    await page.page.keyboard.press("End");
    await lab.locator(".graph-picture svg").waitFor();
    await page.page.keyboard.press("Tab");
    await page.page.keyboard.press("Tab");
    expect(await here(page)).toMatch(/^all: /);
    await page.page.keyboard.press("ArrowRight");
    expect(await here(page)).toMatch(/^build\/report.txt: /);
    for (const size of ["Smaller", "Larger", "Whole"]) {
      await page.page.keyboard.press("Tab");
      expect(await here(page)).toBe(size);
    }
    await page.page.keyboard.press("Tab");
    expect(await here(page)).toBe("The graph as a table");
    expect(page.errors).toEqual([]);
    await page.close();
  },
);

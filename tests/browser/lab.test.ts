import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext } from "playwright-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LabPage } from "./lab-page.ts";
import { useSite } from "./site.ts";
import { centralModes } from "../fakes/zip-modes.ts";

const site = useSite();

let context: BrowserContext;
const CHAPTER = (): string => site.at("weeks/1/make/");
const open = (name = "make-repaired"): Promise<LabPage> => LabPage.open(context, CHAPTER(), name);

beforeEach(async () => {
  context = await site.browser.newContext({ viewport: { width: 1440, height: 900 } });
});
afterEach(() => context.close());

const HELLO = "all:\n\t@echo good evening\n";

describe("a reader runs a Makefile", () => {
  test("pressing make prints what the recipes print, the same as recorded, and new files get tabs", async () => {
    const lab = await open();
    await lab.run("make");
    await lab.sees("Good morning");
    for (const part of ["1", "2", "3"]) await lab.sees(`echo "part ${part}" > build/part-${part}.txt`);
    await lab.says("same output as recorded");
    await expect
      .poll(() => lab.files())
      .toEqual(["Makefile", "requirements.txt", "build/part-1.txt", "build/part-2.txt", "build/part-3.txt"]);
    await lab.choose("build/part-2.txt");
    await expect.poll(() => lab.editor.innerText()).toMatch(/^part 2\n+$/);
    await lab.run("make clean");
    await expect.poll(() => lab.files()).toEqual(["Makefile", "requirements.txt"]);
  });

  test("a command typed by keyboard runs, its exit status is told", async () => {
    const lab = await open();
    await lab.run("make");
    await lab.type("ls build | wc -l; (exit 3)");
    await lab.says("exit status 3");
    await lab.sees(/\n3\n/);
  });

  test("an edit of the Makefile shows in the next run", async () => {
    const lab = await open();
    await lab.write(HELLO);
    await lab.run("make");
    await lab.sees("good evening");
    await lab.says("your files differ from the recorded ones");
  });

  test("spaces for the TAB: GNU make's words, our note, the line marked", async () => {
    const lab = await open();
    await lab.write("all:\n    @echo good evening\n");
    await lab.run("make");
    await lab.sees("Makefile:2: *** missing separator.  Stop.");
    await lab.explains("Makefile:2: *** missing separator.  Stop.");
    await lab.explains("Begin the line with one TAB");
    await expect.poll(() => lab.lab.locator(".cm-blamed").innerText()).toBe("    @echo good evening");
  });

  test("a missing prerequisite and a loop are explained", async () => {
    const lab = await open();
    await lab.write("all: a\na: b\n\ttouch a\nb: a\n\ttouch b\n");
    await lab.run("make");
    await lab.explains("make: Circular b <- a dependency dropped.");
    await lab.write("all: nothing.txt\n");
    await lab.run("make");
    await lab.explains("Create nothing.txt, write a rule for it");
  });
});

describe("what has no end", () => {
  const ENDLESS = [
    ["a recipe that loops", "all:\n\t@while :; do :; done\n", "make"],
    ["a recipe that prints", "all:\n\t@yes\n", "make"],
    ["a recipe that ignores Ctrl+C", "all:\n\t@trap '' INT; while :; do :; done\n", "make"],
  ] as const;

  test.each(ENDLESS)("%s is stopped within a second, and the lab goes on", async (_name, makefile, action) => {
    const lab = await open();
    await lab.run("make clean");
    await lab.write(makefile);
    await lab.button(action).click();
    await lab.says("Running make");
    await lab.page.waitForTimeout(700);
    const stop = lab.button("Stop");
    const began = Date.now();
    await stop.click();
    await expect.poll(() => stop.isDisabled(), { timeout: 5000, interval: 20 }).toBe(true);
    expect(Date.now() - began).toBeLessThan(1000);
    await lab.write(HELLO);
    await lab.run("make");
    await lab.sees("good evening");
  });

  test("output without end is bounded, and what was not kept is told", async () => {
    const lab = await open();
    await lab.run("make clean");
    await lab.type("yes | head -n 300000");
    await lab.says(/[\d,]+ characters of output were not kept/, 30_000);
  });

  test("one line of a megabyte is shown", async () => {
    const lab = await open();
    await lab.run("make clean");
    await lab.type("head -c 1000000 /dev/zero | tr '\\0' x; echo; echo after");
    await lab.says("Finished in", 30_000);
    await lab.sees("after", 30_000);
  });
});

describe("what the reader typed is kept", () => {
  test("a reload shows the edit again and says so; reset and undo", async () => {
    const lab = await open();
    await lab.write(HELLO);
    await lab.says(/saved here/i);
    await lab.page.reload({ waitUntil: "networkidle" });
    await lab.lab.scrollIntoViewIfNeeded();
    await expect.poll(() => lab.editor.innerText(), { timeout: 10_000 }).toContain("good evening");
    await expect.poll(() => lab.lab.innerText()).toContain("Restored your changes to Makefile");
    await lab.run("make");
    await lab.sees("good evening");
    await expect.poll(() => lab.lab.innerText()).toContain("Restored your changes to Makefile");

    await lab.button("Reset file").click();
    await expect.poll(() => lab.editor.innerText()).toContain("parts :=");
    await lab.run("make");
    await lab.sees("Good morning");
    await lab.button("Undo").click();
    await expect.poll(() => lab.editor.innerText()).toContain("good evening");
    await lab.run("make");
    await expect.poll(async () => (await lab.screen()).match(/good evening/g)?.length).toBe(2);
  });

  test("the difference from the original is shown and taken away", async () => {
    const lab = await open();
    await lab.write(HELLO);
    await lab.button("Difference").click();
    await expect.poll(() => lab.lab.locator(".cm-deletedChunk").first().innerText()).toContain("parts");
    await lab.button("Difference").click();
    await expect.poll(() => lab.lab.locator(".cm-deletedChunk").count()).toBe(0);
  });

  test("the download is a zip archive of the folder as it is", async () => {
    const lab = await open();
    await lab.run("make");
    await expect.poll(async () => (await lab.files()).length).toBe(5);
    await lab.type("chmod 600 build/part-1.txt; yes | head -c 3000000 > big.txt; echo made it");
    await lab.sees(/^made it$/m);
    await lab.write(HELLO);
    const [download] = await Promise.all([lab.page.waitForEvent("download"), lab.button("Download").click()]);
    expect(download.suggestedFilename()).toBe("make.zip");
    const zip = new Uint8Array(readFileSync(await download.path()));
    const files = unzipSync(zip);
    const text = (name: string): string => new TextDecoder().decode(files[name]);
    expect(Object.keys(files).sort()).toEqual([
      "make/Makefile",
      "make/big.txt",
      "make/build/part-1.txt",
      "make/build/part-2.txt",
      "make/build/part-3.txt",
      "make/requirements.txt",
    ]);
    expect(text("make/Makefile")).toBe(HELLO);
    expect(text("make/build/part-3.txt")).toBe("part 3\n");
    expect(files["make/big.txt"]).toHaveLength(3_000_000);
    expect(centralModes(zip)).toMatchObject({ "make/build/part-1.txt": 0o600, "make/build/part-2.txt": 0o644 });
  });

  test("a second tab says so, and offers its text instead of taking ours away", async () => {
    const one = await open();
    await one.write("all:\n\t@echo one\n");
    await one.says(/saved here/i);
    const two = await open();
    await two.write("all:\n\t@echo two\n");
    await two.says(/saved here/i);
    await one.explains("Makefile was changed in another tab.");
    expect(await one.editor.innerText()).toContain("echo one");
    await one.button("Take that text").click();
    await expect.poll(() => one.editor.innerText()).toContain("echo two");
    await one.button("Undo").click();
    await expect.poll(() => one.editor.innerText()).toContain("echo one");
  });

  test("a browser that refuses to store: it is said, and the lab works", async () => {
    await context.addInitScript(() => {
      Object.defineProperty(globalThis, "indexedDB", {
        get: () => {
          throw new DOMException("no storage here", "SecurityError");
        },
      });
    });
    const lab = await open();
    await lab.write(HELLO);
    await lab.explains("This browser does not let the page store anything");
    await lab.run("make");
    await lab.sees("good evening");
    await lab.write(`${HELLO}# and more\n`);
    await lab.explains("This browser does not let the page store anything");
    await lab.says("Finished in");
  });
});

describe("when the browser's storage is full", () => {
  test("it is said, the text stays in the editor, and the lab works", async () => {
    await context.addInitScript(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException("no room", "QuotaExceededError");
      };
    });
    const lab = await open();
    await lab.write(HELLO);
    await lab.explains(/full|no room|space/i);
    expect(await lab.editor.innerText()).toContain("good evening");
    await lab.run("make");
    await lab.sees("good evening");
  });
});

describe("when things go wrong", () => {
  test("a machine that dies is said, and the next press starts another with the files", async () => {
    const lab = await open();
    await lab.write(HELLO);
    await lab.run("make");
    const workers = lab.page.workers();
    expect(workers.length).toBeGreaterThan(0);
    for (const worker of workers) {
      await worker
        .evaluate(() => {
          setTimeout(() => {
            throw new Error("out of memory");
          });
        })
        .catch(() => undefined);
    }
    await lab.explains(/machine/i);
    await lab.run("make");
    await lab.sees("good evening");
  });

  test("names with spaces, quotes and letters of many scripts are files like others", async () => {
    const lab = await open();
    await lab.run("make clean");
    await lab.write("all:\n\techo 1 > 'a b.txt'\n\techo 2 > \"it's.txt\"\n\techo 3 > 'größe ☃.txt'\n");
    await lab.run("make");
    await expect
      .poll(() => lab.files())
      .toEqual(["Makefile", "requirements.txt", "a b.txt", "it's.txt", "größe ☃.txt"]);
    await lab.choose("größe ☃.txt");
    await expect.poll(() => lab.editor.innerText()).toMatch(/^3\n+$/);
    await lab.write("drei\n");
    await lab.type("cat gr*.txt 'a b.txt'");
    await lab.sees("drei\n1");
  });
});

describe("for every reader", () => {
  test("Tab goes through the awake lab and out of it, forwards and backwards", async () => {
    const lab = await open();
    await lab.run("make");
    await expect.poll(() => lab.editor.count()).toBe(1);
    await lab.lab.locator('[data-pane="files"] .tabs input').first().focus();
    const inside = () => lab.lab.evaluate((element) => element.contains(document.activeElement));
    let steps = 0;
    while (await inside()) {
      expect(++steps).toBeLessThan(40);
      await lab.page.keyboard.press("Tab");
    }
    expect(steps).toBeGreaterThan(6);
    await lab.page.keyboard.press("Shift+Tab");
    for (steps = 0; await inside(); steps++) {
      expect(steps).toBeLessThan(40);
      await lab.page.keyboard.press("Shift+Tab");
    }
  });

  test("after typing, Tab inserts a TAB in a Makefile, and Escape lets the next one out", async () => {
    const lab = await open();
    await lab.write("all:\n");
    await lab.page.keyboard.press("Tab");
    await lab.page.keyboard.type("@echo tabbed");
    await lab.page.keyboard.press("Escape");
    await lab.page.keyboard.press("Tab");
    expect(await lab.editor.evaluate((element) => element.contains(document.activeElement))).toBe(false);
    await lab.run("make");
    await lab.sees("tabbed");
  });

  test("nothing of machine, editor or terminal is loaded before the reader reaches for a lab", async () => {
    const page = await context.newPage();
    const loaded: string[] = [];
    page.on("request", (request) => loaded.push(request.url()));
    await page.goto(CHAPTER(), { waitUntil: "networkidle" });
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.waitForTimeout(300);
    const before = loaded.length;
    expect(
      loaded.filter((url) => /\/engine\/|bench|code-editor|terminal-screen|xterm|labs\/.*\.json/.test(url)),
    ).toEqual([]);
    const lab = new LabPage(page, "make-repaired");
    await lab.run("make");
    const after = loaded.slice(before);
    expect(after.some((url) => url.includes("/engine/"))).toBe(true);
    expect(after.some((url) => url.includes("bench"))).toBe(true);
  });

  test.each([360, 820, 1440])("nothing flows over the page's edge at %i px after a run", async (width) => {
    const lab = await open();
    await lab.page.setViewportSize({ width, height: 800 });
    await lab.run("make");
    await expect.poll(() => lab.editor.count()).toBe(1);
    const over = await lab.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over).toBeLessThanOrEqual(0);
    const box = await lab.lab.locator("section").boundingBox();
    expect((box?.x ?? -1) + (box?.width ?? 9999)).toBeLessThanOrEqual(width);
  });

  test.each(["light", "dark"] as const)("axe finds nothing in a running lab, %s", async (colorScheme) => {
    const lab = await open();
    await lab.page.emulateMedia({ colorScheme });
    await lab.write("all:\n    @echo good evening\n");
    await lab.run("make");
    await lab.explains("missing separator");
    const { violations } = await new AxeBuilder({ page: lab.page })
      .include("companion-lab[data-lab=make-repaired]")
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html.slice(0, 200))])).toEqual([]);
  });
});

/** Every panel of a lab, with something to show and with nothing: axe, both themes, narrow and wide. */
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "vitest";
import { useSite } from "../site.ts";
import { PanelPage } from "./panel-page.ts";

const site = useSite();

/** axe asks twenty times and more. */
const LONG = 400_000;

/** Rules that axe does not ask by itself. */
const MORE = Object.fromEntries(
  ["label-content-name-mismatch", "focus-order-semantics", "target-size"].map((rule) => [rule, { enabled: true }]),
);

/** What is wrong in the lab as it stands, in either theme; `what` says which state that is. */
async function wrongWith({ page }: PanelPage, what: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).include("companion-lab").options({ rules: MORE }).analyze();
    for (const { id, nodes } of violations)
      found.push(`${what}, ${colorScheme}: ${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  }
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (over > 0) found.push(`${what}: sticks out by ${over} px`);
  const tall = await page.evaluate(
    () => document.querySelector(".lab .screens > :not([hidden])")?.getBoundingClientRect().height ?? 0,
  );
  if (tall < 160) found.push(`${what}: is ${tall} px high`);
  return found;
}

const open = (lab: string, width: number): Promise<PanelPage> =>
  PanelPage.open(site.browser, site.at(`labs/${lab}/`), lab, width);

test.each([360, 1440])(
  "%i px: terminal, editor, tests, preview and requests of a server's lab",
  async (width) => {
    const page = await open("flask-fruit", width);
    const { lab } = page;
    const wrong: string[] = [];
    const look = async (what: string): Promise<void> => void wrong.push(...(await wrongWith(page, what)));

    await page.run("curl -s localhost:8080/api/fruit/quince");
    await lab.locator(".cm-content[aria-label^='app.py, editor']").waitFor({ timeout: 60_000 });
    await look("terminal and editor");
    await page.tab("Tests").click();
    await page.says(/^No test has run yet: run pytest -q\./);
    await look("no tests");
    await page.tab("Preview").click();
    await page.says(/^No server is listening: run make run\./);
    await look("no page");
    await page.tab("Requests").click();
    await page.says(/^No server is listening: run make run\./);
    await look("no request");

    await page.run("make run");
    await page.shows(1, /Running on http:\/\/127\.0\.0\.1:8080/);
    await look("terminal of a server");
    await page.tab("Preview").click();
    await page.says(/^200 · \w+/);
    await look("a page");
    await page.tab("Requests").click();
    await lab.getByRole("textbox", { name: "Path" }).fill("/api/fruit/potato");
    await lab.getByRole("combobox", { name: "Method" }).selectOption("POST");
    await lab.getByRole("button", { name: "Send" }).click();
    await page.says(/^405 /);
    await look("a refused request");
    await page.run("pytest -q");
    await page.tab(/^Tests/).click();
    await page.says(/^10 passed in/);
    await look("tests that passed");
    await lab.getByRole("button", { name: "Difference" }).click();
    await page.write("app.py", (text) => text.replace("quince", "Quince"));
    await look("a changed file beside its original");
    expect(wrong).toEqual([]);
    expect(page.errors).toEqual([]);
    await page.close();
  },
  LONG,
);

test.each([360, 1440])(
  "%i px: a test that fails",
  async (width) => {
    const page = await open("pytest-hello", width);
    await page.run("pytest -q");
    await page.tab(/^Tests: 1 failed/).click({ timeout: 60_000 });
    await page.says(/^1 failed, 8 passed in/);
    expect(await wrongWith(page, "a failure")).toEqual([]);
    // What went wrong is in sight without a scroll of its own.
    const details = page.lab.getByRole("region", { name: "Result" });
    const line = details.locator(".wrong").first();
    expect(await line.innerText()).toMatch(/^> .*\nE .*/);
    const [outer, inner] = await Promise.all([details.boundingBox(), line.boundingBox()]);
    expect(inner?.y ?? 0).toBeGreaterThanOrEqual(outer?.y ?? Infinity);
    expect(inner?.y ?? Infinity).toBeLessThan((outer?.y ?? 0) + (outer?.height ?? 0));
    expect(page.errors).toEqual([]);
    await page.close();
  },
  LONG,
);

test.each([360, 1440])(
  "%i px: the graph",
  async (width) => {
    const page = await open("make-pipeline", width);
    const wrong: string[] = [];
    await page.run("touch data/trips.csv");
    await page.tab("Graph").click();
    await page.says(/^No graph yet: run make\./);
    wrong.push(...(await wrongWith(page, "no graph")));
    await page.run("make");
    await page.tab("Graph").click();
    await page.says(/^Done: 2 remade, 3 up to date, of 5 targets\./);
    await page.lab.locator(".graph-picture svg").waitFor();
    wrong.push(...(await wrongWith(page, "a graph")));
    expect(wrong).toEqual([]);
    const small = await page.lab
      .locator(".graph-picture text")
      .evaluateAll((texts) => texts.filter((text) => parseFloat(getComputedStyle(text).fontSize) < 12).length);
    expect(small).toBe(0);
    expect(page.errors).toEqual([]);
    await page.close();
  },
  LONG,
);

/**
 * Labs in a browser without WebAssembly JSPI: Python's threads run inline, each to its end when it is started. The
 * worker's script is given a first line that takes JSPI away; the page is told the file's new name and length.
 */
import type { BrowserContext, Route } from "playwright-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LabPage } from "../lab-page.ts";
import { useSite } from "../site.ts";

const site = useSite();
const TAKES_AWAY = "delete WebAssembly.Suspending;delete WebAssembly.promising;delete WebAssembly.SuspendError;\n";
/** The worker's script as the page's own script names it. */
const NAMED = /(file["']?:["'`])worker-([\da-f]{12})\.js(["'`],["']?bytes["']?:)(\d+)/g;

let context: BrowserContext;
let workers = 0;

async function answer(route: Route, change: (text: string) => string, path?: string): Promise<void> {
  const response = await route.fetch(path === undefined ? {} : { url: new URL(path, route.request().url()).href });
  const headers = { ...response.headers() };
  delete headers["content-encoding"];
  delete headers["content-length"];
  await route.fulfill({ status: response.status(), headers, body: change(await response.text()) });
}

beforeEach(async () => {
  workers = 0;
  context = await site.browser.newContext({ viewport: { width: 1440, height: 900 } });
  // The name of the changed file has no hash in it, so none is compared.
  const renamed = (text: string): string =>
    text.replace(
      NAMED,
      (_all, before: string, hash: string, between: string, bytes: string) =>
        `${before}worker.${hash}.js${between}${String(Number(bytes) + TAKES_AWAY.length)}`,
    );
  await context.route(
    (url) => url.pathname.endsWith(".js") && !url.pathname.includes("/engine/"),
    (route) => answer(route, renamed),
  );
  await context.route(/\/engine\/worker\.[\da-f]{12}\.js$/, (route) => {
    workers += 1;
    const file = new URL(route.request().url()).pathname.replace("/worker.", "/worker-");
    return answer(route, (text) => TAKES_AWAY + text, file);
  });
});

afterEach(async () => {
  await context.close();
});

const open = (chapter: string, name: string): Promise<LabPage> =>
  LabPage.open(context, site.at(`weeks/1/${chapter}/`), name);

/** Writes a file by the shell, and clears the terminal. */
async function put(lab: LabPage, file: string, text: string): Promise<void> {
  await lab.type(`printf '%b' '${text.replaceAll("\n", "\\n").replaceAll("'", "'\\''")}\\n' > ${file}; clear`);
  await lab.sees(/^\S+ \$ ?$/, 30_000);
}

describe("labs without JSPI", () => {
  test("pytest from red to green", async () => {
    const lab = await open("testing", "pytest-hello");
    await lab.button("pytest -q").click();
    await lab.sees(/1 failed, 8 passed/, 100_000);
    expect(workers).toBeGreaterThan(0);
    expect(await lab.screen()).not.toMatch(/could not be used/);
    await lab.type("clear; python -c 'import js'; sed -i 's/hour <= 18/hour < 18/' greeting.py; pytest -q");
    await lab.sees(/9 passed/, 60_000);
  });

  test("Flask: the server in one terminal, a page of it in another, Stop", async () => {
    const lab = await open("flask", "flask-fruit");
    await lab.button("make run").click();
    await lab.sees(/Running on http/, 100_000);
    await lab.button("curl -s localhost:8080/api/fruit/quince").click();
    await lab.sees(/"name": ?"quince"/, 60_000);
    await lab.lab.getByRole("tab").first().click();
    await lab.sees(/"GET \//, 30_000);
    await lab.button("Stop").click();
    await lab.sees(/\^C[\s\S]*\$ ?$/, 30_000);
  });

  test("FastAPI: a plain function answers, and the tests with its TestClient pass", async () => {
    const lab = await open("fastapi", "fastapi-add");
    await lab.button("pytest -q").click();
    await lab.sees(/6 passed/, 100_000);
    await lab.button("make run").click();
    await lab.sees(/Uvicorn running on http/, 100_000);
    await lab.button("curl -s localhost:8080/add/2/3").click();
    await lab.sees(/\{"sum":5\}/, 60_000);
  });

  test("a wait that would never end is explained, whatever it waits for", async () => {
    const lab = await open("testing", "pytest-hello");
    await lab.button("make format").click();
    await lab.sees(/(unchanged|reformatted)/, 100_000);
    await put(
      lab,
      "queue_first.py",
      "import queue, threading\nq = queue.Queue()\nt = threading.Thread(target=lambda: print(q.get()))\nt.start()\nq.put(1)",
    );
    await lab.type("python queue_first.py");
    await lab.sees(/RuntimeError: this thread waits for another one[\s\S]*\$ ?$/, 60_000);
    await put(
      lab,
      "served.py",
      'import http.server as h, threading\ns = h.HTTPServer(("", 8055), h.SimpleHTTPRequestHandler)\nthreading.Thread(target=s.serve_forever, daemon=True).start()\nprint("on")',
    );
    await lab.type("python served.py");
    await lab.sees(/a thread of this program has not ended/, 60_000);
    await lab.page.keyboard.press("Control+c");
    await lab.sees(/KeyboardInterrupt[\s\S]*\$ ?$/, 30_000);
  });
});

/** What a served page tries in order to get out of the preview, and what it gets. */
import { createServer, type Server } from "node:http";
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bridge, listen, startHarness } from "../../preview/harness.ts";
import { openBrowser } from "../support.ts";

let browser: Browser;
let harness: Awaited<ReturnType<typeof startHarness>>;
let served: Server;
let outside: Server;
let port = 0;
let outsidePort = 0;
/** Everything that reached a host (127.0.0.2: of this machine, but not what a preview takes for its loopback) that no page may reach. */
const reached: string[] = [];
let page: Page;

beforeAll(async () => {
  [browser, harness] = await Promise.all([openBrowser(), startHarness()]);
  served = createServer((request, response) => {
    const cookie = request.url === "/other" ? { "Set-Cookie": "own=1" } : {};
    response.writeHead(200, { "Content-Type": "text/html", ...cookie });
    response.end(`<!doctype html><title>served</title><p id=path>${request.url ?? ""}</p>`);
  });
  outside = createServer((request, response) => {
    reached.push(request.url ?? "");
    response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin" });
    response.end("outside");
  });
  [port, outsidePort] = await Promise.all([listen(served), listen(outside, "0.0.0.0")]);
  page = await (await browser.newContext()).newPage();
  await bridge(page);
  await page.goto(harness.origin);
  await page.evaluate(() => {
    localStorage.setItem("secret", "1");
    document.cookie = "site=secret";
  });
});
afterAll(async () => {
  await browser.close();
  harness.close();
  served.close();
  outside.closeAllConnections();
  outside.close();
});

/** A page of the served site, drawn anew. */
async function draw(): Promise<Frame> {
  await page.evaluate((url) => preview.open(new URL(url)), `http://localhost:${port}/start`);
  await expect.poll(() => page.evaluate(() => globalThis.previewState?.loading)).toBe(false);
  const frame = page.frames().find((each) => each.parentFrame() !== null);
  if (frame === undefined) throw new Error("no frame");
  await expect.poll(() => frame.evaluate(() => document.getElementById("path")?.textContent)).toBe("/start");
  return frame;
}

/** What code gives in the served page: its value, or the name of what it throws. */
async function attempt(code: string): Promise<unknown> {
  const frame = await draw();
  return frame.evaluate(async (given) => {
    try {
      return (await (0, eval)(`(async () => (${given}))()`)) as unknown;
    } catch (error) {
      return error instanceof Error ? error.name : String(error);
    }
  }, code);
}

test.each([
  { name: "the page around: its document", code: "parent.document.title", gets: "served" },
  { name: "the page around, by another way", code: "Reflect.get(window, 'top').document.title", gets: "SecurityError" },
  { name: "the page around: its storage", code: "top.localStorage.secret", gets: "SecurityError" },
  { name: "the page at the top", code: "top.document.cookie", gets: "SecurityError" },
  { name: "the element that it is in", code: "String(window.frameElement)", gets: "null" },
  { name: "who opened it", code: "String(window.opener)", gets: "null" },
  { name: "storage of the site", code: "localStorage.getItem('secret')", gets: null },
  { name: "cookies of the site", code: "document.cookie", gets: "" },
  {
    name: "storage by the prototype",
    code: "Object.getOwnPropertyDescriptor(Window.prototype, 'localStorage')?.get?.call(window)?.secret ?? 'none'",
    gets: "none",
  },
  {
    name: "databases",
    code: "new Promise((end) => { indexedDB.open('x').onerror = () => end('refused') })",
    gets: "SecurityError",
  },
  { name: "caches", code: "caches.open('x')", gets: "SecurityError" },
  { name: "files of the origin", code: "navigator.storage.getDirectory()", gets: "SecurityError" },
  { name: "a service worker", code: "navigator.serviceWorker.register('/x.js')", gets: "refused" },
  { name: "a shared worker", code: "new SharedWorker('data:text/javascript,1') && 'made'", gets: "refused" },
  { name: "a window", code: "String(window.open('about:blank'))", gets: "null" },
  { name: "a peer", code: "typeof RTCPeerConnection", gets: "undefined" },
  {
    name: "the pop-up of a link",
    code: "(() => { const a = document.createElement('a'); a.href = 'OUT/popup'; a.target = '_blank'; a.rel='x'; document.body.append(a); a.click(); return 'clicked' })()",
    gets: "clicked",
  },
])("$name", async ({ code, gets }) => {
  const pages = page.context().pages().length;
  const got = await attempt(code.replaceAll("OUT", `http://127.0.0.2:${outsidePort}`));
  if (gets === "refused")
    expect(["SecurityError", "TypeError", "NotSupportedError", "InvalidStateError"]).toContain(got);
  else expect(got).toBe(gets);
  expect(page.context().pages().length).toBe(pages);
  expect(new URL(page.url()).origin).toBe(harness.origin);
});

test("in a tab of its own the same page does reach that host", async () => {
  const tab = await browser.newPage();
  await tab.goto(`http://localhost:${port}/start`);
  await tab.evaluate((url) => fetch(url, { mode: "no-cors" }).then(() => 0), `http://127.0.0.2:${outsidePort}/control`);
  expect(reached.splice(0)).toEqual(["/control"]);
  await tab.close();
});

test.each([
  "fetch('OUT/fetch').catch(() => 0)",
  "fetch('OUT/no-cors', { mode: 'no-cors' }).catch(() => 0)",
  "void (new Image().src = 'OUT/image')",
  "void document.body.insertAdjacentHTML('beforeend', '<img src=OUT/markup><link rel=stylesheet href=OUT/style><link rel=prefetch href=OUT/prefetch><link rel=preload as=image href=OUT/preload><link rel=icon href=OUT/icon>')",
  "void (document.body.style.background = 'url(OUT/background)')",
  "void document.head.append(Object.assign(document.createElement('style'), { textContent: '@import url(OUT/import);@font-face{font-family:x;src:url(OUT/font)}p{font-family:x}' }))",
  "void document.head.append(Object.assign(document.createElement('script'), { src: 'OUT/script' }))",
  "import('OUT/module').catch(() => 0)",
  "void navigator.sendBeacon('OUT/beacon')",
  "new Promise((end) => { try { const s = new WebSocket('ws://127.0.0.2:PORT/socket'); s.onerror = s.onopen = () => end(0) } catch { end(0) } })",
  "void new EventSource('OUT/events')",
  "new Promise((end) => { const w = new Worker(URL.createObjectURL(new Blob([\"fetch('OUT/worker').catch(()=>0).finally(()=>postMessage(0))\"]))); w.onmessage = w.onerror = () => end(0) })",
  "void document.body.append(Object.assign(document.createElement('iframe'), { src: 'OUT/frame' }))",
  "(() => { const f = document.createElement('iframe'); document.body.append(f); return f.contentWindow?.fetch('OUT/inner').catch(() => 0) })()",
  "(() => { const f = document.createElement('iframe'); f.srcdoc = '<img src=OUT/srcdoc><script>fetch(\"OUT/srcdoc-fetch\")<\\/script>'; document.body.append(f) })()",
  "void document.body.insertAdjacentHTML('beforeend', '<object data=OUT/object></object><embed src=OUT/embed><video src=OUT/video></video><audio src=OUT/audio></audio><svg><image href=OUT/svg /></svg>')",
  "(() => { const f = document.createElement('form'); f.action = 'OUT/form'; f.method = 'post'; document.body.append(f); HTMLFormElement.prototype.submit.call(f) })()",
  "(() => { const d = document.implementation.createHTMLDocument(); const f = document.createElement('form'); f.action='OUT/button'; f.innerHTML='<button>'; document.body.append(f); f.querySelector('button').click() })()",
  "void window['loca' + 'tion'].assign('OUT/self')",
  "void (Reflect.get(window, ['loc', 'ation'].join('')).href = 'OUT/reflect')",
  "void document.head.insertAdjacentHTML('beforeend', '<meta http-equiv=refresh content=\"0; url=OUT/refresh\">')",
  "(() => { try { Reflect.get(window, 'top')[['loc', 'ation'].join('')] = 'OUT/top' } catch {} })()",
  "(() => { try { Reflect.get(window, 'parent')[['loc', 'ation'].join('')].replace('OUT/parent') } catch {} })()",
  "(() => { const a = document.createElement('a'); a.href = 'OUT/ping'; a.ping = 'OUT/pinged'; document.body.append(a); a.click() })()",
])("asks no other address: %s", async (code) => {
  const own = code.replaceAll("OUT", `http://127.0.0.2:${outsidePort}`).replaceAll("PORT", String(outsidePort));
  // A page that navigates its own frame away is not there to answer.
  await Promise.race([attempt(own).catch(() => undefined), page.waitForTimeout(3000)]);
  await page.waitForTimeout(250);
  expect(reached).toEqual([]);
  expect(new URL(page.url()).origin).toBe(harness.origin);
  expect(page.context().pages()).toHaveLength(1);
  await page.reload();
  await page.waitForFunction(() => "preview" in globalThis);
});

test("a page that says it is ready again gets no port, and what it forges is dropped", async () => {
  const frame = await draw();
  await frame.evaluate(() => {
    const real = Reflect.get(window, "top")!;
    const forged = [
      { type: "preview-ready" },
      { type: "show", html: "<p>forged" },
      { type: "navigate", url: "/forged", method: "GET", replace: false },
      null,
      { type: "__proto__" },
    ];
    Object.assign(globalThis, { ports: 0 });
    addEventListener("message", (event) => {
      Object.assign(globalThis, { ports: Number(Reflect.get(globalThis, "ports")) + event.ports.length });
    });
    setInterval(() => forged.forEach((message) => real.postMessage(message, "*")), 1);
  });
  await page.waitForTimeout(200);
  expect(await frame.evaluate(() => Number(Reflect.get(globalThis, "ports")))).toBe(0);
  // While the flood goes on, another page is opened: it is the new window that is spoken to.
  await page.evaluate((url) => preview.open(new URL(url)), `http://localhost:${port}/other`);
  const text = async (): Promise<string | undefined> => {
    const next = page.frames().find((each) => each.parentFrame() !== null);
    return next?.evaluate(() => document.getElementById("path")?.textContent ?? undefined).catch(() => undefined);
  };
  await expect.poll(text).toBe("/other");
  expect(await page.evaluate(() => globalThis.previewState?.url.pathname)).toBe("/other");
});

test("the site was asked for nothing but its own frame", () => {
  expect(
    [...new Set(harness.hits)].filter((path) => !["/", "/page.js", "/preview.html", "/favicon.ico"].includes(path)),
  ).toEqual([]);
});

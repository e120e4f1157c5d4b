import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LabPage } from "../lab-page.ts";
import { openBrowser, outsideEnvironment } from "../support.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

let server: ChildProcess;
let browser: Browser;
let address = "";

beforeAll(async () => {
  server = spawn("npm", ["run", "--silent", "dev", "--", "--port", "4600"], {
    cwd: ROOT,
    env: outsideEnvironment(),
    detached: true,
  });
  address = await new Promise<string>((resolve, reject) => {
    let printed = "";
    server.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const found = /http:\/\/localhost:\d+\//.exec(printed);
      if (found !== null) resolve(found[0]);
    });
    server.once("exit", () => reject(new Error(`npm run dev ended: ${printed}`)));
  });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  if (server.pid !== undefined) process.kill(-server.pid, "SIGTERM");
});

test("npm run dev sends the headers that production sends", async () => {
  const page = (await fetch(new URL("weeks/1/make/", address))).headers;
  expect(Object.fromEntries(page)).toMatchObject({
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "x-content-type-options": "nosniff",
    "content-security-policy": expect.stringMatching(/^default-src 'none'; script-src 'self' 'sha256-/) as unknown,
  });
  const frame = (await fetch(new URL("engine/frame.html", address))).headers;
  expect(frame.get("content-security-policy")).toContain("connect-src 'none'");
  expect(frame.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect((await fetch(new URL("preview.html", address))).status).toBe(200);
});

test("a lab runs under npm run dev", async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const lab = await LabPage.open(context, new URL("weeks/1/make/", address).href, "make-repaired");
  // The first press makes the development server prepare its packages, which may reload the page.
  const pressed = async (): Promise<string> => {
    const said = await lab.state.innerText();
    if (!said.includes("Finished")) await lab.button("make").click();
    return said;
  };
  await expect.poll(pressed, { timeout: 90_000, interval: 4000 }).toContain("same output as recorded");
  await context.close();
});

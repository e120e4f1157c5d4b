/** Python in Chromium, from the very assets that the site ships, without the site: tests, servers, and the lockdown. */
import { createServer, type Server } from "node:http";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PythonManifest } from "#python";
import { keptPythonAssets } from "../../src/build/python-kept.ts";

const ISOLATED = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};
const FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run", "--disable-sync"];

let folder: string;
let server: Server;
let browser: Browser;
let page: Page;
let manifest: PythonManifest;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "python-assets-"));
  ({ manifest } = await keptPythonAssets(folder, () => undefined));
  const [kernel] = (
    await build({
      entryPoints: [new URL("./python/kernel.worker.ts", import.meta.url).pathname],
      bundle: true,
      write: false,
      format: "iife",
      platform: "browser",
      target: "es2024",
    })
  ).outputFiles;
  server = createServer((request, response) => {
    const url = request.url ?? "/";
    const body = url === "/" ? "<!doctype html>" : url === "/kernel.js" ? kernel?.contents : readAsset(url);
    const type = url === "/" ? "text/html" : url.endsWith(".js") ? "text/javascript" : "application/octet-stream";
    response.writeHead(body === undefined ? 404 : 200, { ...ISOLATED, "Content-Type": type });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});

afterAll(async () => {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true });
});

function readAsset(url: string): Uint8Array | undefined {
  const name = /^\/assets\/([\w.-]+)$/.exec(url)?.[1];
  try {
    return name === undefined ? undefined : readFileSync(join(folder, name));
  } catch {
    return undefined;
  }
}

async function run(
  commands: readonly (readonly string[])[],
  files: Readonly<Record<string, string>>,
  lockdown = true,
): Promise<{ status: number; output: string }[]> {
  return page.evaluate(
    (job) =>
      new Promise<{ status: number; output: string }[]>((resolve, reject) => {
        const worker = new Worker("/kernel.js");
        worker.onmessage = (event: MessageEvent<{ status: number; output: string }[]>) => resolve(event.data);
        worker.onerror = (event) => reject(new Error(event.message));
        worker.postMessage(job);
      }),
    { manifest, lockdown, files, commands },
  );
}

const attack = readFileSync(new URL("./python/attack.py", import.meta.url), "utf8");

test("pytest from red to green", async () => {
  const files = { "test_a.py": "def test_a():\n    assert 1 + 1 == 3\n" };
  const mend = "p = open('test_a.py').read(); open('test_a.py', 'w').write(p.replace('3', '2'))";
  const [red, , green] = await run(
    [
      ["pytest", "-q"],
      ["python", "-c", mend],
      ["pytest", "-q"],
    ],
    files,
  );
  expect(red).toMatchObject({ status: 1, output: expect.stringContaining("1 failed in") as string });
  expect(green).toMatchObject({ status: 0, output: expect.stringContaining("1 passed in") as string });
});

test("a server in one process, curl in another", async () => {
  const main =
    "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/add/{a}/{b}')\ndef add(a: int, b: int): return a + b\n";
  const drive =
    "import subprocess, signal, time\np = subprocess.Popen(['uvicorn', 'main:app', '--port', '8080'], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)\n" +
    "while subprocess.run(['curl', '-s', '-o', '/dev/null', 'localhost:8080/']).returncode: time.sleep(0.1)\n" +
    "print(subprocess.check_output(['curl', '-s', 'localhost:8080/add/2/3']), flush=True); p.send_signal(signal.SIGINT); print(p.wait())\n";
  const [result] = await run([["python", "drive.py"]], { "main.py": main, "drive.py": drive });
  expect(result).toMatchObject({ status: 0, output: "b'5'\n0\n" });
});

test("the lockdown: nothing of the worker's global is within reach of Python", async () => {
  const [result] = await run([["python", "attack.py"]], { "attack.py": attack });
  expect(result).toMatchObject({ status: 0, output: "found []\nproxies True\n" });
});

test("the same attack finds what is there when nothing is locked", async () => {
  const [result] = await run([["python", "attack.py"]], { "attack.py": attack }, false);
  expect(result?.output).toContain("indexedDB");
});

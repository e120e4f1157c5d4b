/** The check of a deployment, against a server that sends what it should and against one that does not. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const PROGRAM = new URL("../../../src/build/verify-webcontainer.ts", import.meta.url).pathname;
const ISOLATED = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Content-Security-Policy":
    "default-src 'none'; frame-src 'self' https://stackblitz.com https://*.webcontainer-api.io",
};
const FRAMED = { ...ISOLATED, "Cross-Origin-Resource-Policy": "cross-origin" };

let server: Server;
let address = "";
let bare = false;
let folder = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "verify-"));
  server = createServer(({ url }, response) => {
    const headers = url === "/" ? ISOLATED : FRAMED;
    response.writeHead(200, bare ? {} : headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

function verify(args: readonly string[], answers = ""): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: folder });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (bytes: Buffer) => (output += bytes.toString()));
    child.on("close", (status) => resolve({ status, output }));
    child.stdin.on("error", () => undefined);
    child.stdin.end(answers);
  });
}

test("all holds: the answers are written down and it ends well", async () => {
  const { status, output } = await verify([address], "y\n".repeat(20));
  expect(output).toMatch(/(\d+) of \1 hold/);
  expect(status).toBe(0);
  const [name = ""] = readdirSync(folder);
  const report = JSON.parse(readFileSync(join(folder, name), "utf8")) as { address: string; checks: unknown[] };
  expect(report.address).toBe(`${address}/`);
  expect(report.checks.length).toBeGreaterThan(12);
});

test("an answer that is no, and questions that nobody answered", async () => {
  const { status, output } = await verify([address], "y\nno: the page stays blank\n");
  expect(output).toMatch(/7 of \d+ hold[\s\S]*no: the page stays blank: Choose WebContainer[\s\S]*not answered: /);
  expect(status).toBe(1);
});

test("a server without the headers is told so, one by one", async () => {
  bare = true;
  const { status, output } = await verify([address], "y\n".repeat(20));
  bare = false;
  expect(output).toMatch(/^yes: http[\s\S]*NO: Cross-Origin-Opener-Policy[\s\S]*NO: frame-src .*there is none/);
  expect(status).toBe(1);
});

test.each([
  { name: "no address", args: [], says: /write the address of the deployed site/ },
  {
    name: "an address where nobody answers",
    args: ["http://127.0.0.1:9/"],
    says: /127\.0\.0\.1:9\/ does not answer: /,
  },
])("$name is refused", async ({ args, says }) => {
  const { status, output } = await verify(args);
  expect(output).toMatch(says);
  expect(status).toBe(2);
});

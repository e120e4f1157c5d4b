import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, request, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { siteHandler } from "../../../src/build/static-server.ts";

const SCRIPT = "export const answer = 42;\n".repeat(40);
const HEADERS = `/*
  X-Everywhere: yes
/assets/*
  Cache-Control: public, max-age=31536000, immutable
`;

let folder: string;
let server: Server;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "site-"));
  mkdirSync(join(folder, "site/assets"), { recursive: true });
  mkdirSync(join(folder, "site/weeks/a b"), { recursive: true });
  writeFileSync(join(folder, "site/_headers"), HEADERS);
  writeFileSync(join(folder, "site/index.html"), "<h1>home</h1>");
  writeFileSync(join(folder, "site/404.html"), "<h1>not here</h1>");
  writeFileSync(join(folder, "site/weeks/a b/index.html"), "<h1>spaced</h1>");
  writeFileSync(join(folder, "site/assets/app.js"), SCRIPT);
  writeFileSync(join(folder, "site/assets/app.js.br"), brotliCompressSync(SCRIPT));
  writeFileSync(join(folder, "site/assets/app.js.gz"), gzipSync(SCRIPT));
  writeFileSync(join(folder, "secret.txt"), "secret");
  symlinkSync(join(folder, "secret.txt"), join(folder, "site/leak.txt"));
  server = createServer(siteHandler({ folder: join(folder, "site"), base: "/notes/" }));
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Asks with the path as it is written: `fetch` would take `..` away. */
function ask(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    asked.on("error", reject);
    asked.end();
  });
}

describe("what is asked for and what comes", () => {
  test.each([
    ["the first page", "/notes/", 200, "<h1>home</h1>"],
    ["a folder with a space", "/notes/weeks/a%20b/", 200, "<h1>spaced</h1>"],
    ["a query is not part of the path", "/notes/?q=make", 200, "<h1>home</h1>"],
    ["a page that is not there", "/notes/nothing/", 404, "<h1>not here</h1>"],
    ["another site's path", "/elsewhere/", 404, "This site is at /notes/.\n"],
    ["a step up", "/notes/../secret.txt", 400, "That is not a path.\n"],
    ["a step up, escaped", "/notes/%2e%2e/secret.txt", 400, "That is not a path.\n"],
    ["a step up with backslashes", "/notes/..%5csecret.txt", 400, "That is not a path.\n"],
    ["a NUL", "/notes/%00", 400, "That is not a path.\n"],
    ["a broken escape", "/notes/%E0%A4", 400, "That is not a path.\n"],
    ["a link that leads out", "/notes/leak.txt", 404, "<h1>not here</h1>"],
  ] as const)("%s", async (_name, path, status, body) => {
    const answer = await ask(path);
    expect([answer.status, answer.body.toString()]).toEqual([status, body]);
  });

  test("a folder without its slash is told where it is, with its query", async () => {
    const { status, headers } = await ask("/notes/weeks/a%20b?x=1");
    expect([status, headers.location]).toEqual([301, "/notes/weeks/a%20b/?x=1"]);
  });

  test("the bare host leads to the site", async () => {
    const { status, headers } = await ask("/");
    expect([status, headers.location]).toEqual([302, "/notes/"]);
  });

  test("what is not reading is refused", async () => {
    const { status, headers } = await ask("/notes/", {}, "POST");
    expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
  });

  test("HEAD sends the headers alone", async () => {
    const { status, headers, body } = await ask("/notes/", {}, "HEAD");
    expect([status, headers["content-length"], body.length]).toEqual([200, "13", 0]);
  });
});

describe("headers", () => {
  test("type, immutable caching by the rules, brotli where it is taken", async () => {
    const { headers, body } = await ask("/notes/assets/app.js", { "Accept-Encoding": "gzip, br" });
    expect(headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      "content-encoding": "br",
      vary: "Accept-Encoding",
      "x-everywhere": "yes",
    });
    expect(brotliDecompressSync(body).toString()).toBe(SCRIPT);
  });

  test.each([
    ["gzip alone", "gzip", "gzip"],
    ["brotli refused by its weight", "br;q=0, gzip", "gzip"],
    ["nothing taken", "identity", undefined],
  ] as const)("%s", async (_name, accepted, encoding) => {
    const { headers } = await ask("/notes/assets/app.js", { "Accept-Encoding": accepted });
    expect(headers["content-encoding"]).toBe(encoding);
  });

  test("what is there already is not sent again; each encoding has a tag of its own", async () => {
    const plain = (await ask("/notes/assets/app.js")).headers.etag ?? "";
    const packed = (await ask("/notes/assets/app.js", { "Accept-Encoding": "br" })).headers.etag ?? "";
    expect(plain).not.toBe(packed);
    const again = await ask("/notes/assets/app.js", { "If-None-Match": `"other", W/${plain}` });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect((await ask("/notes/assets/app.js", { "If-None-Match": packed })).status).toBe(200);
  });

  test("a page that is not there is not kept", async () => {
    expect((await ask("/notes/nothing/")).headers["cache-control"]).toBe("no-store");
  });
});

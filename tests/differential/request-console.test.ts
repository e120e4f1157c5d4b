/**
 * The request console and curl: what the server saw of a request, and what came back, byte for byte. The command is the
 * one that the console copies; the real curl runs it, typed into a real shell.
 */
import { execFile } from "node:child_process";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { curlCommand, requestOf, type RequestDraft } from "../../src/elements/request-draft.ts";
import { renderRequest, ResponseParser } from "../../src/http/index.ts";

let server: Server;
let port = 0;

/** What only the program's own name and habits decide: curl says who it is, and keeps the connection. */
const OWN = new Set(["user-agent", "connection"]);

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const lines: string[] = [];
      for (let at = 0; at < request.rawHeaders.length; at += 2) {
        const name = request.rawHeaders[at] ?? "";
        // RFC 9110, section 8.6: a POST without a body may say so, or say nothing.
        const nothing = name.toLowerCase() === "content-length" && request.rawHeaders[at + 1] === "0";
        if (!OWN.has(name.toLowerCase()) && !nothing) lines.push(`${name}: ${request.rawHeaders[at + 1] ?? ""}`);
      }
      const url = new URL(request.url ?? "/", "http://localhost");
      const status = Number(url.searchParams.get("status") ?? 200);
      const text = [`${request.method ?? ""} ${request.url ?? ""}`, ...lines.sort(), "", ""].join("\n");
      const body = Buffer.concat([Buffer.from(text, "latin1"), ...chunks]);
      response.sendDate = false;
      response.setHeader("X-Twice", ["one", "two"]);
      if (url.pathname === "/redirect") response.setHeader("Location", "/elsewhere");
      if (url.pathname === "/gzip") response.setHeader("Content-Encoding", "gzip");
      if (url.pathname === "/binary") response.setHeader("Content-Type", "application/octet-stream");
      response.writeHead(status, url.searchParams.get("reason") ?? undefined);
      if (url.pathname === "/chunks") for (const byte of body) response.write(Uint8Array.of(byte));
      response.end(url.pathname === "/chunks" ? undefined : url.pathname === "/gzip" ? gzipSync(body) : body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** As the engine sends it: bytes over one connection. */
async function byConsole(draft: RequestDraft): Promise<Buffer> {
  const request = requestOf(draft);
  const { method, path, headers, body } = request;
  const bytes = renderRequest({ method, target: path, headers, ...(body && { body }) }, draft.url.host);
  const parser = new ResponseParser(method);
  await new Promise<void>((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.on("data", (chunk) => {
      parser.push(chunk);
      if (parser.done) socket.destroy();
    });
    socket.on("end", () => parser.end());
    socket.on("close", () => resolve());
    socket.on("error", reject);
  });
  const pieces: Uint8Array[] = [];
  for (let piece = parser.takeBody(); piece !== undefined; piece = parser.takeBody()) pieces.push(piece);
  const { head } = parser;
  if (head === undefined) throw new Error("no answer");
  const lines = [`HTTP/1.1 ${String(head.status)} ${head.reason}`, ...head.headers.map((pair) => pair.join(": "))];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), ...pieces]);
}

function byCurl(draft: RequestDraft): Promise<Buffer> {
  const command = curlCommand(draft).replace(/^curl /, "curl --silent --show-error ");
  return new Promise((resolve, reject) => {
    execFile("sh", ["-c", command], { encoding: "buffer", maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(`${command}\n${stderr.toString()}`)),
    );
  });
}

/** Connection and Keep-Alive answer what the programs asked of the connection. */
function comparable(answer: Buffer): string {
  const text = answer.toString("latin1");
  const end = text.indexOf("\r\n\r\n");
  return text.slice(0, end).replace(/\r\n(?:Connection|Keep-Alive):[^\r]*/g, "") + text.slice(end);
}

type Row = Partial<Omit<RequestDraft, "url">> & { readonly name: string; readonly path?: string };

const rows: readonly Row[] = [
  { name: "GET" },
  ...["POST", "PUT", "PATCH", "DELETE", "OPTIONS"].map((method): Row => ({ name: `${method} without a body`, method })),
  { name: "HEAD", method: "HEAD" },
  { name: "HEAD with a body that was written", method: "HEAD", body: "never sent" },
  ...["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "GET"].map((method): Row => ({
    name: `${method} with JSON`,
    method,
    body: '{"a": [1, 2.5, null, "ü"]}',
  })),
  { name: "a query", path: "/a?x=1&y=%20&z" },
  { name: "braces and brackets in the query", path: "/a?ids[]=1&ids[]=2&x={1,2}" },
  { name: "braces in the path", path: "/items/{id}/[1-3]" },
  { name: "letters beyond ASCII", path: "/käse/straße?q=größe" },
  { name: "blanks and quotes in the path", path: "/a b/it's?q='x'&y=\"z\"" },
  { name: "a dollar, a backquote and a bang", path: "/$HOME/`id`/!x?$y" },
  { name: "dots in the path", path: "/a/./b/../c" },
  { name: "a fragment", path: "/a?x#part" },
  { name: "an empty query", path: "/a?" },
  { name: "a percent that is none", path: "/100%?50%" },
  { name: "a header", headers: [["X-One", "1"]] },
  {
    name: "a header twice",
    headers: [
      ["X-One", "1"],
      ["X-One", "2"],
    ],
  },
  { name: "a header without a value", headers: [["X-Empty", ""]] },
  { name: "a header with quotes", headers: [["X-Quoted", `it's "so" $x \\ done`]] },
  { name: "a header with a semicolon and a colon", headers: [["X-Odd", "a; b: c"]] },
  { name: "Accept of one's own", headers: [["Accept", "application/json"]] },
  { name: "accept in small letters", headers: [["accept", "text/html"]] },
  { name: "Accept of everything, written out", headers: [["Accept", "*/*"]] },
  { name: "Host of one's own", headers: [["Host", "example.test"]] },
  { name: "a cookie", headers: [["Cookie", "a=1; b=2"]] },
  { name: "authorization", headers: [["Authorization", "Bearer abc.def=="]] },
  { name: "text as it is", method: "POST", body: "plain text", headers: [["Content-Type", "text/plain"]] },
  { name: "text without a type", method: "POST", body: "plain text" },
  {
    name: "a form",
    method: "POST",
    body: "a=1&b=%20",
    headers: [["Content-Type", "application/x-www-form-urlencoded"]],
  },
  {
    name: "JSON under another type",
    method: "POST",
    body: "[1]",
    headers: [["content-type", "application/vnd.api+json"]],
  },
  { name: "a body of several lines", method: "POST", body: '{\n  "a": 1\n}\n' },
  { name: "a body that begins with @", method: "POST", body: "@/etc/passwd" },
  { name: "a body with quotes, dollars and backslashes", method: "POST", body: `it's "$HOME" \\n \`id\` !` },
  { name: "a body in letters of many scripts", method: "POST", body: "żółw 龜 🐢" },
  { name: "a body with CRLF", method: "POST", body: "a\r\nb\r\n" },
  { name: "JSON that is a number", method: "PUT", body: "42" },
  { name: "JSON that is a text", method: "PUT", body: '"x"' },
  { name: "a long body", method: "POST", body: "0123456789".repeat(5000) },
  { name: "an empty object", method: "POST", body: "{}" },
  ...[201, 204, 301, 304, 404, 422, 500].map((status): Row => ({
    name: `an answer of ${String(status)}`,
    path: `/redirect?status=${String(status)}`,
  })),
  { name: "a reason of the server's own", path: "/?status=299&reason=Fine%20So%20Far" },
  { name: "an answer in chunks", method: "POST", path: "/chunks", body: "chunks" },
  { name: "an answer that is compressed", path: "/gzip" },
  { name: "bytes that are no text", path: "/binary", method: "POST", body: "\u0001\u007f" },
];

test.each(rows)("$name", async ({ method = "GET", path = "/", headers = [], body = "" }) => {
  const draft = { method, url: new URL(path, `http://localhost:${String(port)}`), headers, body };
  const [ours, theirs] = await Promise.all([byConsole(draft), byCurl(draft)]);
  expect(comparable(ours)).toBe(comparable(theirs));
});

test("there are 40 requests or more", () => expect(rows.length).toBeGreaterThanOrEqual(40));

import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { HttpError, renderRequest, type HttpRequest } from "#http";

/** What Node's own server reads from these bytes. */
async function readByNode(bytes: Uint8Array) {
  const asked = new Promise<{ method: string; url: string; headers: IncomingMessage["headers"]; body: string }>(
    (resolve) => {
      const server = createServer((request, response) => {
        let body = "";
        request.on("data", (part: Buffer) => (body += part.toString()));
        request.on("end", () => {
          const { method = "", url = "", headers } = request;
          resolve({ method, url, headers, body });
          response.end(() => server.close());
        });
      });
      server.listen(0, "127.0.0.1", () => {
        const socket = connect((server.address() as AddressInfo).port, "127.0.0.1", () => socket.write(bytes));
        socket.resume();
      });
    },
  );
  return asked;
}

test.each<[string, HttpRequest, { url: string; body?: string; headers?: Record<string, string | undefined> }]>([
  ["GET", { method: "GET", target: "/add/2/3?x=1", headers: [] }, { url: "/add/2/3?x=1" }],
  ["no path", { method: "GET", target: "", headers: [] }, { url: "/" }],
  [
    "beyond ASCII and a blank",
    { method: "GET", target: "/fruit/kumquat è", headers: [] },
    { url: "/fruit/kumquat%20%C3%A8" },
  ],
  [
    "a body gets its length in bytes",
    { method: "POST", target: "/", headers: [], body: new TextEncoder().encode("è") },
    { url: "/", body: "è", headers: { "content-length": "2" } },
  ],
  [
    "POST without a body says so",
    { method: "POST", target: "/", headers: [] },
    { url: "/", headers: { "content-length": "0" } },
  ],
  [
    "own headers are kept",
    {
      method: "GET",
      target: "/",
      headers: [
        ["Host", "example.org"],
        ["Connection", "keep-alive"],
        ["X-A", "1"],
      ],
    },
    { url: "/", headers: { host: "example.org", connection: "keep-alive", "x-a": "1" } },
  ],
])("Node's server reads it: %s", async (_, request, wanted) => {
  const read = await readByNode(renderRequest(request, "localhost:8080"));
  expect(read.method).toBe(request.method);
  expect(read.url).toBe(wanted.url);
  expect(read.body).toBe(wanted.body ?? "");
  expect(read.headers).toMatchObject({ host: "localhost:8080", connection: "close", ...wanted.headers });
});

test.each<[string, Partial<HttpRequest>]>([
  ["a method with a blank", { method: "GET /" }],
  ["a header's name with a colon", { headers: [["a:b", "c"]] }],
  ["a value with a line end", { headers: [["a", "b\r\nEvil: 1"]] }],
])("refused, so that nothing can be smuggled in: %s", (_, change) => {
  const request: HttpRequest = { method: "GET", target: "/", headers: [], ...change };
  expect(() => renderRequest(request, "localhost")).toThrow(HttpError);
});

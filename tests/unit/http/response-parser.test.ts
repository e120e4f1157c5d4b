import { get } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { HttpError, ResponseParser } from "#http";

interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** What this parser makes of a response that comes in pieces of so many bytes, and of the connection's end. */
function parse(raw: string, piece: number, method = "GET"): Answer & { readonly reusable: boolean } {
  const bytes = Buffer.from(raw, "latin1");
  const parser = new ResponseParser(method);
  for (let at = 0; at < bytes.length; at += piece) parser.push(bytes.subarray(at, at + piece));
  if (!parser.done) parser.end();
  let body = "";
  for (let part = parser.takeBody(); part !== undefined; part = parser.takeBody()) body += Buffer.from(part).toString();
  const { status = 0, headers = [] } = parser.head ?? {};
  return { status, headers, body, reusable: parser.reusable };
}

/** The same response as Node's own client reads it. */
async function parseByNode(raw: string): Promise<Answer> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(Buffer.from(raw, "latin1")));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const request = get({ host: "127.0.0.1", port, insecureHTTPParser: false }, (response) => {
        let body = "";
        response.on("data", (part: Buffer) => (body += part.toString()));
        response.on("error", reject);
        response.on("end", () => {
          const headers: [string, string][] = [];
          for (let at = 0; at < response.rawHeaders.length; at += 2) {
            headers.push([response.rawHeaders[at] ?? "", response.rawHeaders[at + 1] ?? ""]);
          }
          resolve({ status: response.statusCode ?? 0, headers, body });
        });
      });
      request.on("error", reject);
    });
  } finally {
    server.close();
  }
}

const HEAD = "HTTP/1.1 200 OK\r\n";

describe("a response is read as Node's client reads it, however it is cut", () => {
  test.each([
    ["a length", `${HEAD}Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello`],
    ["no body", `${HEAD}Content-Length: 0\r\n\r\n`],
    ["until the connection ends", "HTTP/1.0 200 OK\r\nServer: s\r\n\r\nall of it"],
    ["chunks", `${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nB\r\n, and more.\r\n0\r\n\r\n`],
    ["a chunk with an extension", `${HEAD}Transfer-Encoding: chunked\r\n\r\n2;x=1\r\nhi\r\n0\r\n\r\n`],
    ["trailers", `${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 9\r\n\r\n`],
    ["an interim response first", `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${HEAD}Content-Length: 2\r\n\r\nhi`],
    ["no reason phrase", "HTTP/1.1 404 \r\nContent-Length: 2\r\n\r\nno"],
    ["a reason of several words", "HTTP/1.1 404 NOT FOUND\r\nContent-Length: 2\r\n\r\nno"],
    ["204 has no body", "HTTP/1.1 204 No Content\r\nServer: s\r\n\r\n"],
    ["304 has no body", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"],
    ["the same header twice", `${HEAD}Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n`],
    ["blanks around a value", `${HEAD}X-A:  some words \t\r\nContent-Length: 0\r\n\r\n`],
    ["an empty value", `${HEAD}X-A:\r\nContent-Length: 0\r\n\r\n`],
    ["a value beyond ASCII", `${HEAD}X-Name: Jos\u00e9\r\nContent-Length: 0\r\n\r\n`],
  ])("%s", async (_, raw) => {
    const judged = await parseByNode(raw);
    for (const piece of [1, 2, 7, raw.length]) {
      const { status, headers, body } = parse(raw, piece);
      expect({ status, headers, body }, `in pieces of ${String(piece)}`).toEqual(judged);
    }
  });
});

describe("what is no response is refused", () => {
  test.each([
    ["nothing at all", "", "the server sent nothing"],
    ["another protocol", "SSH-2.0-x\r\n\r\n", "no status line"],
    ["HTTP/2 on the wire", "HTTP/2 200 OK\r\n\r\n", "no status line"],
    ["a head that stops", `${HEAD}Content-`, "the connection ended in the head"],
    ["a body that stops", `${HEAD}Content-Length: 5\r\n\r\nhel`, "ended in the middle"],
    ["chunks that stop", `${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nhel`, "ended in the middle"],
    ["no number of bytes", `${HEAD}Content-Length: five\r\n\r\nhello`, "no valid Content-Length: five"],
    ["two lengths", `${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\nhi`, "no valid Content-Length: 1, 2"],
    ["no chunk size", `${HEAD}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`, "no chunk size"],
    ["a chunk that is too long", `${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n`, "longer than its size"],
    ["a coding nobody here knows", `${HEAD}Transfer-Encoding: gzip\r\n\r\n`, "gzip is not supported"],
    ["a header without a colon", `${HEAD}what is this\r\n\r\n`, "no header line"],
    ["a switch of protocols", "HTTP/1.1 101 Switching Protocols\r\n\r\n", "switched protocols"],
    ["a line without end", `${HEAD}X: ${"x".repeat(70_000)}`, "longer than 64 KiB"],
  ])("%s", (_, raw, says) => {
    for (const piece of [raw.length > 1000 ? 500 : 1, 4096]) {
      expect(() => parse(raw, piece)).toThrow(HttpError);
      expect(() => parse(raw, piece)).toThrow(says);
    }
  });
});

describe("the connection may carry another request", () => {
  test.each([
    ["after a length, HTTP/1.1", `${HEAD}Content-Length: 0\r\n\r\n`, true],
    ["not when it is to be closed", `${HEAD}Connection: close\r\nContent-Length: 0\r\n\r\n`, false],
    ["not in HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false],
    ["in HTTP/1.0 when it says so", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", true],
    ["not when only its end ends the body", `${HEAD}\r\nbody`, false],
  ])("%s", (_, raw, reusable) => {
    expect(parse(raw, 3).reusable).toBe(reusable);
  });
});

test("a folded line is one value, as obsolete servers send it", () => {
  const { headers } = parse(`${HEAD}X-A: one\r\n  two\r\nContent-Length: 0\r\n\r\n`, 5);
  expect(headers[0]).toEqual(["X-A", "one two"]);
});

test("the answer to HEAD has a length and no body", () => {
  expect(parse(`${HEAD}Content-Length: 5\r\n\r\n`, 4, "HEAD")).toMatchObject({ status: 200, body: "" });
});

/** The server that the real curl and ours talk to: every answer is fixed, byte for byte. */
import { gzipSync } from "node:zlib";

/** One end of a connection, whatever carries it. */
export interface Peer {
  /** The next bytes; null at the end. */
  read(): Promise<Uint8Array | null>;
  write(bytes: Uint8Array): Promise<void>;
  close(): void;
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: ReadonlyMap<string, string>;
  /** Head and body as they came. */
  readonly text: string;
}

/** Bytes to send, and whether the connection ends behind them; "hang" leaves the client waiting. */
type Answer = { readonly bytes: Buffer; readonly close?: boolean } | "hang";

function answer(status: string, headers: readonly string[], body: string | Buffer, close = false): Answer {
  const bytes = Buffer.from(body as string, "latin1");
  const head = [`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${bytes.length}`, "", ""].join("\r\n");
  return { bytes: Buffer.concat([Buffer.from(head, "latin1"), bytes]), close };
}

const TEXT = "Content-Type: text/plain";
const raw = (text: string): Answer => ({ bytes: Buffer.from(text, "latin1"), close: true });

/** What the server knows for the length of one case. */
export class Service {
  #calls = 0;

  /** Answers requests until the client has no more. */
  async serve(peer: Peer): Promise<void> {
    let held = "";
    const more = async (): Promise<boolean> => {
      const bytes = await peer.read().catch(() => null);
      if (bytes !== null) held += Buffer.from(bytes).toString("latin1");
      return bytes !== null;
    };
    for (;;) {
      while (!held.includes("\r\n\r\n")) if (!(await more())) return;
      const end = held.indexOf("\r\n\r\n") + 4;
      const [line = "", ...fields] = held.slice(0, end).trimEnd().split("\r\n");
      const headers = new Map(fields.map((field) => [field.replace(/:.*/s, "").toLowerCase(), field.replace(/^[^:]*: ?/, "")]));
      if (headers.get("expect") === "100-continue") await peer.write(Buffer.from("HTTP/1.1 100 Continue\r\n\r\n"));
      let size = end + Number(headers.get("content-length") ?? 0);
      if (headers.get("transfer-encoding") === "chunked") {
        while (!held.includes("0\r\n\r\n", end)) if (!(await more())) return;
        size = held.indexOf("0\r\n\r\n", end) + 5;
      }
      while (held.length < size) if (!(await more())) return;
      const [method = "", target = ""] = line.split(" ");
      const url = new URL(target, "http://server");
      const request = { method, path: url.pathname, query: url.searchParams, headers, text: held.slice(0, size) };
      held = held.slice(size);
      this.#calls += 1;
      const reply = this.#reply(request);
      if (reply === "hang") {
        while (await more());
        return;
      }
      const headless = reply.bytes.subarray(0, reply.bytes.indexOf("\r\n\r\n") + 4);
      await peer.write(method === "HEAD" && headless.length > 3 ? headless : reply.bytes);
      if (reply.close === true || line.endsWith("1.0")) return;
    }
  }

  #reply(request: Request): Answer {
    const { path, query, headers } = request;
    const [, place = "", detail = ""] = path.split("/");
    switch (place) {
      case "echo":
        return answer("200 OK", [TEXT], request.text);
      case "status":
        return answer(`${detail} Said so`, [TEXT, "X-Two: 2"], `status ${detail}\n`);
      case "hop":
        return detail === "0"
          ? answer("200 OK", [TEXT], `there, by ${request.method}\n`)
          : answer("302 Found", [`Location: /hop/${Number(detail) - 1}`], "go on\n");
      case "to":
        return answer(`${query.get("code") ?? "302"} Moved`, [`Location: ${query.get("at") ?? "/echo"}`], "");
      case "cookie":
        return answer(
          "200 OK",
          [
            "Set-Cookie: fruit=fig; Path=/",
            "Set-Cookie: hidden=1; HttpOnly",
            "Set-Cookie: old=1; Max-Age=0",
            "Set-Cookie: far=1; Path=/far",
          ],
          "set\n",
        );
      case "range": {
        const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(headers.get("range") ?? "") ?? [];
        const body = "0123456789";
        if (first === undefined || last === undefined) return answer("200 OK", [TEXT], body);
        const from = first === "" ? body.length - Number(last) : Number(first);
        const to = first === "" || last === "" ? body.length - 1 : Number(last);
        if (from >= body.length)
          return answer("416 Range Not Satisfiable", [`Content-Range: bytes */${body.length}`], "no\n");
        return answer("206 Partial Content", [`Content-Range: bytes ${from}-${to}/${body.length}`], body.slice(from, to + 1));
      }
      case "gzip":
        return answer("200 OK", [TEXT, "Content-Encoding: gzip"], gzipSync("unpacked\n"));
      case "strange":
        return answer("200 OK", [TEXT, "Content-Encoding: strange"], "x\n");
      case "chunks":
        return { bytes: Buffer.from("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n4\r\ntwo\n\r\n0\r\n\r\n") };
      case "badchunk":
        return { bytes: Buffer.from("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\none\r\n0\r\n\r\n"), close: true };
      case "nothing":
        return raw("");
      case "cut":
        return raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf\n");
      case "cutchunk":
        return raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf\n");
      case "open":
        return raw("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end\n");
      case "old":
        return raw("HTTP/1.0 200 OK\r\nServer: old\r\n\r\nold\n");
      case "nohttp":
        return raw("hello there\n");
      case "closing":
        return answer("200 OK", ["Connection: close"], "bye\n", true);
      case "silent":
        return "hang";
      case "flaky":
        return this.#calls === 1 ? answer("503 Busy", ["Retry-After: 0"], "busy\n") : answer("200 OK", [], "well\n");
      case "named":
        return answer("200 OK", ['Content-Disposition: attachment; filename="given.txt"'], "named\n");
      case "binary":
        return answer("200 OK", [], "a\0b\n");
      case "dated":
        return answer("200 OK", ["Last-Modified: Tue, 01 Feb 2022 03:04:05 GMT", 'ETag: "v1"'], "dated\n");
      case "auth":
        return headers.get("authorization") === "Basic YTpi"
          ? answer("200 OK", [], "in\n")
          : answer("401 Unauthorized", ['WWW-Authenticate: Basic realm="x"'], "who?\n");
      case "count":
        return answer("200 OK", [], `${this.#calls}\n`);
      default:
        return answer("200 OK", [TEXT], `${request.method} ${path}${query.size > 0 ? `?${query.toString()}` : ""}\n`);
    }
  }
}

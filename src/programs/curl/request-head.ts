import { encodeUtf8 } from "#base";
import type { RequestBody } from "./body.ts";
import type { CurlOptions } from "./curl-options.ts";
import { expects } from "./upload.ts";
import type { CurlUrl } from "./url.ts";

/** The body goes without its length: -H asks for chunks, or nobody knows it yet. */
export function sendsChunks({ headers, http10 }: CurlOptions, body: RequestBody | undefined): boolean {
  if (body?.stream === true && !http10) return true;
  return headers.some((line) => /^transfer-encoding:\s*chunked/i.test(line));
}

export function methodOf({ method, head, upload }: CurlOptions, body: RequestBody | undefined): string {
  return method ?? (head ? "HEAD" : upload !== undefined ? "PUT" : body ? "POST" : "GET");
}

/** What the way to this request decides. */
export interface RequestHop {
  /** The host is the one that was asked first, or -u may go anywhere. */
  readonly trusted: boolean;
  /** The URL that led here. */
  readonly previous: string | undefined;
  /** The byte that -C begins with; 0 for the whole. */
  readonly resumed: number;
  readonly etag: string | undefined;
}

/** Request line and headers in curl's order: its own, then -H, then what describes the body. */
export function requestHead(
  options: CurlOptions,
  method: string,
  url: CurlUrl,
  body: RequestBody | undefined,
  cookie: string | undefined,
  hop: RequestHop,
): string {
  const { agent, headers, http10 } = options;
  const user = hop.trusted ? options.user : undefined;
  const oauth2 = hop.trusted ? options.oauth2 : undefined;
  const referer =
    options.referer?.endsWith(";auto") === true
      ? (hop.previous ?? (options.referer.slice(0, -";auto".length) || undefined))
      : options.referer;
  const range = options.range ?? (hop.resumed > 0 ? `${hop.resumed}-` : undefined);
  const given = headers.map((line) => /^([^:;]+)([:;])\s*(.*)$/s.exec(line)).filter((match) => match !== null);
  const overridden = (name: string): boolean =>
    given.some(([, key]) => key?.trim().toLowerCase() === name.toLowerCase());
  const credentials = user ?? url.user;
  const port = url.port === 80 ? "" : `:${url.port}`;
  const lines: [string, string | undefined][] = [
    ["Host", `${url.host}${port}`],
    [
      "Authorization",
      oauth2 !== undefined
        ? `Bearer ${oauth2}`
        : credentials === undefined
          ? undefined
          : `Basic ${base64(encodeUtf8(credentials.includes(":") ? credentials : `${credentials}:`))}`,
    ],
    ["Range", range === undefined ? undefined : `bytes=${range}`],
    ["User-Agent", agent === "" ? undefined : agent],
    ["Accept", body?.json === true ? undefined : "*/*"],
    ["Accept-Encoding", options.compressed ? "deflate, gzip" : undefined],
    ["Referer", referer],
    ["Cookie", cookie],
    ["If-None-Match", hop.etag],
    [options.since?.before === true ? "If-Unmodified-Since" : "If-Modified-Since", options.since?.text],
  ];
  const late: [string, string | undefined][] =
    body === undefined
      ? []
      : [
          ["Content-Length", sendsChunks(options, body) ? undefined : String(body.bytes.length)],
          ["Transfer-Encoding", body.stream === true && !http10 ? "chunked" : undefined],
          ["Content-Type", body.json ? undefined : body.contentType],
          ["Expect", expects(body, headers, http10) ? "100-continue" : undefined],
        ];
  const own = [...lines, ...late].filter(([name, value]) => value !== undefined && !overridden(name));
  const cut = own.findIndex(([name]) => late.some(([other]) => other === name));
  const before = cut < 0 ? own : own.slice(0, cut);
  const after = cut < 0 ? [] : own.slice(cut);
  // A header that is given goes out as it is written; "Name:" takes one away, "Name;" sends it empty.
  const extra = given.flatMap(([whole, name = "", sign = "", value = ""]) =>
    value === "" && sign === ":" ? [] : [[name.trim(), sign === ";" ? `${name.trim()}:` : whole] as const],
  );
  if (body?.json === true)
    for (const name of ["Content-Type", "Accept"])
      if (!overridden(name)) extra.push([name, `${name}: application/json`]);
  const host = extra.filter(([name]) => name.toLowerCase() === "host");
  const rest = extra.filter(([name]) => name.toLowerCase() !== "host");
  const line = ([name, value]: readonly [string, string | undefined]): string => `${name}: ${value ?? ""}`.trimEnd();
  const text = [
    ...host.map(([, whole]) => whole),
    ...before.map(line),
    ...rest.map(([, whole]) => whole),
    ...after.map(line),
  ].join("\r\n");
  return `${method} ${options.requestTarget ?? url.target} HTTP/${http10 ? "1.0" : "1.1"}\r\n${text}\r\n\r\n`;
}

function base64(bytes: Uint8Array): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const group = (a << 16) | (b << 8) | c;
    text += [18, 12, 6, 0].map((shift) => letters[(group >> shift) & 63]).join("");
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return text.slice(0, text.length - missing) + "=".repeat(missing);
}

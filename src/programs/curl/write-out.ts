import { encodeUtf8 } from "#base";
import type { Process } from "#kernel";
import { headerOf, type ResponseHead } from "./response.ts";
import { parseUrl, type CurlUrl } from "./url.ts";

/** What a transfer was, for -w. Times are seconds. */
export interface Transfer {
  readonly url: string;
  /** Counted from 0. */
  readonly number: number;
  readonly referer: string;
  readonly effective: string;
  readonly method: string;
  readonly head: ResponseHead | undefined;
  readonly downloaded: number;
  readonly uploaded: number;
  readonly headerBytes: number;
  readonly requestBytes: number;
  readonly redirects: number;
  readonly redirectUrl: string;
  readonly localPort: number;
  /** Connections made, and the number of the last that was used. */
  readonly connects: number;
  readonly connection: number;
  readonly port: number;
  readonly host: string;
  readonly scheme: string;
  readonly status: number;
  readonly message: string;
  readonly filename: string;
  readonly times: { readonly connect: number; readonly first: number; readonly total: number };
}

const seconds = (value: number): string => value.toFixed(6);

/** %{url.host} and its like, of the URL that was given or of the last one. */
function urlVariables(
  prefix: string,
  text: (transfer: Transfer) => string,
): Readonly<Record<string, (transfer: Transfer) => string>> {
  const part = (read: (url: CurlUrl) => string) => (transfer: Transfer) => {
    try {
      return read(parseUrl(text(transfer)));
    } catch {
      return "";
    }
  };
  return {
    [`${prefix}.scheme`]: part(({ scheme }) => scheme),
    [`${prefix}.host`]: part(({ host }) => host),
    [`${prefix}.port`]: part(({ port }) => String(port)),
    [`${prefix}.path`]: part(({ target }) => target.split("?", 1)[0] ?? ""),
    [`${prefix}.query`]: part(({ target }) => target.split("?").slice(1).join("?")),
    [`${prefix}.fragment`]: (transfer) => text(transfer).split("#")[1] ?? "",
    [`${prefix}.user`]: part(({ user }) => user?.split(":", 1)[0] ?? ""),
    [`${prefix}.password`]: part(({ user }) => user?.split(":").slice(1).join(":") ?? ""),
    [`${prefix}.options`]: () => "",
    [`${prefix}.zoneid`]: () => "",
  };
}

const VARIABLES: Readonly<Record<string, (transfer: Transfer) => string>> = {
  http_code: ({ head }) => String(head?.status ?? 0).padStart(3, "0"),
  response_code: ({ head }) => String(head?.status ?? 0).padStart(3, "0"),
  http_version: ({ head }) => (head === undefined ? "0" : head.version),
  content_type: ({ head }) => (head === undefined ? "" : (headerOf(head, "content-type") ?? "")),
  method: ({ method }) => method,
  size_download: ({ downloaded }) => String(downloaded),
  size_upload: ({ uploaded }) => String(uploaded),
  size_header: ({ headerBytes }) => String(headerBytes),
  size_request: ({ requestBytes }) => String(requestBytes),
  speed_download: ({ downloaded, times }) => String(Math.round(downloaded / Math.max(times.total, 1e-6))),
  speed_upload: ({ uploaded, times }) => String(Math.round(uploaded / Math.max(times.total, 1e-6))),
  time_total: ({ times }) => seconds(times.total),
  time_connect: ({ times }) => seconds(times.connect),
  time_pretransfer: ({ times }) => seconds(times.connect),
  time_starttransfer: ({ times }) => seconds(times.first),
  time_namelookup: () => seconds(0),
  time_appconnect: () => seconds(0),
  time_redirect: () => seconds(0),
  num_redirects: ({ redirects }) => String(redirects),
  num_connects: ({ connects }) => String(connects),
  redirect_url: ({ redirectUrl }) => redirectUrl,
  url: ({ url }) => url,
  url_effective: ({ effective }) => effective,
  remote_ip: () => "127.0.0.1",
  remote_port: ({ port }) => String(port),
  local_ip: () => "127.0.0.1",
  local_port: ({ localPort }) => String(localPort),
  scheme: ({ scheme }) => scheme,
  exitcode: ({ status }) => String(status),
  errormsg: ({ message }) => message,
  filename_effective: ({ filename }) => filename,
  num_headers: ({ head }) => String(head?.headers.length ?? 0),
  urlnum: ({ number }) => String(number),
  xfer_id: ({ number }) => String(number),
  conn_id: ({ connection }) => String(connection),
  num_retries: () => "0",
  num_certs: () => "0",
  certs: () => "",
  ssl_verify_result: () => "0",
  proxy_ssl_verify_result: () => "0",
  proxy_used: () => "0",
  tls_earlydata: () => "0",
  http_connect: () => "000",
  ftp_entry_path: () => "",
  size_delivered: ({ downloaded }) => String(downloaded),
  time_posttransfer: ({ times }) => seconds(times.connect),
  time_queue: () => seconds(0),
  referer: ({ referer }) => referer,
  ...urlVariables("url", ({ url }) => url),
  ...urlVariables("urle", ({ effective }) => effective),
};

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\\": "\\" };

/** A format of -w; parts go to standard output, and to standard error after %{stderr}. */
function renderWriteOut(
  format: string,
  transfer: Transfer,
): { out: string; error: string; files: { path: string; text: string }[] } {
  const streams = { out: "", error: "" };
  const files: { path: string; text: string }[] = [];
  let stream: keyof typeof streams | { path: string; text: string } = "out";
  const put = (text: string): void => {
    if (typeof stream === "string") streams[stream] += text;
    else stream.text += text;
  };
  const pattern = /%%|%\{([^}]*)\}|%header\{([^}]*)\}|%output\{([^}]*)\}|\\([nrt\\])|[\s\S]/g;
  for (const [piece, name, header, output, escape] of format.matchAll(pattern)) {
    if (piece === "%%") put("%");
    else if (escape !== undefined) put(ESCAPES[escape] ?? piece);
    else if (header !== undefined)
      put(transfer.head === undefined ? "" : (headerOf(transfer.head, header.toLowerCase()) ?? ""));
    else if (output !== undefined) {
      stream = { path: output, text: "" };
      files.push(stream);
    } else if (name === "stderr") stream = "error";
    else if (name === "stdout") stream = "out";
    else if (name === "onerror") {
      if (transfer.status === 0) break;
    } else if (name === "json" || name === "header_json") put(asJson(name, transfer));
    else if (name !== undefined) {
      const render = VARIABLES[name];
      if (render === undefined) streams.error += `curl: unknown --write-out variable: '${name}'\n`;
      else put(render(transfer));
    } else put(piece);
  }
  return { ...streams, files };
}

function asJson(kind: "json" | "header_json", transfer: Transfer): string {
  if (kind === "json") {
    const parts = Object.keys(VARIABLES)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${jsonValue(name, VARIABLES[name]?.(transfer) ?? "")}`);
    return `{${[...parts, '"curl_version":"libcurl/8.22.0"'].join(",")}}`;
  }
  const headers: Record<string, string[]> = {};
  for (const [name, value] of transfer.head?.headers ?? []) (headers[name.toLowerCase()] ??= []).push(value);
  const lines = Object.entries(headers).map(([name, values]) => `${JSON.stringify(name)}:${JSON.stringify(values)}`);
  return `{${lines.join(",\n")}\n}`;
}

const NUMBERS =
  /^(conn_id|exitcode|http_code|http_connect|num_|proxy_|response_code|size_|speed_|ssl_verify|time_|tls_|urlnum|xfer_id|(local|remote)_port)/;

/** Numbers are numbers, and what is empty is null (but for the certificates). */
function jsonValue(name: string, text: string): string {
  if (NUMBERS.test(name)) return name.includes("time") ? text : String(Number(text));
  return text === "" && name !== "certs" ? "null" : JSON.stringify(text);
}

/** Prints what -w asks for, each stream in its place. */
export async function writeOut(process: Process, format: string, transfer: Transfer): Promise<void> {
  const { out, error, files } = renderWriteOut(format, transfer);
  if (out !== "") await process.write(1, out);
  if (error !== "") await process.write(2, error);
  for (const { path, text } of files) {
    const append = path.startsWith(">>");
    const file = process.open(append ? path.slice(2) : path, {
      write: true,
      create: true,
      append,
      truncate: !append,
    });
    await file.write(encodeUtf8(text));
    file.close();
  }
}

import { headerOf, type ResponseHead } from "./response.ts";

/** What a transfer was, for -w. Times are seconds. */
export interface Transfer {
  readonly url: string;
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
  readonly port: number;
  readonly host: string;
  readonly scheme: string;
  readonly status: number;
  readonly message: string;
  readonly filename: string;
  readonly times: { readonly connect: number; readonly first: number; readonly total: number };
}

const seconds = (value: number): string => value.toFixed(6);

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
  num_connects: () => "1",
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
  urlnum: () => "0",
};

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\\": "\\" };

/** A format of -w; parts go to standard output, and to standard error after %{stderr}. */
export function renderWriteOut(format: string, transfer: Transfer): { out: string; error: string } {
  const streams = { out: "", error: "" };
  let stream: keyof typeof streams = "out";
  const pattern = /%%|%\{([^}]*)\}|%header\{([^}]*)\}|\\([nrt\\])|[\s\S]/g;
  for (const [piece, name, header, escape] of format.matchAll(pattern)) {
    if (piece === "%%") streams[stream] += "%";
    else if (escape !== undefined) streams[stream] += ESCAPES[escape] ?? piece;
    else if (header !== undefined)
      streams[stream] += transfer.head === undefined ? "" : (headerOf(transfer.head, header.toLowerCase()) ?? "");
    else if (name === "stderr") stream = "error";
    else if (name === "stdout") stream = "out";
    else if (name === "onerror") {
      if (transfer.status === 0) break;
    } else if (name === "json" || name === "header_json") streams[stream] += asJson(name, transfer);
    else if (name !== undefined) {
      const render = VARIABLES[name];
      if (render === undefined) streams.error += `curl: unknown --write-out variable: '${name}'\n`;
      else streams[stream] += render(transfer);
    } else streams[stream] += piece;
  }
  return streams;
}

function asJson(kind: "json" | "header_json", transfer: Transfer): string {
  if (kind === "json")
    return JSON.stringify(
      Object.fromEntries(
        Object.keys(VARIABLES)
          .sort()
          .map((name) => [name, VARIABLES[name]?.(transfer)]),
      ),
    );
  const headers: Record<string, string[]> = {};
  for (const [name, value] of transfer.head?.headers ?? []) (headers[name.toLowerCase()] ??= []).push(value);
  return JSON.stringify(headers);
}

import { createHash } from "node:crypto";
import { createReadStream, readFileSync, realpathSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join, sep } from "node:path";
import { headersFor, parseHeaderRules, type HeaderRule } from "./header-rules.ts";

/** Serves a built site as a static host would: its own `_headers`, its precompressed files, its 404 page. */
export interface SiteOnDisk {
  readonly folder: string;
  /** Where the site is mounted, with a slash at both ends: "/" or "/notes/". */
  readonly base: string;
  /** The headers to send; those of its `_headers` unless given. */
  readonly rules?: readonly HeaderRule[];
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  webp: "image/webp",
  ico: "image/x-icon",
  xml: "application/xml; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  wasm: "application/wasm",
  zip: "application/zip",
  webmanifest: "application/manifest+json",
};

interface Found {
  readonly path: string;
  readonly file: string;
  readonly size: number;
}

/** The function that answers requests. It reads `_headers` once; a new build wants a new one. */
export function siteHandler(site: SiteOnDisk): (request: IncomingMessage, response: ServerResponse) => void {
  const { base } = site;
  const root = realpathSync(site.folder);
  const rules = site.rules ?? parseHeaderRules(readFileSync(join(root, "_headers"), "utf8"));
  const tags = new Map<string, string>();

  const find = (path: string): Found | undefined => {
    const file = join(root, path);
    if (!file.startsWith(root + sep)) return undefined;
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats?.isFile() && realpathSync(file).startsWith(root + sep) ? { path, file, size: stats.size } : undefined;
  };
  const etag = ({ file }: Found): string => {
    const tag = tags.get(file) ?? createHash("sha256").update(readFileSync(file)).digest("base64url").slice(0, 22);
    tags.set(file, tag);
    return tag;
  };

  return (request, response) => {
    const send = (status: number, headers: Record<string, string>, text = "") => {
      response.writeHead(status, {
        "Content-Type": TYPES.txt,
        "Content-Length": Buffer.byteLength(text),
        ...headers,
      });
      response.end(request.method === "HEAD" ? undefined : text);
    };
    if (request.method !== "GET" && request.method !== "HEAD") {
      send(405, { Allow: "GET, HEAD" }, "This site is read with GET.\n");
      return;
    }
    const [rawPath = "/", query] = (request.url ?? "/").split("?", 2);
    const decoded = decodePath(rawPath);
    if (decoded === undefined) {
      send(400, {}, "That is not a path.\n");
      return;
    }
    if (!decoded.startsWith(base)) {
      if (decoded === "/" || `${decoded}/` === base) send(302, { Location: base });
      else send(404, {}, `This site is at ${base}.\n`);
      return;
    }
    const path = decoded.slice(base.length - 1);
    const found = find(path.endsWith("/") ? `${path}index.html` : path);
    if (!found && find(`${path}/index.html`)) {
      const location = `${rawPath.replace(/^\/+/, "/")}/${query === undefined ? "" : `?${query}`}`;
      send(301, { Location: location });
      return;
    }
    const shown = found ?? find("/404.html");
    if (!shown) {
      send(404, headersFor(path, rules), "There is nothing here.\n");
      return;
    }
    answer(request, response, { shown, status: found ? 200 : 404, path, rules, find, tag: etag(shown) });
  };
}

interface Answer {
  readonly shown: Found;
  readonly status: 200 | 404;
  /** The path that was asked for, by which the rules are chosen. */
  readonly path: string;
  readonly rules: readonly HeaderRule[];
  readonly find: (path: string) => Found | undefined;
  readonly tag: string;
}

function answer(request: IncomingMessage, response: ServerResponse, given: Answer): void {
  const { shown, status, path, rules, find, tag } = given;
  const accepted = request.headers["accept-encoding"];
  const encoding = encodingFor(typeof accepted === "string" ? accepted : "", (suffix) => find(shown.path + suffix));
  const body = encoding?.found ?? shown;
  const extension = /\.(\w+)$/.exec(shown.path)?.[1] ?? "";
  const headers: Record<string, string> = {
    "Cache-Control": "no-cache",
    ...headersFor(path, rules),
    "Content-Type": TYPES[extension] ?? "application/octet-stream",
    ETag: `"${tag}${encoding ? `-${encoding.name}` : ""}"`,
    Vary: "Accept-Encoding",
    ...(encoding ? { "Content-Encoding": encoding.name } : {}),
  };
  if (status === 404) headers["Cache-Control"] = "no-store";
  const known = (request.headers["if-none-match"] ?? "").split(/\s*,\s*/);
  if (status === 200 && known.some((one) => one.replace(/^W\//, "") === headers.ETag)) {
    response.writeHead(304, headers);
    response.end();
    return;
  }
  response.writeHead(status, { ...headers, "Content-Length": body.size });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const stream = createReadStream(body.file);
  stream.on("error", () => response.destroy());
  stream.pipe(response);
}

/** Undefined when it is no path: a broken escape, a NUL, a step up. */
function decodePath(raw: string): string | undefined {
  try {
    const path = decodeURIComponent(raw);
    return path.startsWith("/") && !path.includes("\0") && !/(^|[/\\])\.\.([/\\]|$)/.test(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** The best encoding that the reader's browser takes and the build has made. */
function encodingFor(accepted: string, find: (suffix: string) => Found | undefined) {
  const takes = accepted
    .split(",")
    .map((part) => part.trim().split(/\s*;\s*/))
    .filter(([, quality = "q=1"]) => Number(quality.replace("q=", "")) > 0)
    .map(([name = ""]) => name.toLowerCase());
  for (const [name, suffix] of [
    ["br", ".br"],
    ["gzip", ".gz"],
  ] as const) {
    const found = takes.includes(name) ? find(suffix) : undefined;
    if (found) return { name, found };
  }
  return undefined;
}

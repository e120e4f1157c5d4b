import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

export interface EngineServer {
  readonly origin: string;
  /** Paths that were asked for. */
  readonly requests: string[];
  close(): void;
}

const TYPES: Readonly<Record<string, string>> = { html: "text/html", js: "text/javascript", json: "application/json" };

/** Serves a folder as the site does: every page isolated, the frame's document under its own policy. */
export async function serveEngine(
  folder: string,
  frameHeaders: Readonly<Record<string, string>>,
): Promise<EngineServer> {
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    requests.push(path);
    try {
      const body = path === "/" ? "<!doctype html><title>test</title>" : readFileSync(join(folder, path));
      response.writeHead(200, {
        "Content-Type": TYPES[path === "/" ? "html" : (path.split(".").at(-1) ?? "")] ?? "application/octet-stream",
        ...(path.endsWith("/frame.html")
          ? frameHeaders
          : { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" }),
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://localhost:${port}`, requests, close: () => void server.close() };
}

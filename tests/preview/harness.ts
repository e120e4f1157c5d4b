/**
 * A page with nothing but a preview in it, and a native server for what the preview asks: the same server that a real
 * tab opens, so that both can be compared.
 */
import { request as httpRequest, createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { buildPreviewPage, PREVIEW_POLICY } from "../../src/build/preview.ts";

const ISOLATED = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

/** Listens on a free port, of 127.0.0.1 unless told, and answers its number. */
export async function listen(server: Server, host = "127.0.0.1"): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

export async function startHarness(): Promise<{ readonly origin: string; readonly hits: string[]; close(): void }> {
  const preview = await buildPreviewPage();
  const bundle = await build({
    entryPoints: [new URL("page.ts", import.meta.url).pathname],
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  const script = bundle.outputFiles[0]?.text ?? "";
  /** Everything that was asked of the site itself: a served page must not be able to add to it. */
  const hits: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    hits.push(path);
    if (path === "/preview.html")
      response
        .writeHead(200, {
          ...ISOLATED,
          "Content-Type": "text/html",
          "Content-Security-Policy": PREVIEW_POLICY,
          "Cross-Origin-Resource-Policy": "cross-origin",
        })
        .end(preview);
    else if (path === "/page.js")
      response.writeHead(200, { ...ISOLATED, "Content-Type": "text/javascript" }).end(script);
    else if (path === "/")
      response
        .writeHead(200, {
          ...ISOLATED,
          "Content-Type": "text/html",
          "Content-Security-Policy": "default-src 'self'; frame-src 'self'; frame-ancestors 'none'",
        })
        .end(
          '<!doctype html><title>harness</title><iframe width="800" height="600" sandbox="allow-scripts allow-forms allow-modals"></iframe><script type="module" src="/page.js"></script>',
        );
    else response.writeHead(404, ISOLATED).end("not found");
  });
  const port = await listen(server);
  return {
    origin: `http://127.0.0.1:${port}`,
    hits,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Lets the harness page reach native servers, as an engine's `request` would: raw headers both ways. */
export async function bridge(page: Page): Promise<void> {
  await page.exposeFunction(
    "askNative",
    (port: number, method: string, path: string, headers: [string, string][], body: string | null) =>
      new Promise((resolve) => {
        const raw = headers.flat();
        const bytes = body === null ? undefined : Buffer.from(body, "base64");
        if (bytes !== undefined) raw.push("Content-Length", String(bytes.length));
        const asking = httpRequest(
          { host: "127.0.0.1", port, method, path, headers: raw, setHost: false },
          (response) => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk: Buffer) => chunks.push(chunk));
            response.on("end", () => {
              const pairs: [string, string][] = [];
              for (let index = 0; index < response.rawHeaders.length; index += 2)
                pairs.push([response.rawHeaders[index] ?? "", response.rawHeaders[index + 1] ?? ""]);
              resolve({
                status: response.statusCode,
                reason: response.statusMessage,
                headers: pairs,
                body: Buffer.concat(chunks).toString("base64"),
              });
            });
          },
        );
        asking.on("error", () => resolve(null));
        asking.end(bytes);
      }),
  );
}

/**
 * A local stand-in for the hosted WebContainer frame: `/headless` speaks the client's own wire protocol and is backed
 * by real Node processes in a temporary folder. Only the address differs from production:
 * `globalThis.WEBCONTAINER_API_IFRAME_URL = standIn.origin`.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";
import { WebSocketServer } from "ws";
import { Backend } from "./backend.ts";
import { startPackageRegistry } from "./package-registry.ts";
import { PREVIEW_HOST, passOn } from "./previews.ts";
import type { Scenario, ToBackend } from "./wire.ts";

export interface StandIn {
  readonly origin: string;
  /** Where it shows the container's servers, as a policy names it: every port has an origin of its own. */
  readonly previews: string;
  /** What the next boot meets. */
  scenario: Scenario;
  /** Containers that are open now: a torn-down or abandoned one must not stay. */
  readonly open: ReadonlySet<Backend>;
  close(): Promise<void>;
}

const HEADERS = {
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Cache-Control": "no-store",
};

export async function startStandIn(port = 0): Promise<StandIn> {
  const bundle = await build({
    entryPoints: [new URL("headless.ts", import.meta.url).pathname],
    alias: {
      "@webcontainer/api/dist/vendor/index.js": new URL(
        "../../node_modules/@webcontainer/api/dist/vendor/index.js",
        import.meta.url,
      ).pathname,
    },
    bundle: true,
    format: "iife",
    platform: "browser",
    write: false,
  });
  const script = bundle.outputFiles[0]?.text ?? "";
  const open = new Set<Backend>();
  let scenario: Scenario = { kind: "well" };

  const registry = await startPackageRegistry();
  const previews = (): string => `previews.localhost:${(server.address() as AddressInfo).port}`;
  const server = createServer((request, response) => {
    const port = PREVIEW_HOST.exec(request.headers.host ?? "")?.[1];
    if (port !== undefined) return passOn(Number(port), request, response);
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/fall-silent") {
      for (const backend of open) backend.fallSilent();
      response.writeHead(204, HEADERS).end();
    } else if (pathname === "/headless.js") {
      response.writeHead(200, { ...HEADERS, "Content-Type": "text/javascript" }).end(script);
    } else if (pathname === "/headless" && scenario.kind !== "not-found") {
      const data = JSON.stringify(scenario).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
      response
        .writeHead(200, { ...HEADERS, "Content-Type": "text/html; charset=utf-8" })
        .end(
          `<!doctype html><title>stand-in</title><body data-scenario="${data}"><script src="/headless.js"></script>`,
        );
    } else response.writeHead(404, { ...HEADERS, "Content-Type": "text/plain" }).end("not found\n");
  });

  new WebSocketServer({ server, path: "/backend" }).on("connection", (socket) => {
    const backend = new Backend(
      (message) => socket.send(JSON.stringify(message)),
      () => scenario,
      { registry: registry.address, previews: previews() },
    );
    open.add(backend);
    socket.on("message", (data: Buffer) => void backend.receive(JSON.parse(data.toString("utf8")) as ToBackend));
    socket.on("close", () => {
      open.delete(backend);
      backend.close();
    });
  });

  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    previews: `http://*.${previews()}`,
    get scenario() {
      return scenario;
    },
    set scenario(next) {
      scenario = next;
    },
    open,
    close: async () => {
      for (const backend of open) backend.close();
      await registry.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

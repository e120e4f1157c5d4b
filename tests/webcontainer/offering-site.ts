/** The built site as it is served where WebContainer is set up: lab markup and policy name the hosted frame. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Serving } from "../../src/build/serve.ts";

export interface Offer {
  readonly engine: "page" | "webcontainer" | "auto";
  /** Where the hosted frame is. */
  readonly origin: string;
  /** Where it shows the container's servers. */
  readonly previews: string;
}

/** Passes on what `site` serves, changed as a build with this offer would have it. */
export async function serveOffering(site: Serving, offer: () => Offer): Promise<Serving> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { engine, origin, previews } = offer();
    const from = await fetch(new URL(request.url ?? "/", site.address), { headers: { "accept-encoding": "identity" } });
    const headers = Object.fromEntries(
      [...from.headers].filter(([name]) => !/^(content-length|connection|date|etag)$/.test(name)),
    );
    let body: string | Buffer = Buffer.from(await from.arrayBuffer());
    if (headers["content-type"]?.startsWith("text/html")) {
      const offered = `data-engine="${engine}" data-container-origin="${origin}"`;
      body = body.toString("utf8").replaceAll('data-engine="page"', offered);
      const policy = headers["content-security-policy"] ?? "";
      headers["content-security-policy"] = policy.replace("frame-src 'self'", `frame-src 'self' ${origin} ${previews}`);
    }
    response.writeHead(from.status, headers).end(body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(502).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return {
    address: `http://localhost:${String((server.address() as AddressInfo).port)}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

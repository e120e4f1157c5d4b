/** `npm start`'s second half: serves the built site on port 4321, or the next free one, of this machine only. */
import { existsSync, readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { fileURLToPath } from "node:url";
import { siteHandler } from "./static-server.ts";

export interface Serving {
  /** "http://localhost:4321/" */
  readonly address: string;
  close(): Promise<void>;
}

const FOLDER = fileURLToPath(new URL("../../dist/site", import.meta.url));
const BUILD = fileURLToPath(new URL("../../dist/build.json", import.meta.url));

/** Serves `dist/site`. Port 0 is any free one. Rejects when the site has not been built. */
export async function serveSite(wanted: number): Promise<Serving> {
  if (!existsSync(BUILD)) throw new Error("there is no built site in dist/site: run npm run build");
  const { base } = JSON.parse(readFileSync(BUILD, "utf8")) as { base: string };
  const handler = siteHandler({ folder: FOLDER, base });
  for (let port = wanted; ; port++) {
    const servers = await listen(handler, port);
    if (!servers) continue;
    const { port: taken } = servers[0].address() as { port: number };
    return {
      address: `http://localhost:${taken}${base}`,
      close: async () => {
        await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
      },
    };
  }
}

/** Both addresses that "localhost" may mean; undefined when the port is taken on either. IPv6 may be missing. */
async function listen(handler: RequestListener, port: number): Promise<readonly [Server, ...Server[]] | undefined> {
  const first = await listenAt(handler, port, "127.0.0.1");
  if (first === "taken" || first === "missing") {
    if (first === "taken" && port > 0 && port < 65_535) return undefined;
    throw new Error(`no port is free from ${port} on`);
  }
  const { port: taken } = first.address() as { port: number };
  const second = await listenAt(handler, taken, "::1");
  if (second === "taken") {
    first.close();
    return undefined;
  }
  return second === "missing" ? [first] : [first, second];
}

function listenAt(handler: RequestListener, port: number, host: string): Promise<Server | "taken" | "missing"> {
  const server = createServer(handler);
  return new Promise((done) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      done(error.code === "EADDRINUSE" ? "taken" : "missing");
    });
    server.listen(port, host, () => done(server));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { address } = await serveSite(Number(process.env.PORT ?? 4321));
  console.log(address);
}

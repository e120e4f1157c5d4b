/**
 * The addresses of a container's servers, each with an origin of its own: `http://PORT.previews.localhost:…/`, passed on to
 * the real port. As the hosted service does, it adds the headers without which an isolated page shows no frame.
 */
import { request as ask, type IncomingMessage, type ServerResponse } from "node:http";

export const PREVIEW_HOST = /^(\d+)\.previews\.localhost(:\d+)?$/;

export function passOn(port: number, request: IncomingMessage, response: ServerResponse): void {
  const { method, url, headers } = request;
  const real = ask({ host: "localhost", port, method, path: url, headers: { ...headers, host: `localhost:${port}` } });
  real.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, {
      ...answer.headers,
      "cross-origin-embedder-policy": "require-corp",
      "cross-origin-resource-policy": "cross-origin",
    });
    answer.pipe(response);
  });
  real.on("error", (error) => response.writeHead(502, { "content-type": "text/plain" }).end(`${error.message}\n`));
  request.pipe(real);
}

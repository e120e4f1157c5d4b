import type { IncomingMessage, OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { join } from "node:path";
import { buildMachine } from "./machine.ts";
import { containerFrames, inlineScripts, ISOLATION, pagePolicy, scriptHash } from "./policy.ts";
import { buildPreviewPage, PREVIEW_HEADERS } from "./preview.ts";
import { siteHandler } from "./static-server.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

/** What `npm run dev` answers before Astro does: the production site's headers, the engine's files, the preview's frame. */
export function developmentHandler(root: string, base: string): Handler {
  const engine = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { rules } = await buildMachine(root);
    const all = [{ pattern: "/*", set: ISOLATION }, ...rules];
    siteHandler({ folder: join(root, ".cache"), base, rules: all })(request, response);
  };
  return (request, response, next) => {
    const path = request.url?.split("?")[0] ?? "";
    if (path.startsWith(`${base}engine/`)) {
      engine(request, response).catch(next);
      return;
    }
    for (const [name, value] of Object.entries(ISOLATION)) response.setHeader(name, value);
    if (path === `${base}preview.html`) {
      sendPreview(response).catch(next);
      return;
    }
    withPolicy(response);
    next();
  };
}

async function sendPreview(response: ServerResponse): Promise<void> {
  const page = await buildPreviewPage();
  response.writeHead(200, { ...PREVIEW_HEADERS, "Content-Type": "text/html; charset=utf-8" }).end(page);
}

/**
 * The pages' policy, its hashes read off the page as it is sent; the socket of the development server is let in. A
 * page is held back until it is whole, because its headers go first.
 */
function withPolicy(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response);
  const write = response.write.bind(response);
  const end = response.end.bind(response);
  const page: Buffer[] = [];
  let held = false;
  response.writeHead = (
    status: number,
    ...rest: (string | OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined)[]
  ) => {
    const headers = rest.find((one) => typeof one === "object" && !Array.isArray(one)) as
      OutgoingHttpHeaders | undefined;
    for (const [name, value] of Object.entries(headers ?? {})) if (value !== undefined) response.setHeader(name, value);
    held = String(response.getHeader("content-type") ?? "").startsWith("text/html");
    response.statusCode = status;
    return held ? response : writeHead(status);
  };
  response.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    if (!held) return write(chunk, ...rest);
    page.push(Buffer.from(chunk as Uint8Array));
    return true;
  }) as typeof response.write;
  response.end = ((chunk?: unknown, ...rest: never[]) => {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) {
      held ||= !response.headersSent && String(response.getHeader("content-type") ?? "").startsWith("text/html");
      if (!held) return end(chunk, ...rest);
      page.push(Buffer.from(chunk as Uint8Array));
    } else if (!held) return end(chunk as never, ...rest);
    const whole = Buffer.concat(page);
    const hashes = inlineScripts(whole.toString("utf8")).map(scriptHash);
    response.setHeader("Content-Security-Policy", pagePolicy(hashes, { connect: ["ws:"], frames: containerFrames() }));
    writeHead(response.statusCode);
    return end(whole);
  }) as typeof response.end;
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { checkContent, ContentError } from "#content";
import { buildMachine } from "./machine.ts";
import { buildPreviewPage, PREVIEW_HEADERS } from "./preview.ts";
import { inlineScripts, ISOLATION, pagePolicy, scriptHash } from "./policy.ts";

/** What the site adds to Astro: its content is checked before anything is built; development has the same headers. */
export function companion(): AstroIntegration {
  return {
    name: "companion",
    hooks: {
      "astro:config:setup": ({ config, addWatchFile, updateConfig }) => {
        const problems = checkContent(fileURLToPath(config.root));
        if (problems.length > 0) throw new ContentError(problems);
        addWatchFile(new URL("content/labs", config.root));
        updateConfig({ vite: { plugins: [engineManifest(fileURLToPath(config.root))] } });
      },
      "astro:server:setup": ({ server }) => {
        server.middlewares.use(
          (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => {
            for (const [name, value] of Object.entries(ISOLATION)) response.setHeader(name, value);
            if (request.url?.split("?")[0]?.endsWith("/preview.html") === true) {
              void sendPreview(response, next);
              return;
            }
            withPolicy(response);
            next();
          },
        );
      },
    },
  };
}

/** What page code imports as "virtual:engine-manifest": the names and sizes of the engine's files. */
function engineManifest(root: string) {
  const name = "virtual:engine-manifest";
  return {
    name: "companion-engine-manifest",
    resolveId: (id: string) => (id === name ? `\0${name}` : undefined),
    load: async (id: string) =>
      id === `\0${name}` ? `export default ${JSON.stringify((await buildMachine(root)).manifest)};` : undefined,
  };
}

async function sendPreview(response: ServerResponse, next: (error?: unknown) => void): Promise<void> {
  try {
    const page = await buildPreviewPage();
    response.writeHead(200, { ...PREVIEW_HEADERS, "Content-Type": "text/html; charset=utf-8" }).end(page);
  } catch (error) {
    next(error);
  }
}

/** The pages' policy, its hashes read off the page as it is sent; the socket of the development server is let in. */
function withPolicy(response: ServerResponse): void {
  const end = response.end.bind(response);
  const write = response.write.bind(response);
  const chunks: Buffer[] = [];
  let html: boolean | undefined;
  const hold = (chunk: unknown): boolean => {
    html ??= String(response.getHeader("Content-Type") ?? "").startsWith("text/html") && !response.headersSent;
    if (!html) return false;
    if (typeof chunk === "string" || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
    return true;
  };
  response.write = ((chunk: unknown, ...rest: never[]) =>
    hold(chunk) || write(chunk, ...rest)) as typeof response.write;
  response.end = ((chunk: unknown, ...rest: never[]) => {
    if (!hold(chunk)) return end(chunk as string, ...rest);
    const page = Buffer.concat(chunks);
    const hashes = inlineScripts(page.toString("utf8")).map(scriptHash);
    if (!response.headersSent) response.setHeader("Content-Security-Policy", pagePolicy(hashes, ["ws:"]));
    return end(page);
  }) as typeof response.end;
}

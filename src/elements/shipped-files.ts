import swaggerScript from "swagger-ui-dist/swagger-ui-bundle.js?url";
import swaggerStyle from "swagger-ui-dist/swagger-ui.css?url";

/**
 * Files that FastAPI's `/docs` asks of another host, and that this site has itself: Swagger UI. The version that is
 * asked for is not looked at: this site has one, pinned in package.json.
 */
const SWAGGER = /^\/(?:npm\/)?swagger-ui-dist(?:@[^/]+)?\/(swagger-ui-bundle\.js|swagger-ui\.css)$/;
const HOSTS = new Set(["cdn.jsdelivr.net", "unpkg.com"]);

const FILES: Readonly<Record<string, readonly [address: string, type: string]>> = {
  "swagger-ui-bundle.js": [swaggerScript, "text/javascript"],
  "swagger-ui.css": [swaggerStyle, "text/css"],
};

/** The site's own copy of what an address outside names; undefined for every other. */
export async function shippedFile(
  url: URL,
): Promise<{ readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> } | undefined> {
  const name = HOSTS.has(url.hostname) ? SWAGGER.exec(url.pathname)?.[1] : undefined;
  const [address, type] = FILES[name ?? ""] ?? [];
  if (address === undefined || type === undefined) return undefined;
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${String(response.status)}`);
  return { type, bytes: new Uint8Array(await response.arrayBuffer()) };
}

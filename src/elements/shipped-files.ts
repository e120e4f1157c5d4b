import manifest from "virtual:engine-manifest";
import swaggerStyle from "swagger-ui-dist/swagger-ui.css?url";
import type { PreviewBrowserOptions } from "#preview";

/**
 * Files that FastAPI's pages ask of other hosts. `/docs` has Swagger UI from this site; the version that is asked for is
 * not looked at: this site has one, pinned in package.json. `/redoc` says that ReDoc is not here.
 */
const FILES: readonly (readonly [path: RegExp, load: () => Promise<Shipped>])[] = [
  [/^\/(?:npm\/)?swagger-ui-dist(?:@[^/]+)?\/swagger-ui-bundle\.js$/, swaggerScript],
  [/^\/(?:npm\/)?swagger-ui-dist(?:@[^/]+)?\/swagger-ui\.css$/, () => fetched(swaggerStyle, "text/css")],
  [/^\/(?:npm\/)?redoc(?:@[^/]+)?\/bundles\/redoc\.standalone\.js$/, () => Promise.resolve(script(NO_REDOC))],
];
const HOSTS = new Set(["cdn.jsdelivr.net", "unpkg.com"]);

type Shipped = NonNullable<Awaited<ReturnType<NonNullable<PreviewBrowserOptions["shipped"]>>>>;

/** Stands in the place of ReDoc's script: the page says what it lacks, and where the same description is drawn. */
const NO_REDOC = `document.querySelector("redoc")?.replaceWith(...new DOMParser().parseFromString(
  '<main style="max-width: 34rem; margin: 3rem auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif">' +
    "<h1>ReDoc is not part of this site</h1>" +
    "<p>FastAPI loads it from another host, and a page in this preview reaches only the servers of its lab. " +
    'The same description is on <a href="/docs">/docs</a>, drawn by Swagger UI, and as data in ' +
    '<a href="/openapi.json">/openapi.json</a>. On your own machine this page works.</p></main>',
  "text/html",
).body.childNodes);
`;

function script(text: string): Shipped {
  return { type: "text/javascript", bytes: new TextEncoder().encode(text), ready: true };
}

async function fetched(address: string, type: string): Promise<Shipped> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${String(response.status)}`);
  return { type, bytes: new Uint8Array(await response.arrayBuffer()) };
}

async function swaggerScript(): Promise<Shipped> {
  const base = import.meta.env.BASE_URL.replace(/\/$/, "");
  return { ...(await fetched(`${base}/engine/${manifest.swagger ?? ""}`, "text/javascript")), ready: true };
}

/** The site's own copy of what an address outside names; undefined for every other. */
export async function shippedFile(url: URL): Promise<Shipped | undefined> {
  if (!HOSTS.has(url.hostname)) return undefined;
  return FILES.find(([path]) => path.test(url.pathname))?.[1]();
}

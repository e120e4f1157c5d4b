import { bytesOf, headerOf, type Loader } from "./loader.ts";
import { isLoopback } from "./loopback-url.ts";
import { rewriteCss } from "./rewrite-css.ts";
import { rewriteScript } from "./rewrite-script.ts";

/** A file of another host that the site around has itself. */
interface Shipped {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** It is a script that was rewritten before, or that has nothing to rewrite. */
  readonly ready?: boolean;
}

/** The site's own copy of a file of another host; undefined for those that it has not. */
export type ShippedFile = (url: URL) => Promise<Shipped | undefined>;

/** A module of the served page, as the import map of its document carries it. */
interface ModuleEntry {
  readonly url: string;
  readonly source: Promise<string>;
}

/**
 * Loads what a document refers to and answers `data:` addresses, the only ones (with `blob:`) that the preview's
 * policy lets its frame load. Each address is loaded once a document; one that fails stays out, as in a browser.
 */
export class Resources {
  readonly #loader: Loader;
  readonly #shipped: ShippedFile;
  readonly #loaded = new Map<string, Promise<string | undefined>>();
  readonly #modules = new Map<string, ModuleEntry>();

  constructor(loader: Loader, shipped: ShippedFile = () => Promise.resolve(undefined)) {
    this.#loader = loader;
    this.#shipped = shipped;
  }

  /** Images, fonts, media: the bytes as they are. */
  binary(url: URL): Promise<string | undefined> {
    return this.#once(`binary ${url.href}`, async () => {
      const response = await this.#get(url);
      if (response === undefined) return undefined;
      return dataUrl(response.type || "application/octet-stream", response.bytes);
    });
  }

  /** A style sheet with all it loads inside. */
  style(url: URL, above: readonly string[] = []): Promise<string | undefined> {
    // A sheet that imports itself ends there, as CSS cascading says.
    if (above.includes(url.href)) return Promise.resolve(undefined);
    return this.#once(`style ${url.href}`, async () => {
      const response = await this.#get(url);
      if (!response?.type.startsWith("text/css")) return undefined;
      const css = await this.styleText(decodeText(response), response.url, [...above, url.href]);
      return dataUrl("text/css;charset=utf-8", new TextEncoder().encode(css));
    });
  }

  /** The text of a sheet at `base`, its references exchanged. */
  styleText(css: string, base: URL, above: readonly string[] = []): Promise<string> {
    return rewriteCss(css, async ({ url, kind }) => {
      const target = resolveUrl(url, base);
      if (target === undefined || target.protocol === "data:" || url.startsWith("#")) return undefined;
      const data = kind === "import" ? await this.style(target, above) : await this.binary(target);
      return data ?? "data:,";
    });
  }

  /** A classic script. */
  script(url: URL): Promise<string | undefined> {
    return this.#once(`script ${url.href}`, async () => {
      const response = await this.#get(url);
      if (response === undefined) return undefined;
      const text = decodeText(response);
      const code =
        response.ready === true
          ? text
          : rewriteScript(text, (specifier) => this.module(specifier, response.url), response.url.href).code;
      return dataUrl("text/javascript;charset=utf-8", new TextEncoder().encode(`${code}\n//# sourceURL=${url.href}`));
    });
  }

  /**
   * The specifier under which a module's import is found in the import map, and its load begun; undefined for a bare
   * specifier, which only the page's own import map can resolve.
   */
  module(specifier: string, base: URL): string | undefined {
    if (!/^(?:\.{0,2}\/|https?:)/.test(specifier)) return undefined;
    const url = resolveUrl(specifier, base);
    if (url === undefined) return undefined;
    if (!this.#modules.has(url.href)) this.#modules.set(url.href, { url: url.href, source: this.#moduleSource(url) });
    return url.href;
  }

  /** Address to `data:` address of every module met so far and of those that they import in turn. */
  async importMap(): Promise<Record<string, string>> {
    const map: Record<string, string> = {};
    for (let size = -1; size !== this.#modules.size;) {
      size = this.#modules.size;
      for (const entry of [...this.#modules.values()]) map[entry.url] = await entry.source;
    }
    return map;
  }

  async #moduleSource(url: URL): Promise<string> {
    const response = await this.#get(url);
    const failed = `throw new TypeError(${JSON.stringify(`Failed to fetch module: ${url.href}`)});`;
    const source =
      response === undefined
        ? failed
        : rewriteScript(decodeText(response), (specifier) => this.module(specifier, response.url), response.url.href)
            .code;
    return dataUrl("text/javascript;charset=utf-8", new TextEncoder().encode(`${source}\n//# sourceURL=${url.href}`));
  }

  async #get(url: URL): Promise<(Shipped & { readonly url: URL }) | undefined> {
    try {
      const own = isLoopback(url) ? undefined : await this.#shipped(url);
      if (own !== undefined) return { url, ...own };
      const response = await this.#loader.load({ url, method: "GET", headers: [] });
      const bytes = await bytesOf(response);
      if (response.status < 200 || response.status > 299) return undefined;
      return { url: response.url, type: headerOf(response, "content-type") ?? "", bytes };
    } catch {
      return undefined;
    }
  }

  #once(key: string, load: () => Promise<string | undefined>): Promise<string | undefined> {
    const known = this.#loaded.get(key);
    if (known !== undefined) return known;
    const loading = load();
    this.#loaded.set(key, loading);
    return loading;
  }
}

/** The text of a response in the charset that its type names; UTF-8 unless told or unknown. */
export function decodeText(response: { readonly type: string; readonly bytes: Uint8Array }): string {
  const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(response.type)?.[1] ?? "utf-8";
  try {
    return new TextDecoder(charset).decode(response.bytes);
  } catch {
    return new TextDecoder().decode(response.bytes);
  }
}

export function dataUrl(type: string, bytes: Uint8Array): string {
  let binary = "";
  const chunk = 0x8000;
  for (let at = 0; at < bytes.length; at += chunk) binary += String.fromCharCode(...bytes.subarray(at, at + chunk));
  return `data:${type.replaceAll(/[\s"]/g, "")};base64,${btoa(binary)}`;
}

export function resolveUrl(text: string, base: URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

import { assertNever } from "#base";
import { parseFromPreview, type FromPreview, type HeaderList, type ResourceKind, type ToPreview } from "#protocol";
import { bytesOf, headerOf, Loader, type Loaded, type LoadRequest, type SendRequest } from "./loader.ts";
import { isLoopback } from "./loopback-url.ts";
import { dataUrl, decodeText, Resources, type ShippedFile } from "./resources.ts";
import { rewriteHtml } from "./rewrite-html.ts";
import { fetchForScript } from "./script-fetch.ts";

/** What an address bar and its buttons show. */
export interface PreviewState {
  readonly url: URL;
  readonly title: string;
  readonly loading: boolean;
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
  /** The status of the document shown; undefined before the first. */
  readonly status: number | undefined;
  /** Why there is nothing to show: no server, or an address outside. */
  readonly problem: string | undefined;
}

interface HistoryEntry {
  readonly url: URL;
  readonly state: unknown;
  /** Entries of one document differ by pushState or by fragment only. */
  readonly document: number;
  readonly request: Pick<LoadRequest, "method" | "headers" | "body">;
  /** The page that led here: sent again by reload and by a step back. */
  readonly referrer: string | undefined;
}

export interface PreviewBrowserOptions {
  readonly send: SendRequest;
  /** Makes a fresh frame document and answers the port to it: every page begins in a new one. */
  readonly freshFrame: () => Promise<MessagePort>;
  readonly onState: (state: PreviewState) => void;
  readonly onDownload: (name: string, bytes: Uint8Array<ArrayBuffer>, type: string) => void;
  /** What pages may have of other hosts. */
  readonly shipped?: ShippedFile;
  readonly now?: () => number;
}

const GET: HistoryEntry["request"] = { method: "GET", headers: [] };

/** A small browser over a machine's loopback: address, history, cookies, storage; the frame it draws in is opaque. */
export class PreviewBrowser {
  readonly loader: Loader;
  readonly #options: PreviewBrowserOptions;
  #entries: HistoryEntry[] = [];
  #index = -1;
  #documents = 0;
  #port: MessagePort | undefined;
  #resources: Resources;
  #loading: AbortController | undefined;
  #fetches = new Map<number, AbortController>();
  readonly #storage: Record<"local" | "session", Map<string, HeaderList>> = { local: new Map(), session: new Map() };
  #title = "";
  #status: number | undefined;
  #problem: string | undefined;

  constructor(options: PreviewBrowserOptions) {
    this.#options = options;
    this.loader = new Loader(options.send, options.now);
    this.#resources = new Resources(this.loader, options.shipped);
  }

  get url(): URL {
    return this.#entries[this.#index]?.url ?? new URL("http://localhost/");
  }

  /** Opens an address as if it were typed. */
  open(url: URL): Promise<void> {
    return this.#navigate(url, GET, false, false);
  }

  reload(): Promise<void> {
    const entry = this.#entries[this.#index];
    return entry === undefined ? Promise.resolve() : this.#load(entry, "replace");
  }

  async go(delta: number): Promise<void> {
    const entry = this.#entries[this.#index + delta];
    if (entry === undefined || delta === 0) return delta === 0 ? this.reload() : undefined;
    const same = entry.document === this.#entries[this.#index]?.document;
    this.#index += delta;
    if (!same) return this.#load(entry, "stay");
    this.#post({ type: "traverse", url: entry.url.href, state: entry.state, back: true });
    this.#tell();
  }

  /** Ends everything under way. */
  close(): void {
    this.#loading?.abort();
    for (const fetching of this.#fetches.values()) fetching.abort();
    this.#port?.close();
    this.#port = undefined;
  }

  async #navigate(url: URL, request: HistoryEntry["request"], replace: boolean, byPage: boolean): Promise<void> {
    const current = this.#entries[this.#index];
    const onlyFragment =
      current !== undefined &&
      request.method === "GET" &&
      url.hash !== "" &&
      sameDocumentUrl(url, current.url) &&
      this.#problem === undefined;
    if (onlyFragment) {
      this.#record({ ...current, url, state: null }, replace || url.href === current.url.href);
      this.#post({ type: "traverse", url: url.href, state: null, back: false });
      return;
    }
    const referrer = byPage ? this.#referrer(url) : undefined;
    await this.#load({ url, request, state: null, document: 0, referrer }, replace ? "replace" : "push");
  }

  async #load(entry: HistoryEntry, how: "push" | "replace" | "stay"): Promise<void> {
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
    this.#tell();
    try {
      if (!isLoopback(entry.url))
        throw new TypeError(`${entry.url.href} is outside this page's network: the preview reaches only localhost`);
      const { referrer } = entry;
      const headers: HeaderList = [
        ["Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
        ...(referrer === undefined ? [] : [["Referer", referrer] as const]),
        ...entry.request.headers,
      ];
      const response = await this.loader.load({ ...entry.request, url: entry.url, headers, signal: loading.signal });
      if (loading.signal.aborted) return;
      if (await this.#isDownload(response)) return;
      await this.#show(response, entry, how, referrer ?? "", loading.signal);
    } catch (error) {
      if (loading.signal.aborted) return;
      this.#problem = error instanceof Error ? error.message : String(error);
      this.#status = undefined;
      this.#commit({ ...entry, document: ++this.#documents }, how);
    } finally {
      if (this.#loading === loading) this.#loading = undefined;
      this.#tell();
    }
  }

  async #isDownload(response: Loaded): Promise<boolean> {
    if (response.status === 204 || response.status === 205) {
      await response.body.cancel();
      return true;
    }
    const type = (headerOf(response, "content-type") ?? "text/html").toLowerCase();
    const disposition = headerOf(response, "content-disposition") ?? "";
    const shown = /^(?:text\/|image\/|application\/(?:json|xhtml\+xml|xml|javascript|[\w.-]+\+(?:json|xml)))/.test(
      type,
    );
    if (shown && !/^\s*attachment/i.test(disposition)) return false;
    this.#options.onDownload(downloadName(disposition, response.url), await bytesOf(response), type);
    return true;
  }

  async #show(
    response: Loaded,
    entry: HistoryEntry,
    how: "push" | "replace" | "stay",
    referrer: string,
    signal: AbortSignal,
  ): Promise<void> {
    const type = (headerOf(response, "content-type") ?? "text/html").toLowerCase();
    const url = response.url;
    this.#resources = new Resources(this.loader, this.#options.shipped);
    const streamed = type.startsWith("text/") && !type.startsWith("text/html");
    const html = streamed ? textDocument("") : await this.#documentOf(type, response);
    if (signal.aborted) return;
    this.#port?.close();
    for (const fetching of this.#fetches.values()) fetching.abort();
    this.#fetches.clear();
    const port = await this.#options.freshFrame();
    // A later navigation may have begun while the frame was made.
    if (this.#loading?.signal !== signal) {
      port.close();
      return;
    }
    this.#port = port;
    port.onmessage = (event: MessageEvent<unknown>) => {
      const message = parseFromPreview(event.data);
      if (message !== undefined && this.#port === port) void this.#receive(message);
    };
    this.#problem = undefined;
    this.#status = response.status;
    this.#title = "";
    this.#commit(
      { ...entry, url, document: ++this.#documents, request: response.redirected ? GET : entry.request },
      how,
    );
    const areas = {
      local: this.#storage.local.get(url.origin) ?? [],
      session: this.#storage.session.get(url.origin) ?? [],
    };
    const cookie = this.loader.jar.visibleToScript(url, Date.now());
    this.#post({ type: "show", url: url.href, html, cookie, state: entry.state, referrer, ...areas });
    if (streamed) await this.#stream(response, signal);
  }

  async #stream(response: Loaded, signal: AbortSignal): Promise<void> {
    if (headerOf(response, "content-encoding") !== undefined) {
      this.#post({
        type: "append",
        text: decodeText({ type: headerOf(response, "content-type") ?? "", bytes: await bytesOf(response) }),
      });
      return;
    }
    const decoder = new TextDecoder();
    for await (const bytes of response.body) {
      if (signal.aborted) return;
      this.#post({ type: "append", text: decoder.decode(bytes, { stream: true }) });
    }
  }

  async #documentOf(type: string, response: Loaded): Promise<string> {
    const bytes = await bytesOf(response);
    if (type.startsWith("image/")) {
      const size = await createImageBitmap(new Blob([bytes], { type })).catch(() => undefined);
      const name = escapeHtml(decodeURIComponent(response.url.pathname.split("/").at(-1) ?? ""));
      const title = size === undefined ? name : `${name} (${String(size.width)}×${String(size.height)})`;
      return `<!DOCTYPE html><title>${title}</title><body style="margin:0"><img alt="" src="${dataUrl(type, bytes)}">`;
    }
    const text = decodeText({ type: withCharset(type, bytes), bytes });
    return type.includes("html") ? rewriteHtml(text, response.url, this.#resources) : textDocument(text);
  }

  async #receive(message: FromPreview): Promise<void> {
    switch (message.type) {
      case "navigate": {
        const headers: HeaderList =
          message.contentType === undefined
            ? []
            : [
                ["Content-Type", message.contentType],
                ["Origin", this.url.origin],
              ];
        await this.#navigate(
          new URL(message.url, this.url),
          { method: message.method, headers, ...(message.body === undefined ? {} : { body: message.body }) },
          message.replace,
          message.noReferrer !== true,
        );
        return;
      }
      case "download": {
        const url = new URL(message.url, this.url);
        const referrer = this.#referrer(url);
        const headers: HeaderList = referrer === undefined ? [] : [["Referer", referrer]];
        const response = await this.loader.load({ url, method: "GET", headers });
        this.#options.onDownload(
          message.name || downloadName("", response.url),
          await bytesOf(response),
          headerOf(response, "content-type") ?? "",
        );
        return;
      }
      case "fetch": {
        const fetching = new AbortController();
        this.#fetches.set(message.id, fetching);
        await fetchForScript(this.loader, this.url, message, fetching.signal, (answer) => this.#post(answer));
        this.#fetches.delete(message.id);
        this.#post({ type: "cookie", text: this.loader.jar.visibleToScript(this.url, Date.now()) });
        return;
      }
      case "abort":
        this.#fetches.get(message.id)?.abort();
        return;
      case "resource": {
        const addresses = await this.#resource(message.kind, new URL(message.url, this.url));
        this.#post({ type: "resource", id: message.id, addresses });
        return;
      }
      case "history": {
        const current = this.#entries[this.#index];
        const url = new URL(message.url, this.url);
        if (url.origin === current?.url.origin)
          this.#record({ ...current, url, state: message.state }, message.replace);
        return;
      }
      case "go":
        return this.go(message.delta);
      case "cookie":
        this.loader.jar.store(message.text, this.url, { fromScript: true, now: Date.now() });
        this.#post({ type: "cookie", text: this.loader.jar.visibleToScript(this.url, Date.now()) });
        return;
      case "storage":
        this.#storage[message.area].set(this.url.origin, message.entries);
        return;
      case "title":
        this.#title = message.text;
        this.#tell();
        return;
      default:
        assertNever(message);
    }
  }

  async #resource(kind: ResourceKind, url: URL): Promise<HeaderList> {
    if (kind === "module") {
      this.#resources.module(url.href, url);
      return Object.entries(await this.#resources.importMap());
    }
    const address = await this.#resources[kind](url);
    return address === undefined ? [] : [[url.href, address]];
  }

  #referrer(to: URL): string | undefined {
    const from = this.#entries[this.#index]?.url;
    if (from === undefined || this.#problem !== undefined) return undefined;
    return from.origin === to.origin ? from.href.split("#")[0] : `${from.origin}/`;
  }

  #commit(entry: HistoryEntry, how: "push" | "replace" | "stay"): void {
    if (how === "stay") this.#entries[this.#index] = entry;
    else this.#record(entry, how === "replace");
  }

  #record(entry: HistoryEntry, replace: boolean): void {
    if (replace && this.#index >= 0) this.#entries[this.#index] = entry;
    else {
      this.#entries = [...this.#entries.slice(0, this.#index + 1), entry];
      this.#index += 1;
    }
    this.#tell();
  }

  #post(message: ToPreview): void {
    this.#port?.postMessage(message);
  }

  #tell(): void {
    this.#options.onState({
      url: this.url,
      title: this.#title,
      loading: this.#loading !== undefined,
      canGoBack: this.#index > 0,
      canGoForward: this.#index < this.#entries.length - 1,
      status: this.#status,
      problem: this.#problem,
    });
  }
}

/** HTML, "prescan a byte stream": a type without a charset takes the one that the first bytes of the page name. */
function withCharset(type: string, bytes: Uint8Array): string {
  if (/charset\s*=/i.test(type)) return type;
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 1024));
  const named = /<meta[^>]+charset\s*=\s*["']?\s*([^\s"'/>;]+)/i.exec(start)?.[1];
  return named === undefined ? type : `${type}; charset=${named}`;
}

function sameDocumentUrl(a: URL, b: URL): boolean {
  return a.href.split("#")[0] === b.href.split("#")[0];
}

/** RFC 6266: filename* before filename; else the last part of the path. */
function downloadName(disposition: string, url: URL): string {
  const extended = /filename\*\s*=\s*(?:utf-8|iso-8859-1)''([^;\s]+)/i.exec(disposition)?.[1];
  if (extended !== undefined) return decodeURIComponent(extended).replaceAll("/", "_");
  const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition);
  const name = plain?.[1]?.replaceAll(/\\(.)/g, "$1") ?? plain?.[2] ?? url.pathname.split("/").at(-1) ?? "";
  return name.replaceAll("/", "_") || "download";
}

function textDocument(text: string): string {
  return `<!DOCTYPE html><title></title><meta name="color-scheme" content="light dark"><body><pre style="word-wrap:break-word;white-space:pre-wrap">${escapeHtml(text)}</pre>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

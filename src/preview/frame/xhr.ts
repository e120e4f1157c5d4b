/**
 * XMLHttpRequest (its own standard) over a `fetch`: states, events, upload totals, response types, abort and timeout.
 * Synchronous requests cannot be had in a frame that asks its page; they fail with a message that says so.
 */
export function makeXmlHttpRequest(fetch: typeof globalThis.fetch): typeof XMLHttpRequest {
  class PreviewRequest extends EventTarget {
    static readonly UNSENT = 0;
    static readonly OPENED = 1;
    static readonly HEADERS_RECEIVED = 2;
    static readonly LOADING = 3;
    static readonly DONE = 4;
    readonly UNSENT = 0;
    readonly OPENED = 1;
    readonly HEADERS_RECEIVED = 2;
    readonly LOADING = 3;
    readonly DONE = 4;
    readonly upload = new EventTarget();
    readyState = 0;
    status = 0;
    statusText = "";
    responseURL = "";
    timeout = 0;
    withCredentials = false;
    responseType: XMLHttpRequestResponseType = "";
    #method = "GET";
    #url = "";
    #headers = new Headers();
    #mime: string | undefined;
    #received: Headers | undefined;
    #chunks: Uint8Array<ArrayBuffer>[] = [];
    #abort = new AbortController();
    #body: unknown = null;

    open(method: string, url: string | URL, asynchronous = true): void {
      if (!asynchronous)
        throw new DOMException(
          "Synchronous XMLHttpRequest is not available in this preview: use an asynchronous one, or fetch.",
          "InvalidAccessError",
        );
      this.#abort.abort();
      this.#abort = new AbortController();
      this.#method = /^(?:get|head|post|put|delete|options)$/i.test(method) ? method.toUpperCase() : method;
      this.#url = new URL(url, document.baseURI).href;
      this.#headers = new Headers();
      this.#received = undefined;
      this.#chunks = [];
      this.status = 0;
      this.statusText = "";
      this.#to(1);
    }

    setRequestHeader(name: string, value: string): void {
      this.#mustBeOpen();
      this.#headers.append(name, value);
    }

    overrideMimeType(mime: string): void {
      this.#mime = mime;
    }

    send(body: Document | XMLHttpRequestBodyInit | null = null): void {
      this.#mustBeOpen();
      const payload = body instanceof Document ? new XMLSerializer().serializeToString(body) : body;
      void this.#run(this.#method === "GET" || this.#method === "HEAD" ? null : payload, this.#abort);
    }

    abort(): void {
      const running = this.readyState > 0 && this.readyState < 4;
      this.#abort.abort();
      if (running) this.#fail("abort");
      this.readyState = 0;
    }

    getResponseHeader(name: string): string | null {
      return this.#received?.get(name) ?? null;
    }

    getAllResponseHeaders(): string {
      return [...(this.#received ?? [])].map(([name, value]) => `${name}: ${value}\r\n`).join("");
    }

    get responseText(): string {
      if (this.responseType !== "" && this.responseType !== "text")
        throw new DOMException(
          "responseText is only available when responseType is '' or 'text'.",
          "InvalidStateError",
        );
      return this.readyState < 3 ? "" : this.#text();
    }

    get responseXML(): Document | null {
      if (this.responseType === "document") return this.readyState === 4 ? (this.#body as Document | null) : null;
      // XMLHttpRequest, "set a document response": HTML only where a document was asked for.
      return this.readyState === 4 && !this.#type().includes("html") ? this.#document() : null;
    }

    get response(): unknown {
      if (this.responseType === "" || this.responseType === "text") return this.responseText;
      return this.readyState === 4 && this.status !== 0 ? this.#body : null;
    }

    async #run(body: XMLHttpRequestBodyInit | null, abort: AbortController): Promise<void> {
      this.#fire("loadstart", 0, 0);
      const timer = this.timeout > 0 ? setTimeout(() => abort.abort("timeout"), this.timeout) : undefined;
      try {
        const response = await fetch(this.#url, {
          method: this.#method,
          headers: this.#headers,
          body,
          credentials: this.withCredentials ? "include" : "same-origin",
          signal: abort.signal,
        });
        if (body !== null)
          for (const name of ["progress", "load", "loadend"]) this.upload.dispatchEvent(new ProgressEvent(name));
        this.#received = response.headers;
        this.status = response.status;
        this.statusText = response.statusText;
        this.responseURL = response.url;
        this.#to(2);
        const total = Number(response.headers.get("content-length") ?? 0);
        let loaded = 0;
        for await (const chunk of response.body ?? []) {
          this.#chunks.push(chunk);
          loaded += chunk.length;
          this.readyState = 3;
          this.dispatchEvent(new Event("readystatechange"));
          this.#fire("progress", loaded, total);
        }
        this.#body = await this.#decode();
        this.#to(4);
        this.#fire("load", loaded, total);
        this.#fire("loadend", loaded, total);
      } catch {
        if (abort.signal.aborted && abort.signal.reason !== "timeout") return;
        this.#fail(abort.signal.reason === "timeout" ? "timeout" : "error");
      } finally {
        clearTimeout(timer);
      }
    }

    async #decode(): Promise<unknown> {
      const blob = new Blob(this.#chunks, { type: this.#type() });
      switch (this.responseType) {
        case "arraybuffer":
          return blob.arrayBuffer();
        case "blob":
          return blob;
        case "json":
          try {
            return JSON.parse(await blob.text()) as unknown;
          } catch {
            return null;
          }
        case "document":
          return this.#document();
        default:
          return null;
      }
    }

    #document(): Document | null {
      const type = this.#type();
      if (!/xml|html/.test(type)) return null;
      return new DOMParser().parseFromString(this.#text(), type.includes("html") ? "text/html" : "text/xml");
    }

    #type(): string {
      return this.#mime ?? this.#received?.get("content-type") ?? "text/xml";
    }

    #text(): string {
      const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(this.#type())?.[1] ?? "utf-8";
      const decoder = new TextDecoder(charset);
      return this.#chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
    }

    #fail(event: "abort" | "error" | "timeout"): void {
      this.status = 0;
      this.statusText = "";
      this.#received = undefined;
      this.#chunks = [];
      this.#to(4);
      this.#fire(event, 0, 0);
      this.#fire("loadend", 0, 0);
    }

    #mustBeOpen(): void {
      if (this.readyState !== 1) throw new DOMException("The object's state must be OPENED.", "InvalidStateError");
    }

    #to(state: number): void {
      this.readyState = state;
      this.dispatchEvent(new Event("readystatechange"));
    }

    #fire(name: string, loaded: number, total: number): void {
      this.dispatchEvent(new ProgressEvent(name, { loaded, total, lengthComputable: total > 0 }));
    }
  }
  for (const name of ["readystatechange", "loadstart", "progress", "load", "loadend", "error", "abort", "timeout"])
    defineHandler(PreviewRequest.prototype, name);
  return PreviewRequest as unknown as typeof XMLHttpRequest;
}

/** An `onload`-like attribute that holds one listener. */
export function defineHandler(prototype: EventTarget, name: string): void {
  const handlers = new WeakMap<EventTarget, EventListener>();
  Object.defineProperty(prototype, `on${name}`, {
    configurable: true,
    get(this: EventTarget) {
      return handlers.get(this) ?? null;
    },
    set(this: EventTarget, handler: EventListener | null) {
      const old = handlers.get(this);
      if (old !== undefined) this.removeEventListener(name, old);
      handlers.delete(this);
      if (typeof handler !== "function") return;
      handlers.set(this, handler);
      this.addEventListener(name, handler);
    },
  });
}

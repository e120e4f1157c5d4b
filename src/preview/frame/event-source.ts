import { defineHandler } from "./xhr.ts";

/** Server-sent events (HTML, section 9.2) over a `fetch`, with reconnection and Last-Event-ID. */
export function makeEventSource(fetch: typeof globalThis.fetch): typeof EventSource {
  class PreviewEventSource extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSED = 2;
    readonly CONNECTING = 0;
    readonly OPEN = 1;
    readonly CLOSED = 2;
    readonly url: string;
    readonly withCredentials: boolean;
    readyState = 0;
    #abort = new AbortController();
    #lastId = "";
    #retryMs = 3000;

    constructor(url: string | URL, init: EventSourceInit = {}) {
      super();
      this.url = new URL(url, document.baseURI).href;
      this.withCredentials = init.withCredentials ?? false;
      void this.#connect();
    }

    close(): void {
      this.readyState = 2;
      this.#abort.abort();
    }

    async #connect(): Promise<void> {
      while (this.readyState !== 2) {
        try {
          const response = await fetch(this.url, {
            headers: { Accept: "text/event-stream", ...(this.#lastId === "" ? {} : { "Last-Event-ID": this.#lastId }) },
            credentials: this.withCredentials ? "include" : "same-origin",
            cache: "no-store",
            signal: this.#abort.signal,
          });
          if (response.status !== 200 || !response.headers.get("content-type")?.startsWith("text/event-stream")) {
            this.close();
            this.dispatchEvent(new Event("error"));
            return;
          }
          this.readyState = 1;
          this.dispatchEvent(new Event("open"));
          await this.#read(response);
        } catch {
          if (this.#abort.signal.aborted) return;
        }
        this.readyState = 0;
        this.dispatchEvent(new Event("error"));
        await new Promise((resolve) => setTimeout(resolve, this.#retryMs));
      }
    }

    async #read(response: Response): Promise<void> {
      const decoder = new TextDecoder();
      let text = "";
      let event = { type: "", data: [] as string[] };
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk, { stream: true });
        const lines = text.split(/\r\n|\n|\r(?!$)/);
        text = lines.pop() ?? "";
        for (const line of lines) {
          if (line === "") {
            if (event.data.length > 0)
              this.dispatchEvent(
                new MessageEvent(event.type || "message", {
                  data: event.data.join("\n"),
                  lastEventId: this.#lastId,
                  origin: new URL(response.url).origin,
                }),
              );
            event = { type: "", data: [] };
          } else this.#field(line, event);
        }
      }
    }

    #field(line: string, event: { type: string; data: string[] }): void {
      const colon = line.indexOf(":");
      const name = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (name === "data") event.data.push(value);
      else if (name === "event") event.type = value;
      else if (name === "id" && !value.includes("\0")) this.#lastId = value;
      else if (name === "retry" && /^\d+$/.test(value)) this.#retryMs = Number(value);
    }
  }
  for (const name of ["open", "message", "error"]) defineHandler(PreviewEventSource.prototype, name);
  return PreviewEventSource as unknown as typeof EventSource;
}

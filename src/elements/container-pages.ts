import type { PreviewBrowser, PreviewState } from "#preview";
import { make } from "./dom.ts";

/** What the preview asks of whatever shows a server's pages. */
export type Pages = Pick<PreviewBrowser, "url" | "open" | "reload" | "go" | "close">;

export interface ContainerPagesOptions {
  /** Where the container serves a port; undefined when nothing listens there. */
  readonly address: (port: number) => string | undefined;
  readonly place: (frame: HTMLIFrameElement) => void;
  readonly onState: (state: PreviewState) => void;
}

/** Of a host of their own: what they run is kept from this page by the browser, and may not lead the page away. */
const SANDBOX = "allow-scripts allow-forms allow-modals allow-same-origin allow-downloads allow-popups";

/**
 * Pages of a container's servers, in a frame at the container's own address of the port. The browser tells nobody what
 * happens in a frame of another site: where its links lead is not known here, and there is no way back through them.
 */
export class ContainerPages implements Pages {
  readonly #options: ContainerPagesOptions;
  #url = new URL("http://localhost/");

  constructor(options: ContainerPagesOptions) {
    this.#options = options;
  }

  /** What was asked for last, as an address of the loopback. */
  get url(): URL {
    return this.#url;
  }

  open(url: URL): Promise<void> {
    this.#url = url;
    const base = this.#options.address(Number(url.port === "" ? 80 : url.port));
    if (base === undefined) {
      this.#tell({ problem: `Nothing listens on ${url.host}.` });
      return Promise.resolve();
    }
    const frame = make("iframe", { title: "Preview", sandbox: SANDBOX, src: this.#own(base).href });
    this.#tell({ loading: true });
    return new Promise((resolve) => {
      frame.addEventListener("load", () => {
        this.#tell({ title: new URL(base).host });
        resolve();
      });
      this.#options.place(frame);
    });
  }

  reload(): Promise<void> {
    return this.open(this.#url);
  }

  go(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.#options.place(make("iframe", { title: "Preview", sandbox: "" }));
  }

  #own(base: string): URL {
    const { pathname, search, hash } = this.#url;
    return new URL(`${pathname}${search}${hash}`, base);
  }

  #tell(state: Partial<PreviewState>): void {
    this.#options.onState({
      ...{ url: this.#url, title: "", loading: false, canGoBack: false, canGoForward: false },
      ...{ status: undefined, problem: undefined },
      ...state,
    });
  }
}

import type { LabSession } from "#session";
import type { PreviewState } from "#preview";
import type { Pages } from "./container-pages.ts";
import { button, enable, make, say } from "./dom.ts";
import { frameText } from "./isolation.ts";
import { noServer, type SidePanel } from "./lab-panel.ts";
import { putInPlace, replaceFrame } from "./preview-frame.ts";

/**
 * A small browser for the servers of a lab: address, back, forward, reload, and the frame that a page is drawn in. A server
 * in the page is relayed by this site's own frame; one in a container is shown at the container's own address.
 */
export class PreviewPanel implements SidePanel {
  readonly name = "Preview";
  readonly element: HTMLElement;
  readonly #session: LabSession;
  readonly #back = button("←", "quiet", () => void this.#browser?.go(-1));
  readonly #forward = button("→", "quiet", () => void this.#browser?.go(1));
  readonly #reload = button("↻", "quiet", () => void this.#again());
  readonly #address = make("input", {
    type: "text",
    "aria-label": "Address",
    spellcheck: "false",
    autocomplete: "off",
    value: "localhost",
  });
  readonly #state = make("p", { class: "panel-state", role: "status" });
  /** The one that is shown; every page has a new one. */
  #frame = make("iframe", { title: "Preview", sandbox: "" });
  /** Where each port is served, in the order in which they were opened. */
  readonly #ports = new Map<number, string>();
  #loading: Promise<Pages> | undefined;
  #browser: Pages | undefined;
  /** Whether what is there shows a container's own addresses. */
  #outside = false;
  #failed = false;
  /** A server began anew while nobody looked: what is shown is of the one before. */
  #stale = false;

  constructor(session: LabSession) {
    this.#session = session;
    for (const [control, label] of [
      [this.#back, "Back"],
      [this.#forward, "Forward"],
      [this.#reload, "Reload"],
    ] as const) {
      control.setAttribute("aria-label", label);
      control.title = label;
    }
    enable(this.#back, false);
    enable(this.#forward, false);
    const form = make("form", { class: "panel-bar" }, this.#back, this.#forward, this.#reload, this.#address);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#open(this.#address.value);
    });
    this.#frame.hidden = true;
    this.element = make("article", { class: "panel preview" }, form, this.#state, this.#frame);
    say(this.#state, noServer(session.data));
  }

  show(): void {
    const [port] = this.#ports.keys();
    if (port !== undefined && (this.#browser === undefined || this.#failed || this.#stale)) void this.#arrive(port);
  }

  port(port: number, address: string | undefined): void {
    if (address !== undefined) {
      this.#ports.set(port, address);
      if (this.#browser === undefined) this.#address.value = `localhost:${String(port)}/`;
      this.#stale = true;
      if (!this.element.hidden) void this.#arrive(port);
      else say(this.#state, `A server listens on localhost:${String(port)}.`);
    } else {
      this.#ports.delete(port);
      say(
        this.#state,
        this.#ports.size === 0 ? noServer(this.#session.data) : `The server on localhost:${String(port)} has ended.`,
      );
    }
  }

  close(): void {
    this.#browser?.close();
  }

  /** A server is there: its first page, or again the page that was shown before it was restarted. */
  async #arrive(port: number): Promise<void> {
    this.#stale = false;
    if (this.#browser === undefined || this.#isOutside(port) !== this.#outside)
      await this.#open(`localhost:${String(port)}/`);
    else if (this.#browser.url.port === String(port)) await this.#browser.reload();
  }

  async #again(): Promise<void> {
    if (this.#browser === undefined) await this.#open(this.#address.value);
    else await this.#browser.reload();
  }

  async #open(text: string): Promise<void> {
    const [port] = this.#ports.keys();
    const { parseAddress } = await import("#preview");
    const current = this.#browser?.url ?? new URL(`http://localhost${port === undefined ? "" : `:${String(port)}`}/`);
    const url = parseAddress(text, current);
    if (url === undefined) {
      say(this.#state, `${text} is no address: write localhost:${String(port ?? 8080)}/ or a path.`);
      return;
    }
    const outside = this.#isOutside(port);
    if (this.#loading !== undefined && outside !== this.#outside) {
      // The lab has moved to another machine.
      (await this.#loading).close();
      this.#loading = undefined;
    }
    this.#outside = outside;
    const browser = await (this.#loading ??= outside ? this.#makeOutside() : this.#make());
    await browser.open(url);
  }

  #isOutside(port: number | undefined): boolean {
    const address = port === undefined ? undefined : this.#ports.get(port);
    // Of a host of its own, and no way of saying "the machine's loopback".
    return address !== undefined && new URL(address).hostname !== "localhost";
  }

  async #makeOutside(): Promise<Pages> {
    const { ContainerPages } = await import("./container-pages.ts");
    this.#browser = new ContainerPages({
      address: (port) => this.#ports.get(port),
      place: (frame) => {
        putInPlace(this.#frame, frame);
        this.#frame = frame;
      },
      onState: (state) => this.#tell(state),
    });
    return this.#browser;
  }

  async #make(): Promise<Pages> {
    const { PreviewBrowser } = await import("#preview");
    const { shippedFile } = await import("./shipped-files.ts");
    this.#browser = new PreviewBrowser({
      send: async (port, request) => (await this.#session.engine()).request(port, request),
      freshFrame: () => this.#freshFrame(),
      shipped: shippedFile,
      onState: (state) => this.#tell(state),
      onDownload: (name, bytes, type) => {
        const url = URL.createObjectURL(new Blob([bytes], { type }));
        make("a", { href: url, download: name }).click();
        setTimeout(() => URL.revokeObjectURL(url), 10_000);
        say(this.#state, `Downloaded ${name}.`);
      },
    });
    return this.#browser;
  }

  async #freshFrame(): Promise<MessagePort> {
    const address = `${import.meta.env.BASE_URL.replace(/\/$/, "")}/preview.html`;
    const text = await frameText(address);
    const { frame, port } = replaceFrame(this.#frame, address, text);
    this.#frame = frame;
    return port;
  }

  #tell(state: PreviewState): void {
    enable(this.#back, state.canGoBack);
    enable(this.#forward, state.canGoForward);
    if (document.activeElement !== this.#address || !state.loading)
      this.#address.value = state.url.href.replace(/^http:\/\//, "");
    this.#failed = state.problem !== undefined;
    if (this.#failed && document.activeElement === this.#frame) this.#address.focus();
    this.#frame.hidden = this.#failed;
    this.#frame.title = state.title === "" ? "Preview" : `Preview: ${state.title}`;
    say(
      this.#state,
      state.loading
        ? "Loading…"
        : state.problem !== undefined
          ? this.#ports.size === 0
            ? noServer(this.#session.data)
            : state.problem
          : [state.status ?? "", state.title].filter((part) => part !== "").join(" · "),
    );
  }
}

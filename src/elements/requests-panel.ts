import type { LabSession } from "#session";
import { button, make, say } from "./dom.ts";
import { noServer, type SidePanel } from "./lab-panel.ts";
import { curlCommand, jsonProblem, parseHeaders, requestOf, routesOf, type RequestDraft } from "./request-draft.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
/** Older requests than these leave the history. */
const MOST_REMEMBERED = 30;

interface Written {
  readonly method: string;
  readonly address: string;
  readonly headers: string;
  readonly body: string;
}

/** A console of requests to the lab's servers: what is sent is written by hand, what comes is shown as it came. */
export class RequestsPanel implements SidePanel {
  readonly name = "Requests";
  readonly element: HTMLElement;
  readonly #session: LabSession;
  readonly #method = make("select", { "aria-label": "Method" }, ...METHODS.map((name) => make("option", {}, name)));
  readonly #address = make("input", { type: "text", "aria-label": "Path", spellcheck: "false", value: "/" });
  readonly #routes = make("select", { "aria-label": "Routes of this server" });
  readonly #headers = make("textarea", { rows: "2", spellcheck: "false", placeholder: "Name: value" });
  readonly #body = make("textarea", { rows: "3", spellcheck: "false" });
  readonly #state = make("p", { class: "panel-state", role: "status" });
  readonly #answer = make("div", { class: "answer" });
  readonly #history = make("select", { "aria-label": "Requests sent before" });
  readonly #more = make(
    "details",
    {},
    make("summary", {}, "Headers and body"),
    make("label", {}, "Headers", this.#headers),
    make("label", {}, "Body", this.#body),
  );
  readonly #sent: Written[] = [];
  readonly #ports = new Set<number>();
  #sending: AbortController | undefined;

  constructor(session: LabSession) {
    this.#session = session;
    const send = make("button", { type: "submit", class: "run first" }, "Send");
    const form = make(
      "form",
      { class: "request" },
      make("div", { class: "panel-bar" }, this.#method, this.#address, send),
      make(
        "div",
        { class: "panel-bar" },
        this.#routes,
        this.#history,
        button("Copy as curl", "quiet spare", () => void this.#copy()),
      ),
      this.#more,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
    this.#method.addEventListener("change", () => this.#open());
    this.#body.addEventListener("input", () => this.#check());
    this.#headers.addEventListener("input", () => this.#check());
    this.#routes.hidden = this.#history.hidden = true;
    this.#history.addEventListener("change", () => {
      const written = this.#sent[Number(this.#history.value)];
      if (written !== undefined) this.#write(written);
    });
    this.element = make("article", { class: "panel requests" }, form, this.#state, this.#answer);
    say(this.#state, noServer(session.data));
  }

  show(): void {
    const port = this.#port;
    if (port !== undefined) void this.#readRoutes(port);
  }

  port(port: number, address: string | undefined): void {
    const open = address !== undefined;
    if (open) this.#ports.add(port);
    else this.#ports.delete(port);
    say(
      this.#state,
      this.#port === undefined
        ? noServer(this.#session.data)
        : `A server listens on localhost:${[...this.#ports].join(", localhost:")}.`,
    );
    if (open && !this.element.hidden) void this.#readRoutes(port);
  }

  close(): void {
    this.#sending?.abort();
  }

  get #port(): number | undefined {
    return [...this.#ports].at(-1);
  }

  /** FastAPI tells its routes; a server that does not has none to choose from. */
  async #readRoutes(port: number): Promise<void> {
    try {
      const engine = await this.#session.engine();
      const response = await engine.request(port, { method: "GET", path: "/openapi.json", headers: [] });
      const text = await new Response(response.body as ReadableStream<Uint8Array<ArrayBuffer>>).text();
      const routes = response.status === 200 ? routesOf(JSON.parse(text)) : [];
      this.#routes.replaceChildren(
        make("option", { value: "" }, "Routes"),
        ...routes.map(({ method, path }, at) => make("option", { value: String(at) }, `${method} ${path}`)),
      );
      this.#routes.hidden = routes.length === 0;
      this.#routes.onchange = () => {
        const route = routes[Number(this.#routes.value)];
        if (this.#routes.value === "" || route === undefined) return;
        this.#write({ method: route.method, address: route.path, headers: this.#headers.value, body: route.body });
        this.#address.focus();
      };
    } catch {
      this.#routes.hidden = true;
    }
  }

  #write({ method, address, headers, body }: Written): void {
    this.#method.value = method;
    this.#address.value = address;
    this.#headers.value = headers;
    this.#body.value = body;
    this.#open();
    this.#check();
  }

  /** What a request carries is seen; one that carries nothing leaves the room to its answer. */
  #open(): void {
    if (!["GET", "HEAD"].includes(this.#method.value) || this.#headers.value + this.#body.value !== "")
      this.#more.open = true;
  }

  #check(): void {
    const { headers, problem } = parseHeaders(this.#headers.value);
    say(this.#state, problem ?? jsonProblem(this.#body.value, headers) ?? "");
  }

  async #draft(): Promise<RequestDraft | undefined> {
    const { headers, problem } = parseHeaders(this.#headers.value);
    const { isLoopback, parseAddress } = await import("#preview");
    const port = this.#port;
    const url = parseAddress(this.#address.value, new URL(`http://localhost:${String(port ?? 80)}/`));
    const refused =
      problem ??
      (url === undefined || !isLoopback(url)
        ? `${this.#address.value} is not on this page's network: write a path, or localhost:${String(port ?? 8080)}/…`
        : port === undefined
          ? noServer(this.#session.data)
          : undefined);
    if (refused !== undefined || url === undefined) {
      say(this.#state, refused ?? "");
      return undefined;
    }
    return { method: this.#method.value, url, headers, body: this.#body.value };
  }

  async #copy(): Promise<void> {
    const draft = await this.#draft();
    if (draft === undefined) return;
    await navigator.clipboard.writeText(curlCommand(draft));
    say(this.#state, "Copied as a curl command.");
  }

  async #send(): Promise<void> {
    const draft = await this.#draft();
    if (draft === undefined) return;
    this.#remember();
    this.#sending?.abort();
    const sending = (this.#sending = new AbortController());
    say(this.#state, "Sending…");
    const began = performance.now();
    try {
      const engine = await this.#session.engine();
      const response = await engine.request(Number(draft.url.port || 80), {
        ...requestOf(draft),
        signal: sending.signal,
      });
      const bytes = new Uint8Array(
        await new Response(response.body as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer(),
      );
      const time = Math.max(1, Math.round(performance.now() - began));
      const invalid = jsonProblem(draft.body, draft.headers);
      const status = `${String(response.status)} ${response.reason}`.trim();
      const rest = [`${String(time)} ms`, `${String(bytes.length)} bytes`, ...(invalid === undefined ? [] : [invalid])];
      say(this.#state, [status, ...rest].join(" · "));
      const tone = response.status < 400 ? "ok" : "bad";
      this.#state.replaceChildren(make("b", { class: tone }, status), ` · ${rest.join(" · ")}`);
      this.#answer.replaceChildren(
        make(
          "details",
          {},
          make("summary", {}, `Headers (${String(response.headers.length)})`),
          make("pre", { tabindex: "0" }, response.headers.map(([name, value]) => `${name}: ${value}`).join("\n")),
        ),
        make("pre", { tabindex: "0", "aria-label": "Body of the response" }, new TextDecoder().decode(bytes)),
      );
    } catch (error) {
      if (sending.signal.aborted) return;
      say(this.#state, error instanceof Error ? error.message : String(error));
      this.#answer.replaceChildren();
    }
  }

  #remember(): void {
    this.#sent.unshift({
      method: this.#method.value,
      address: this.#address.value,
      headers: this.#headers.value,
      body: this.#body.value,
    });
    this.#sent.length = Math.min(this.#sent.length, MOST_REMEMBERED);
    this.#history.replaceChildren(
      make("option", { value: "" }, "History"),
      ...this.#sent.map(({ method, address }, at) => make("option", { value: String(at) }, `${method} ${address}`)),
    );
    this.#history.hidden = false;
  }
}

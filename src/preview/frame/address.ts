import type { Channel } from "./channel.ts";

/**
 * The address a served page believes to be at. The frame's own is the preview document's, cannot be replaced, and in
 * an opaque origin cannot be changed either, so scripts are pointed here (`$previewLocation`) when they are served.
 */
export class Address {
  url: URL;
  #state: unknown;
  readonly #channel: Channel;
  /** Where the reader was on this document's addresses. */
  readonly #scrolls = new Map<string, [x: number, y: number]>();

  constructor(channel: Channel, href: string, state: unknown) {
    this.#channel = channel;
    this.url = new URL(href);
    this.#state = state;
  }

  navigate(to: string, replace: boolean, noReferrer = false): void {
    this.#remember();
    const url = new URL(to, document.baseURI).href;
    this.#channel.post({ type: "navigate", url, method: "GET", replace, noReferrer });
  }

  /** Puts `location` and `history` where scripts look for them. */
  install(): void {
    Object.defineProperty(globalThis, "$previewLocation", {
      get: () => this.#location,
      set: (href: string) => this.navigate(href, false),
    });
    Object.defineProperty(globalThis, "$previewOf", { value: makePreviewOf(() => this.#location, this) });
    // A page in a tab is its own parent; `top` cannot be changed.
    Object.defineProperty(globalThis, "parent", { value: window, configurable: true, writable: true });
    Object.defineProperty(document, "domain", { get: () => this.url.hostname, configurable: true });
    for (const name of ["URL", "documentURI"])
      Object.defineProperty(document, name, { get: () => this.url.href, configurable: true });
    Object.defineProperty(globalThis, "origin", { get: () => this.url.origin, configurable: true });
    this.#installHistory();
    this.#channel.on("traverse", ({ url, state, back }) => this.#traverse(url, state, back));
  }

  #remember(): void {
    this.#scrolls.set(this.url.href, [scrollX, scrollY]);
  }

  readonly #location = this.#makeLocation();

  #makeLocation(): object {
    const read = (
      part: "href" | "origin" | "protocol" | "host" | "hostname" | "port" | "pathname" | "search" | "hash",
    ) => ({
      enumerable: true,
      get: () => this.url[part],
      set: (value: string) => {
        if (part === "origin") return;
        const next = new URL(this.url);
        next[part] = part === "href" ? new URL(value, document.baseURI).href : value;
        this.navigate(next.href, false);
      },
    });
    return Object.defineProperties(
      {},
      {
        href: read("href"),
        origin: read("origin"),
        protocol: read("protocol"),
        host: read("host"),
        hostname: read("hostname"),
        port: read("port"),
        pathname: read("pathname"),
        search: read("search"),
        hash: read("hash"),
        assign: { enumerable: true, value: (href: unknown) => this.navigate(String(href), false) },
        replace: { enumerable: true, value: (href: unknown) => this.navigate(String(href), true) },
        reload: { enumerable: true, value: () => this.#channel.post({ type: "go", delta: 0 }) },
        toString: { value: () => this.url.href },
      },
    );
  }

  #installHistory(): void {
    const change = (replace: boolean) => (state: unknown, _title: string, href?: string | URL | null) => {
      const url = href === undefined || href === null ? this.url : new URL(href, document.baseURI);
      if (url.origin !== this.url.origin)
        throw new DOMException(
          `A history state object with URL '${url.href}' cannot be created in a document with origin '${this.url.origin}'.`,
          "SecurityError",
        );
      this.#state = structuredClone(state);
      this.#remember();
      this.url = url;
      setBase(url);
      this.#channel.post({ type: "history", url: url.href, state: this.#state, replace });
    };
    const go = (delta: number): void => this.#channel.post({ type: "go", delta: Math.trunc(delta) || 0 });
    Object.defineProperties(history, {
      state: { get: () => this.#state, configurable: true },
      pushState: { value: change(false), configurable: true },
      replaceState: { value: change(true), configurable: true },
      back: { value: () => go(-1), configurable: true },
      forward: { value: () => go(1), configurable: true },
      go: { value: (delta: unknown) => go(Number(delta ?? 0)), configurable: true },
    });
  }

  /** HTML, "update document for history step application": popstate, then hashchange where the fragment differs. */
  #traverse(href: string, state: unknown, back: boolean): void {
    const old = this.url.href;
    if (back) this.#remember();
    this.url = new URL(href);
    this.#state = state;
    setBase(this.url);
    const scroll = this.#scrolls.get(href);
    if (back && scroll !== undefined) scrollTo(...scroll);
    else scrollToFragment(this.url.hash);
    dispatchEvent(new PopStateEvent("popstate", { state }));
    if (old.split("#")[1] !== href.split("#")[1])
      dispatchEvent(new HashChangeEvent("hashchange", { oldURL: old, newURL: href }));
  }
}

/**
 * A window or document as a served script may look at it: with the preview's location. Anything else comes back as it
 * is. In a tab, a page is its own parent.
 */
function makePreviewOf(location: () => object, address: Address): (value: unknown) => unknown {
  const seen = (target: object): unknown =>
    new Proxy(target, {
      get: (object, name) => (name === "location" ? location() : (Reflect.get(object, name) as unknown)),
      set: (object, name, value) => {
        if (name === "location") address.navigate(String(value), false);
        else Reflect.set(object, name, value);
        return true;
      },
    });
  const own = seen(window);
  const page = seen(document);
  const { parent, top } = window;
  return (value) => (value === window || value === parent || value === top ? own : value === document ? page : value);
}

/** The page's base follows its address unless the page set one of another place. */
function setBase(url: URL): void {
  const base = document.querySelector<HTMLBaseElement>("base[data-preview]");
  if (base !== null) base.href = url.href;
}

export function scrollToFragment(hash: string): void {
  if (hash === "") return;
  const name = decodeURIComponent(hash.slice(1));
  const target = document.getElementById(name) ?? document.getElementsByName(name)[0];
  if (target !== undefined) target.scrollIntoView();
  else if (name === "top") scrollTo(0, 0);
}

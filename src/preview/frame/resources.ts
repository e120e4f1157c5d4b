import type { ResourceKind } from "#protocol";
import type { Channel } from "./channel.ts";

/** Which attribute of which element loads what. */
const LOADS: readonly { readonly selector: string; readonly attribute: string; readonly kind: ResourceKind }[] = [
  { selector: "img[src]", attribute: "src", kind: "binary" },
  { selector: "source[src]", attribute: "src", kind: "binary" },
  { selector: "video[src]", attribute: "src", kind: "binary" },
  { selector: "audio[src]", attribute: "src", kind: "binary" },
  { selector: "video[poster]", attribute: "poster", kind: "binary" },
  { selector: "script[src]", attribute: "src", kind: "script" },
  { selector: 'link[rel~="stylesheet"][href]', attribute: "href", kind: "style" },
];

const LOCAL = /^(?:data|blob|#|about:)/i;

/** The addresses of a resource as `data:`; empty where it could not be loaded. */
export type AskResource = (kind: ResourceKind, url: string) => Promise<readonly (readonly [string, string])[]>;

export function makeAskResource(channel: Channel): AskResource {
  return (kind, url) => {
    const id = channel.id();
    return new Promise((resolve) => {
      const stop = channel.on("resource", (message) => {
        if (message.id !== id) return;
        stop();
        resolve(message.addresses);
      });
      channel.post({ type: "resource", id, url: new URL(url, document.baseURI).href, kind });
    });
  };
}

/**
 * What scripts add to a page after it was written: the attribute is exchanged for a `data:` address once the page has
 * loaded it. Property and attribute are caught before the browser sees them; markup (innerHTML) just after.
 */
export function installResources(ask: AskResource): void {
  const own = Object.getOwnPropertyDescriptor(Element.prototype, "setAttribute")?.value as (
    this: Element,
    name: string,
    value: string,
  ) => void;
  const load = (element: Element, attribute: string, kind: ResourceKind, value: string): void => {
    void ask(kind, value).then(([first]) =>
      own.call(element, attribute, first?.[1] ?? (kind === "script" ? "blob:missing" : "data:text/plain,")),
    );
  };
  const kindOf = (element: Element, attribute: string): ResourceKind | undefined => {
    if (attribute === "href")
      return element.localName === "link" && /\bstylesheet\b/i.test(element.getAttribute("rel") ?? "")
        ? "style"
        : undefined;
    return LOADS.find((entry) => entry.attribute === attribute && entry.selector.startsWith(`${element.localName}[`))
      ?.kind;
  };
  Element.prototype.setAttribute = function (this: Element, name: string, value: string) {
    const kind = LOCAL.test(value) ? undefined : kindOf(this, name.toLowerCase());
    if (kind === undefined) own.call(this, name, value);
    else load(this, name, kind, value);
  };
  const properties: readonly [{ prototype: Element }, string][] = [
    [HTMLImageElement, "src"],
    [HTMLScriptElement, "src"],
    [HTMLMediaElement, "src"],
    [HTMLSourceElement, "src"],
    [HTMLLinkElement, "href"],
  ];
  for (const [{ prototype }, name] of properties) {
    const property = Object.getOwnPropertyDescriptor(prototype, name);
    if (property === undefined) continue;
    Object.defineProperty(prototype, name, {
      ...property,
      set(this: Element, value: unknown) {
        this.setAttribute(name, String(value));
      },
    });
  }
  new MutationObserver((records) => {
    for (const node of records.flatMap((record) => [...record.addedNodes])) {
      if (!(node instanceof Element)) continue;
      for (const { selector, attribute, kind } of LOADS)
        for (const element of [node, ...node.querySelectorAll(selector)]) {
          const value = element.matches(selector) ? element.getAttribute(attribute) : null;
          // A script put in by markup does not run in a browser either.
          if (value !== null && !LOCAL.test(value) && kind !== "script") load(element, attribute, kind, value);
        }
    }
  }).observe(document, { childList: true, subtree: true });
}

/** `import(x)` of a name that only the running script knows. */
export function makeImport(ask: AskResource): (specifier: string) => Promise<unknown> {
  const known = new Set<string>();
  return async function (this: unknown, specifier: string) {
    const base = typeof this === "string" || this instanceof String ? String(this) : document.baseURI;
    const bare = !/^(?:\.{0,2}\/|[a-z]+:)/i.test(specifier);
    const url = bare ? specifier : new URL(specifier, base).href;
    if (!bare && !LOCAL.test(url)) {
      const imports = (await ask("module", url)).filter(([address]) => !known.has(address));
      for (const [address] of imports) known.add(address);
      const map = document.createElement("script");
      map.type = "importmap";
      map.textContent = JSON.stringify({ imports: Object.fromEntries(imports) });
      document.head.append(map);
    }
    return import(/* @vite-ignore */ url) as Promise<unknown>;
  };
}

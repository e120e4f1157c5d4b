import { scrollToFragment, type Address } from "./address.ts";
import type { Channel } from "./channel.ts";

/** Sends what would navigate the frame (links, forms, meta refresh) to the page's own history instead. */
export function installNavigation(channel: Channel, address: Address): void {
  addEventListener("click", (event) => {
    const link = event
      .composedPath()
      .find(
        (node): node is HTMLAnchorElement | SVGAElement =>
          node instanceof Element && /^(?:a|area)$/.test(node.localName),
      );
    const target = link?.getAttribute("href") ?? link?.getAttribute("xlink:href");
    if (event.defaultPrevented || event.button !== 0 || link === undefined || target === null || target === undefined)
      return;
    event.preventDefault();
    if (/^\s*javascript:/i.test(target)) return runAddress(target);
    const url = new URL(target, document.baseURI);
    if (link instanceof HTMLAnchorElement && link.hasAttribute("download"))
      channel.post({ type: "download", url: url.href, name: link.download });
    else if (/^(?:data|blob):$/.test(url.protocol)) return;
    else {
      // The place where the reader was is remembered before the page moves.
      address.navigate(url.href, false, /\bnoreferrer\b/i.test(link.getAttribute("rel") ?? ""));
      if (url.hash !== "" && url.href.split("#")[0] === address.url.href.split("#")[0]) scrollToFragment(url.hash);
    }
  });

  addEventListener("submit", (event) => {
    if (event.defaultPrevented || !(event.target instanceof HTMLFormElement)) return;
    const submitter = event.submitter;
    if ((submitter?.getAttribute("formmethod") ?? event.target.method) === "dialog") return;
    event.preventDefault();
    void submit(channel, event.target, submitter);
  });
  HTMLFormElement.prototype.submit = function (this: HTMLFormElement) {
    void submit(channel, this, null);
  };

  addEventListener("DOMContentLoaded", () => {
    const refresh = document.querySelector<HTMLMetaElement>('meta[http-equiv="refresh" i]');
    const [, seconds = "0", url = ""] =
      /^\s*(\d+)\s*(?:[;,]\s*(?:url\s*=\s*)?["']?([^"']*))?/i.exec(refresh?.content ?? "") ?? [];
    if (refresh !== null)
      setTimeout(() => address.navigate(url === "" ? address.url.href : url, true), Number(seconds) * 1000);
    scrollToFragment(address.url.hash);
  });
}

/** HTML, "navigate to a javascript: URL": a text that it gives takes the place of the page. */
function runAddress(address: string): void {
  const result: unknown = (0, eval)(decodeURIComponent(address.replace(/^\s*javascript:/i, "")));
  if (typeof result === "string") document.documentElement.innerHTML = result;
}

/** HTML, "constructing the entry list": line breaks are sent as carriage return and line feed. */
function crlf(text: string): string {
  return text.replace(/\r\n|\r|\n/g, "\r\n");
}

/** HTML, "form submission algorithm", for the three encodings. */
async function submit(channel: Channel, form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const given = (name: string): string | null => submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name);
  const data = new FormData(form, submitter);
  const method = (given("method") ?? "get").toUpperCase() === "POST" ? "POST" : "GET";
  const url = new URL(given("action") ?? "", document.baseURI);
  const pairs = [...data].map(
    ([name, value]) => [crlf(name), crlf(typeof value === "string" ? value : value.name)] as [string, string],
  );
  if (method === "GET") {
    url.search = new URLSearchParams(pairs).toString();
    channel.post({ type: "navigate", url: url.href, method, replace: false });
    return;
  }
  const encoding = (given("enctype") ?? "").toLowerCase();
  const response =
    encoding === "multipart/form-data"
      ? new Response(data)
      : encoding === "text/plain"
        ? new Response(pairs.map(([name, value]) => `${name}=${value}\r\n`).join(""), {
            headers: { "Content-Type": "text/plain" },
          })
        : new Response(new URLSearchParams(pairs).toString(), {
            headers: { "Content-Type": "application/x-www-form-urlencoded" },
          });
  channel.post({
    type: "navigate",
    url: url.href,
    method,
    contentType: response.headers.get("content-type") ?? "",
    body: new Uint8Array(await response.arrayBuffer()),
    replace: false,
  });
}

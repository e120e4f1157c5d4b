import type { ToPreview } from "#protocol";
import { Address } from "./address.ts";
import { Channel } from "./channel.ts";
import { makeEventSource } from "./event-source.ts";
import { makeFetch } from "./fetching.ts";
import { installNavigation } from "./links.ts";
import { installResources, makeAskResource, makeImport } from "./resources.ts";
import { installCookies, makeStorage } from "./storage.ts";
import { makeXmlHttpRequest } from "./xhr.ts";

/** Ways to other addresses that no policy of a document closes. */
const CLOSED = ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "WebTransport"];

/**
 * Waits for the page's port and the one document that this frame will show, then becomes that document. The window
 * stays the one whose `fetch`, history and storage were exchanged; its content policy stays that of preview.html.
 */
export function becomePreview(): void {
  const parent = window.parent;
  addEventListener("message", function take(event) {
    const [port] = event.ports;
    if (event.source !== parent || port === undefined) return;
    removeEventListener("message", take);
    const channel = new Channel(port);
    const stop = channel.on("show", (message) => {
      stop();
      show(channel, message);
    });
  });
  parent.postMessage({ type: "preview-ready" }, "*");
}

function show(channel: Channel, message: Extract<ToPreview, { type: "show" }>): void {
  // Opening removes every listener of the window: what follows comes after it.
  document.open("text/html");
  const define = (name: string, value: unknown): void =>
    void Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  for (const name of CLOSED) define(name, undefined);
  const address = new Address(channel, message.url, message.state);
  const ask = makeAskResource(channel);
  const fetch = makeFetch(channel);
  address.install();
  define("fetch", fetch);
  define("XMLHttpRequest", makeXmlHttpRequest(fetch));
  define("EventSource", makeEventSource(fetch));
  define("$previewImport", makeImport(ask));
  define("localStorage", makeStorage(channel, "local", message.local));
  define("sessionStorage", makeStorage(channel, "session", message.session));
  Object.defineProperty(document, "referrer", { value: message.referrer, configurable: true });
  installCookies(channel, message.cookie);
  installNavigation(channel, address);
  installResources(ask);
  watchTitle(channel);
  channel.on("append", ({ text }) => document.querySelector("pre")?.append(text));
  // Only write runs the scripts of a document in order while its window stays.
  // oxlint-disable-next-line typescript/no-deprecated
  document.write(message.html);
  document.close();
}

function watchTitle(channel: Channel): void {
  let last: string | undefined;
  const tell = (): void => {
    if (document.title === last) return;
    last = document.title;
    channel.post({ type: "title", text: last });
  };
  addEventListener("DOMContentLoaded", () => {
    tell();
    new MutationObserver(tell).observe(document.head, { childList: true, subtree: true, characterData: true });
  });
}

import { make } from "./dom.ts";

/**
 * Puts a new frame in the place of an old one and answers the port to its document. Every page of a preview begins in a
 * window of its own: what runs in the old one is gone, and could not speak for the new one.
 */
export function replaceFrame(
  old: HTMLIFrameElement,
  address: string,
  /** The document's text, where it is not to be loaded from its address. */
  text?: string,
): { readonly frame: HTMLIFrameElement; readonly port: Promise<MessagePort> } {
  const frame = make("iframe", { title: old.title, sandbox: "allow-scripts allow-forms allow-modals" });
  const port = new Promise<MessagePort>((resolve) => {
    const ready = (event: MessageEvent): void => {
      if (event.source !== frame.contentWindow) return;
      removeEventListener("message", ready);
      const { port1, port2 } = new MessageChannel();
      frame.contentWindow?.postMessage(null, "*", [port2]);
      resolve(port1);
    };
    addEventListener("message", ready);
  });
  if (text === undefined) frame.src = address;
  else frame.srcdoc = text;
  putInPlace(old, frame);
  return { frame, port };
}

/** Who was in the page that leaves is in the one that comes. */
export function putInPlace(old: HTMLIFrameElement, frame: HTMLIFrameElement): void {
  const held = document.activeElement === old;
  old.replaceWith(frame);
  if (held) frame.focus();
}

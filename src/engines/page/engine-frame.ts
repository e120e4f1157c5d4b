import { parseFromFrame } from "#protocol";

/** The hidden frame without an origin of its own that the machine lives in. */
export class EngineFrame {
  readonly #frame: HTMLIFrameElement;
  readonly #listener: (event: MessageEvent<unknown>) => void;
  /** Resolves when the frame's loader listens. */
  readonly loaded: Promise<void>;
  #pongs: (() => void)[] = [];

  /** `text`: the frame's document, where it is not to be loaded from its address. */
  constructor(url: string, onFailure: (message: string) => void, text?: string) {
    const frame = document.createElement("iframe");
    frame.hidden = true;
    frame.title = "Engine";
    frame.setAttribute("aria-hidden", "true");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.setAttribute("allow", "cross-origin-isolated");
    if (text === undefined) frame.src = url;
    else frame.srcdoc = text;
    this.#frame = frame;
    let hello: () => void = () => undefined;
    this.loaded = new Promise((resolve) => {
      hello = resolve;
    });
    this.#listener = (event) => {
      const message = event.source === frame.contentWindow ? parseFromFrame(event.data) : undefined;
      if (message?.type === "hello") hello();
      else if (message?.type === "pong") for (const pong of this.#pongs.splice(0)) pong();
      else if (message?.type === "worker-failed") onFailure(message.message);
    };
    addEventListener("message", this.#listener);
    document.body.append(frame);
  }

  /** Starts the kernel's script in it, with a port to the page. */
  start(code: Uint8Array<ArrayBuffer>, port: MessagePort): void {
    // An opaque origin has no name to address it by; the frame is ours, and holds nothing else.
    this.#frame.contentWindow?.postMessage({ type: "start", code }, "*", [port, code.buffer]);
  }

  /** Resolves when the thread beside the kernel's worker has answered. */
  ping(): Promise<void> {
    return new Promise((resolve) => {
      this.#pongs.push(resolve);
      this.#frame.contentWindow?.postMessage({ type: "ping" }, "*");
    });
  }

  remove(): void {
    removeEventListener("message", this.#listener);
    this.#frame.remove();
  }
}

/**
 * The engine's frame: a document without origin, storage or network. All it does is to start the kernel's worker from
 * the bytes that the page hands in, and to pass the page's port on to it. The build puts it inline in `frame.html`.
 */
import { parseToFrame, type FromFrame } from "#protocol";

const tell = (message: FromFrame): void => parent.postMessage(message, "*");

/** Starts the script from `blob:`, and from `data:` where that fails before it said that it runs (WebKit). */
function start(code: Uint8Array<ArrayBuffer>, port: MessagePort): void {
  const script = new Blob([code], { type: "text/javascript" });
  const run = (url: string, failed: (message: string) => void): void => {
    const worker = new Worker(url);
    let up = false;
    worker.onmessage = () => {
      up = true;
      worker.onmessage = null;
      worker.postMessage("port", [port]);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      if (up) tell({ type: "worker-failed", message: event.message || "it ended without a reason" });
      else failed(event.message || "the browser did not start it");
    };
  };
  run(URL.createObjectURL(script), () => {
    const reader = new FileReader();
    reader.onload = () =>
      run(typeof reader.result === "string" ? reader.result : "", (message) =>
        tell({ type: "worker-failed", message }),
      );
    reader.readAsDataURL(script);
  });
}

let started = false;
addEventListener("message", (event: MessageEvent<unknown>) => {
  const message = event.source === parent ? parseToFrame(event.data) : undefined;
  const [port] = event.ports;
  if (message?.type === "ping") return tell({ type: "pong" });
  if (message === undefined || port === undefined || started) return;
  started = true;
  start(message.code, port);
});
tell({ type: "hello" });

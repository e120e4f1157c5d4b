/** The harness page's script: a PreviewBrowser in the page's only frame. */
import { PreviewBrowser, type PreviewState } from "#preview";

interface NativeAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers: [string, string][];
  readonly body: string;
}

declare global {
  var askNative: (
    port: number,
    method: string,
    path: string,
    headers: (readonly [string, string])[],
    body: string | null,
  ) => Promise<NativeAnswer | null>;
  var preview: PreviewBrowser;
  var previewState: PreviewState | undefined;
  var downloads: { name: string; text: string }[];
}

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const toBase64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

const frame = document.querySelector("iframe");
if (frame === null) throw new Error("no frame");

globalThis.downloads = [];
globalThis.preview = new PreviewBrowser({
  send: async (port, request) => {
    const answer = await askNative(
      port,
      request.method,
      request.path,
      [...request.headers],
      request.body === undefined ? null : toBase64(request.body),
    );
    if (answer === null) throw new TypeError(`nothing listens on port ${port}`);
    return { ...answer, body: new Blob([fromBase64(answer.body)]).stream() };
  },
  freshFrame: () =>
    new Promise((resolve) => {
      const ready = (event: MessageEvent): void => {
        if (event.source !== frame.contentWindow) return;
        removeEventListener("message", ready);
        const { port1, port2 } = new MessageChannel();
        frame.contentWindow?.postMessage(null, "*", [port2]);
        resolve(port1);
      };
      addEventListener("message", ready);
      frame.src = "/preview.html";
    }),
  onState: (state) => (globalThis.previewState = state),
  onDownload: (name, bytes) => void globalThis.downloads.push({ name, text: new TextDecoder().decode(bytes) }),
});

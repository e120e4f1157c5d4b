/** The harness page's script: a PreviewBrowser in the page's only frame. */
import { replaceFrame } from "../../src/elements/preview-frame.ts";
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

const first = document.querySelector("iframe");
if (first === null) throw new Error("no frame");
let frame = first;

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
  freshFrame: () => {
    const { frame: next, port } = replaceFrame(frame, "/preview.html");
    frame = next;
    frame.width = "800";
    frame.height = "600";
    return port;
  },
  onState: (state) => (globalThis.previewState = state),
  onDownload: (name, bytes) => void globalThis.downloads.push({ name, text: new TextDecoder().decode(bytes) }),
});

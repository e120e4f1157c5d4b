/** A small browser over a machine's loopback, drawn in an opaque frame: the page's side. The frame's is `#preview/frame`. */
export { PreviewBrowser, type PreviewBrowserOptions, type PreviewState } from "./page/browser.ts";
export { isLoopback, parseAddress } from "./page/loopback-url.ts";
export { rewriteScript } from "./page/rewrite-script.ts";
export type { SendRequest } from "./page/loader.ts";

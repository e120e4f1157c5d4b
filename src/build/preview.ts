import { build } from "esbuild";
import { policyElement } from "./engine.ts";

/**
 * The policy of /preview.html, which served pages inherit: their scripts and styles run as they would in a tab, but
 * everything they load is `data:` or `blob:`; no host can be asked, framed or posted to.
 */
export const PREVIEW_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' data: blob:",
  "style-src 'unsafe-inline' data: blob:",
  "img-src data: blob:",
  "font-src data: blob:",
  "media-src data: blob:",
  "connect-src data: blob:",
  "worker-src blob:",
  "frame-src 'none'",
  "object-src 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

/** Headers of /preview.html: its own policy in place of the pages', and a frame without an origin may be embedded. */
export const PREVIEW_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": PREVIEW_POLICY,
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Cache-Control": "no-cache",
};

/** /preview.html, whole: one script, inline, because the frame may load nothing. */
export async function buildPreviewPage(): Promise<string> {
  const script = (await bundleHost("preview.ts")).replaceAll("</script", "<\\/script");
  return `<!doctype html><html lang="en"><meta charset="utf-8">${policyElement(PREVIEW_POLICY)}<title>Preview</title><script>${script}</script></html>\n`;
}

/** /isolation.js: the service worker of hosts that send no headers. */
export function buildIsolationWorker(): Promise<string> {
  return bundleHost("isolation.worker.ts");
}

async function bundleHost(file: string): Promise<string> {
  const bundle = await build({
    entryPoints: [new URL(`../hosts/${file}`, import.meta.url).pathname],
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    write: false,
  });
  return bundle.outputFiles[0]?.text ?? "";
}

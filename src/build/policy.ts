import { createHash } from "node:crypto";
import { site } from "#content";
import { ISOLATING } from "#protocol";

/** The value that a Content-Security-Policy names an inline script by. */
export function scriptHash(script: string): string {
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}

/** The text of every script that stands in a page itself. Data blocks are none. */
export function inlineScripts(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\bsrc=)([^>]*)>([\s\S]*?)<\/script>/g)]
    .filter(([, attributes = ""]) => !/\btype="(?!module|text\/javascript)/.test(attributes))
    .map(([, , text = ""]) => text)
    .filter((text) => text !== "");
}

/**
 * The policy of the pages. Styles may be inline, because the terminal and the editor write them; a script may not,
 * save those whose hashes are given; nothing comes from another host. `connect` names what a development server adds, `frames` the hosted frame of
 * WebContainer on a site that is set up for it.
 */
export function pagePolicy(
  hashes: readonly string[],
  { connect = [], frames = [] }: { readonly connect?: readonly string[]; readonly frames?: readonly string[] } = {},
): string {
  const scripts = ["'self'", ...[...new Set(hashes)].sort(), "'wasm-unsafe-eval'"];
  return [
    "default-src 'none'",
    `script-src ${scripts.join(" ")}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connect].join(" ")}`,
    `frame-src ${["'self'", ...frames].join(" ")}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** WebContainer's frame and the previews of its servers, on a site that is set up for it. */
export function containerFrames(): readonly string[] {
  return site.container === undefined ? [] : [site.container.origin, site.container.previews];
}

/** Headers of everything the site serves; without them there is no SharedArrayBuffer, so no machine. */
export const ISOLATION: Readonly<Record<string, string>> = {
  ...ISOLATING,
  "Referrer-Policy": "strict-origin-when-cross-origin",
  "X-Content-Type-Options": "nosniff",
};

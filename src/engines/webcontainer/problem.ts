/** Why a container does not run: each has a sentence of its own and the same way out, the page's own machine. */
export type ContainerProblemKind =
  | "not-set-up"
  | "isolation"
  | "browser"
  | "storage"
  | "key"
  | "offline"
  | "other-tab"
  | "client"
  | "blocked"
  | "silent"
  | "late"
  | "third-party-storage"
  | "refused"
  | "self-test"
  | "broken"
  | "died"
  | "spent";

/** `detail`: what the service, the browser or the program said, where it said something. */
const SENTENCES: Readonly<Record<ContainerProblemKind, (host: string, detail: string) => string>> = {
  "not-set-up": () => "This site is not set up for WebContainer.",
  isolation: () =>
    "WebContainer needs a page that is isolated from others, and this one is served without the headers for it (Cross-Origin-Opener-Policy, Cross-Origin-Embedder-Policy).",
  browser: (_host, detail) =>
    `WebContainer does not run in ${detail}. It runs in Chrome, Edge and other Chromium browsers, in Firefox, and in Safari 16.4 or newer on a Mac.`,
  storage: () =>
    "WebContainer keeps its files in the browser's storage, and this browser refuses storage to the page (blocked cookies and site data do that).",
  key: (host, detail) =>
    `WebContainer needs a client id for ${detail}, and this site has none: ${host} answers 404 to pages that are not on localhost without one.`,
  offline: (host) => `The browser is offline, and WebContainer comes from ${host}.`,
  "other-tab": () =>
    "WebContainer already runs in another tab of this site, and a second one would need the memory of both. Close that tab, or its lab.",
  client: (_host, detail) => `The client of WebContainer could not be loaded (${detail}). Check the connection.`,
  blocked: (host, detail) =>
    `The page's Content-Security-Policy does not let ${host} in (${detail}): the site was built for another engine.`,
  silent: (host, detail) =>
    `${host} did not answer within ${detail}. It answers 404 when it does not know this site's address or client id; an extension or a network that blocks the frame looks the same.`,
  late: (host, detail) =>
    `${host} answered, but the container was not ready within ${detail}. If it still comes, the next try takes it over.`,
  "third-party-storage": (host, detail) =>
    `The browser refuses storage to ${host} inside this page (third-party cookies and storage are blocked): ${detail}`,
  refused: (host, detail) => `${host} refused to start a container: ${detail}`,
  "self-test": (_host, detail) =>
    `The container started, but does not work: ${detail}. A program was to copy a file, and did not.`,
  broken: (_host, detail) => `The container started, but our programs did not start in it: ${detail}`,
  spent: () => "The container of this page was lost, and a page can start only one. Reload the page to start another.",
  died: (_host, detail) => `The container stopped: ${detail}. The files are as the page last saw them.`,
};

/** A container that does not start, or that went. */
export class ContainerProblem extends Error {
  override readonly name = "ContainerProblem";
  readonly kind: ContainerProblemKind;

  constructor(kind: ContainerProblemKind, host: string, detail = "") {
    super(SENTENCES[kind](host, detail));
    this.kind = kind;
  }
}

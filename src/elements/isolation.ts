/**
 * Isolation where the host sends no headers for it: a service worker of this site adds them, and the page is loaded once
 * more so that it comes through the worker. Once: a page that is still not isolated then says so, and stays.
 */
const SCRIPT = "isolation.js";
/** In the session's storage: the folder of the lab that was pressed, until it has been told; then empty. */
const KEY = "isolation";
const WORKER_LIMIT_MS = 10_000;
const RELOAD_LIMIT_MS = 5_000;
const WITHOUT =
  "This page is served without the headers that its machine needs (Cross-Origin-Opener-Policy, Cross-Origin-Embedder-Policy)";
const STAYS = "The recorded output stays readable; download the lab to run it on your own machine.";

/** Whether pages come through the worker: frames without an origin do not, and are given their text instead. */
function servedByWorker(): boolean {
  const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
  return serviceWorker?.controller?.scriptURL.endsWith(`/${SCRIPT}`) === true;
}

/** The text of a frame's document of this site, where its frames are given their text; undefined elsewhere. */
export async function frameText(address: string): Promise<string | undefined> {
  if (!servedByWorker()) return undefined;
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${String(response.status)}; reload the page`);
  return response.text();
}

/** Returns in a page that is isolated. Elsewhere it loads the page anew, or rejects with the reason why that is no use. */
export async function isolatePage(folder: string): Promise<void> {
  if (globalThis.crossOriginIsolated) return;
  const refuse = (why: string): Error => new Error(`${WITHOUT}${why}. ${STAYS}`);
  const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
  if (!isSecureContext || serviceWorker === undefined)
    throw refuse(", and this browser lets no service worker of this address add them");
  try {
    // Empty: it has helped before in this tab; whoever reloads past all caches reloads past the worker.
    if ((sessionStorage.getItem(KEY) ?? "") !== "")
      throw refuse("; a service worker was to add them and the page was reloaded once, which did not help");
    await withinLimit(
      serviceWorker.register(`${import.meta.env.BASE_URL.replace(/\/?$/, "/")}${SCRIPT}`),
      serviceWorker,
    );
    sessionStorage.setItem(KEY, folder);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith(WITHOUT)) throw error;
    throw refuse(`; a service worker was to add them (${error instanceof Error ? error.message : String(error)})`);
  }
  location.reload();
  await new Promise((resolve) => setTimeout(resolve, RELOAD_LIMIT_MS));
  throw refuse("; the page could not be reloaded");
}

/** Waits until the worker is there to answer. */
async function withinLimit(
  registering: Promise<ServiceWorkerRegistration>,
  container: ServiceWorkerContainer,
): Promise<void> {
  await registering;
  const late = new Promise<never>((_resolve, reject) =>
    setTimeout(() => reject(new Error("it did not start")), WORKER_LIMIT_MS),
  );
  await Promise.race([container.ready, late]);
}

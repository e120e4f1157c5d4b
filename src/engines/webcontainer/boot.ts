/**
 * The guard around the client's boot. The client has one frame, one boot and one container a page; a boot that fails
 * may never settle, and a second one queues behind it. So there is one boot here, which callers wait for with a limit of
 * their own: what comes when nobody waits any more is taken over by the next caller, or torn down.
 */
import type { WebContainer } from "@webcontainer/api";
import type { ContainerSettings } from "./checks.ts";
import { ContainerProblem } from "./problem.ts";

export interface BootOptions extends ContainerSettings {
  /** How long the container may take. In milliseconds. */
  readonly limit: number;
  /** What is waited for now, for the page to say. */
  readonly onStage: (stage: string) => void;
}

/** The client's own boot, while it is under way or its container is up. */
let boot: Promise<WebContainer> | undefined;
/** How many callers wait for it, or have it. */
let wanted = 0;
let answered = false;
let configured = false;
/** The page's container was lost. */
let spent = false;

/** Boots the page's one container, or takes over a boot that is under way. Settles within the limit. */
export async function bootContainer(options: BootOptions): Promise<WebContainer> {
  const { onStage } = options;
  const { host } = new URL(options.origin);
  if (spent) throw new ContainerProblem("spent", host);
  onStage("Loading the client of WebContainer");
  boot ??= start(options);
  const mine = boot;
  wanted += 1;
  onStage(`Waiting for ${host}`);
  const end = new AbortController();
  try {
    const container = await Promise.race([mine, failing(options, end.signal)]);
    onStage("The container is up");
    return container;
  } catch (error) {
    wanted -= 1;
    leave(mine);
    throw error instanceof ContainerProblem ? error : understood(error, host);
  } finally {
    end.abort();
  }
}

/** The container does not answer: the client could not end it, and starts no other. Its frame goes, and all in it. */
export function abandonContainer(origin: string): void {
  wanted -= 1;
  spent = true;
  for (const frame of document.querySelectorAll("iframe")) if (frame.src.startsWith(`${origin}/`)) frame.remove();
}

/** A caller is done with the container: it is torn down with the last. */
export function dropContainer(container: WebContainer): void {
  wanted -= 1;
  if (wanted > 0) return;
  boot = undefined;
  try {
    container.teardown();
  } catch {
    // Already torn down: what was wanted.
  }
}

async function start({ clientId, origin }: BootOptions): Promise<WebContainer> {
  answered = false;
  const listener = ({ origin: from, data }: MessageEvent<unknown>): void => {
    if (from === origin && typeof data === "object" && data !== null && "type" in data && data.type === "init")
      answered = true;
  };
  addEventListener("message", listener);
  try {
    const { host } = new URL(origin);
    const client = await import("@webcontainer/api").catch((error: unknown) => {
      throw new ContainerProblem("client", host, reason(error));
    });
    (globalThis as { WEBCONTAINER_API_IFRAME_URL?: string }).WEBCONTAINER_API_IFRAME_URL = origin;
    if (clientId !== undefined && !configured) {
      client.configureAPIKey(clientId);
      configured = true;
    }
    return await client.WebContainer.boot({ coep: "require-corp", workdirName: "companion" });
  } catch (error) {
    boot = undefined;
    throw error;
  } finally {
    removeEventListener("message", listener);
  }
}

/** Rejects when waiting is no use any more: the policy keeps the frame out, the connection goes, the time is over. */
function failing({ origin, limit, onStage }: BootOptions, done: AbortSignal): Promise<never> {
  const { host } = new URL(origin);
  const seconds = `${String(Math.round(limit / 1000))} seconds`;
  return new Promise((_resolve, reject) => {
    const began = performance.now();
    const tick = setInterval(() => {
      const passed = performance.now() - began;
      onStage(
        `${answered ? "Starting the container" : `Waiting for ${host}`}, ${String(Math.round(passed / 1000))} s of at most ${seconds}`,
      );
      if (passed >= limit) reject(new ContainerProblem(answered ? "late" : "silent", host, seconds));
    }, 500);
    done.addEventListener("abort", () => clearInterval(tick));
    document.addEventListener(
      "securitypolicyviolation",
      ({ blockedURI, effectiveDirective }) => {
        if (blockedURI.startsWith(origin)) reject(new ContainerProblem("blocked", host, effectiveDirective));
      },
      { signal: done },
    );
    addEventListener("offline", () => reject(new ContainerProblem("offline", host)), { signal: done });
  });
}

/** Nobody waits for this boot now. If it succeeds before anybody asks again, its container is not kept. */
function leave(late: Promise<WebContainer>): void {
  late.then(
    (container) => {
      if (wanted > 0) return;
      if (boot === late) boot = undefined;
      container.teardown();
    },
    () => undefined,
  );
}

/** What the service threw, in our words. */
function understood(error: unknown, host: string): ContainerProblem {
  const text = reason(error);
  const storage = /storage|securityerror|indexeddb|cookie|service ?worker|access is denied/i.test(text);
  return new ContainerProblem(storage ? "third-party-storage" : "refused", host, text);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

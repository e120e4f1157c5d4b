import { ContainerProblem } from "./problem.ts";

/** What the site's owner set, and what follows from it. */
export interface ContainerSettings {
  /** Of the service's account: it allows the origins that are listed there. None is needed on localhost. */
  readonly clientId?: string | undefined;
  /** Where the hosted frame is. */
  readonly origin: string;
}

/** What the checks look at; a browser's own window has all of it. */
export interface BrowserFacts {
  readonly crossOriginIsolated: boolean;
  readonly hostname: string;
  readonly navigator: {
    readonly userAgent: string;
    readonly platform: string;
    readonly maxTouchPoints: number;
    readonly onLine: boolean;
    readonly cookieEnabled: boolean;
  };
}

/** Whether a host is this machine: browsers and the service treat it as safe and known. */
function isLocal(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** The first reason why a container cannot run here, known before anything of it is loaded; undefined when there is none. */
export function checkBrowser(
  facts: BrowserFacts,
  { clientId, origin }: ContainerSettings,
): ContainerProblem | undefined {
  const { host } = new URL(origin);
  const { navigator } = facts;
  const agent = navigator.userAgent;
  const touchMac = navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1;
  if (/iPhone|iPad|iPod/.test(agent) || touchMac)
    return new ContainerProblem("browser", host, "browsers on an iPhone or iPad");
  const safari = /Version\/(\d+)\.(\d+).* Safari\//.exec(agent);
  if (safari !== null && Number(safari[1]) * 100 + Number(safari[2]) < 1604)
    return new ContainerProblem("browser", host, `Safari ${safari[1] ?? ""}.${safari[2] ?? ""}`);
  if (!facts.crossOriginIsolated) return new ContainerProblem("isolation", host);
  if (!navigator.cookieEnabled) return new ContainerProblem("storage", host);
  if (clientId === undefined && !isLocal(facts.hostname)) return new ContainerProblem("key", host, facts.hostname);
  if (!navigator.onLine) return new ContainerProblem("offline", host);
  return undefined;
}

/** The facts of this page. */
export function browserFacts(): BrowserFacts {
  return { crossOriginIsolated: globalThis.crossOriginIsolated, hostname: location.hostname, navigator };
}

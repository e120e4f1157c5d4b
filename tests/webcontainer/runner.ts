/** Bundled for the browser: boots a WebContainerEngine on the stand-in and runs the contract's cases, one by one. */
import { checkBrowser, WebContainerEngine } from "#engines/webcontainer";
import type { EngineManifest } from "#protocol";
import { runCases, type CaseResult } from "../contract/engine/run-cases.ts";

export { checkBrowser };
export type { CaseResult };

/** What the boot said, in order. */
export const stages: string[] = [];

export async function boot(
  origin: string,
  options: { limit?: number; workdirName?: string; clientId?: string } = {},
): Promise<WebContainerEngine> {
  const manifest = (await (await fetch("/manifest.json")).json()) as EngineManifest;
  const onStage = (stage: string): void => void stages.push(stage);
  return WebContainerEngine.boot({ manifest, base: "/", origin, onStage, ...options });
}

export async function runContract(origin: string, leftOut: readonly string[]): Promise<CaseResult[]> {
  return runCases(await boot(origin), leftOut);
}

let one: Promise<WebContainerEngine> | undefined;

/** One engine for all that a page's tests do. */
export function shared(origin: string): Promise<WebContainerEngine> {
  return (one ??= boot(origin));
}

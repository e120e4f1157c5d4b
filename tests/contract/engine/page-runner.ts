/** Bundled for the browser: boots a PageEngine and runs the contract's cases, one by one. */
import { PageEngine } from "#engines";
import type { EngineManifest } from "#protocol";
import { runCases, type CaseResult } from "./run-cases.ts";

export type { CaseResult };

export async function boot(capacity = 40_000_000): Promise<PageEngine> {
  const manifest = (await (await fetch("manifest.json")).json()) as EngineManifest;
  return PageEngine.boot({ manifest, base: "/", capacity });
}

export async function runContract(): Promise<CaseResult[]> {
  return runCases(await boot());
}

/** Bundled for the browser: boots a PageEngine and runs the contract's cases, one by one. */
import { PageEngine } from "#engines";
import type { EngineManifest } from "#protocol";
import { ENGINE_CASES } from "./engine-contract.ts";

const CASE_LIMIT_MS = 8000;

export interface CaseResult {
  readonly name: string;
  readonly got: unknown;
  readonly want: unknown;
}

export async function boot(capacity = 40_000_000): Promise<PageEngine> {
  const manifest = (await (await fetch("manifest.json")).json()) as EngineManifest;
  return PageEngine.boot({ manifest, base: "/", capacity });
}

export async function runContract(): Promise<CaseResult[]> {
  const engine = await boot();
  const results: CaseResult[] = [];
  for (const { name, act, want } of ENGINE_CASES) {
    const late = new Promise((resolve) => setTimeout(() => resolve("no answer in time"), CASE_LIMIT_MS));
    const got = await Promise.race([act(engine).catch((error: unknown) => String(error)), late]);
    results.push({ name, got, want });
  }
  engine.teardown();
  return results;
}

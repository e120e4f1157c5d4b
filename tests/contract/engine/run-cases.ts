import type { Engine } from "#engines";
import { ENGINE_CASES } from "./engine-contract.ts";

const CASE_LIMIT_MS = 8000;

export interface CaseResult {
  readonly name: string;
  readonly got: unknown;
  readonly want: unknown;
}

/** Runs the contract's cases, one by one, save those left out; then ends the engine. */
export async function runCases(engine: Engine, leftOut: readonly string[] = []): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const { name, act, want } of ENGINE_CASES) {
    if (leftOut.includes(name)) continue;
    const late = new Promise((resolve) => setTimeout(() => resolve("no answer in time"), CASE_LIMIT_MS));
    const got = await Promise.race([act(engine).catch((error: unknown) => String(error)), late]);
    results.push({ name, got, want });
  }
  engine.teardown();
  return results;
}

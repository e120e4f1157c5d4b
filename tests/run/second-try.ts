import type { Reporter, TestCase } from "vitest/node";

/** Names the tests that passed only when they were run again: each is a defect to look into, so none is silent. */
export default class SecondTry implements Reporter {
  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky !== true) return;
    console.log(`\npassed at the second try: ${test.module.relativeModuleId} > ${test.fullName}`);
    for (const { message } of test.result().errors ?? [])
      console.log(`  at the first: ${message.split("\n", 1)[0] ?? ""}`);
  }
}

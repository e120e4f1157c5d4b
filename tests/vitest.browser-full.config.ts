import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["tests/browser/full/**/*.test.ts"],
    passWithNoTests: true,
    testTimeout: 120_000,
    hookTimeout: 300_000,
    fileParallelism: false,
    // A loaded machine takes its time: a condition that comes true is waited for.
    expect: { poll: { timeout: 60_000, interval: 50 } },
  },
});

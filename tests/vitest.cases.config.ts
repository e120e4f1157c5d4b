import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["tests/cases/**/*.test.ts"],
    passWithNoTests: true,
    testTimeout: 120_000,
    hookTimeout: 300_000,
    fileParallelism: true,
    // Concurrent tests wait for workers of their own: two or three keep two cores busy.
    maxConcurrency: 3,
  },
});

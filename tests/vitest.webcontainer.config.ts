import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["tests/webcontainer/*.test.ts"],
    passWithNoTests: true,
    testTimeout: 60_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});

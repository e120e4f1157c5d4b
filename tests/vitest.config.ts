import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Files share a worker: no test here leaves anything behind in its modules.
    isolate: false,
    root: new URL("..", import.meta.url).pathname,
    include: ["tests/{unit,contract,architecture,content}/**/*.test.ts"],
    testTimeout: 20_000,
  },
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["tests/{unit,contract,architecture,content}/**/*.test.ts"],
    testTimeout: 20_000,
  },
});

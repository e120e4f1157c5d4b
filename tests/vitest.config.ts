import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["tests/{unit,cases,contract,differential,architecture,content}/**/*.test.ts"],
    testTimeout: 20_000,
  },
});

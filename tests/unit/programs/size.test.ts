import { expect, test } from "vitest";
import { SHELL_BUDGET, shellSize } from "../../bench/shell-size.ts";

test("the shell and its first tools keep within their budget", { timeout: 60_000 }, async () => {
  const size = await shellSize();
  expect(
    size,
    `${String(size)} bytes: move what few commands need into a group of its own (src/programs/groups)`,
  ).toBeLessThanOrEqual(SHELL_BUDGET);
  expect(size).toBeGreaterThan(SHELL_BUDGET / 2);
});

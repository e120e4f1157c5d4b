/** `ruff` in a lab's terminal, under the site's own policies: its WebAssembly comes when it is first called. */
import { test } from "vitest";
import { useSite } from "../site.ts";
import { LabPage } from "../lab-page.ts";

const site = useSite();

test("ruff check, ruff format --diff, and what they mend", async () => {
  const context = await site.browser.newContext({ viewport: { width: 1440, height: 900 } });
  const lab = await LabPage.open(context, site.at("weeks/1/testing/"), "pytest-hello");
  await lab.button("make format").click();
  await lab.sees(/(unchanged|reformatted)/, 100_000);
  await lab.type("clear; printf 'import os\\nx=1\\n' > untidy.py; ruff check --output-format concise untidy.py");
  await lab.sees(/untidy\.py:1:8: F401[\s\S]*Found 2 errors\.[\s\S]*\$ ?$/, 60_000);
  await lab.type("clear; ruff format --diff untidy.py");
  await lab.sees(/^-x=1\n\+\n\+x = 1\n[\s\S]*1 file would be reformatted[\s\S]*\$ ?$/m, 60_000);
  await lab.type(
    "clear; ruff check -q --fix untidy.py && ruff format untidy.py && cat untidy.py && ruff check untidy.py",
  );
  await lab.sees(/1 file reformatted\nx = 1\nAll checks passed!\n\S+ \$ ?$/, 60_000);
  await context.close();
});

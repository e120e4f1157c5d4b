/** The labs with servers, as a reader uses them: the page, its form, an edit, the console, the description, Stop. */
import type { FrameLocator } from "playwright-core";
import { expect, test } from "vitest";
import { useSite } from "../site.ts";
import { PanelPage } from "./panel-page.ts";

const site = useSite();

const open = (chapter: string, lab: string): Promise<PanelPage> =>
  PanelPage.open(site.browser, site.at(`weeks/1/${chapter}/`), lab);

const served = (page: PanelPage): FrameLocator => page.lab.frameLocator(".preview iframe");

test("Flask: run it, see the page, edit the template, reload, submit the form, stop", async () => {
  const page = await open("flask", "flask-fruit");
  const { lab } = page;
  await page.run("make run");
  await page.shows(1, /Running on http:\/\/127\.0\.0\.1:8080/);
  await page.tab("Preview").click();
  await served(page)
    .getByRole("heading", { name: /How about a \w+\?/ })
    .waitFor({ timeout: 60_000 });
  await page.says(/^200 · \w+/);

  await served(page).getByLabel("I wish for a").fill("potato");
  await served(page).getByRole("button", { name: "Send" }).click();
  await served(page).getByRole("alert").getByText("We have no potato.").waitFor();
  await page.says(/^422/);
  await served(page).getByLabel("I wish for a").fill("Medlar");
  await served(page).getByRole("button", { name: "Send" }).click();
  await served(page).getByRole("listitem").getByText("medlar").waitFor();
  await expect.poll(() => lab.getByRole("textbox", { name: "Address" }).inputValue()).toBe("localhost:8080/");

  await page.write("templates/fruit.html", (text) => text.replace("How about a", "Why not a"));
  await expect
    .poll(
      async () => {
        await lab.getByRole("button", { name: "Reload" }).click();
        await page.says(/^200/);
        return served(page).getByRole("heading").innerText();
      },
      { timeout: 30_000, interval: 500 },
    )
    .toMatch(/^Why not a \w+\?$/);

  await page.tab("Requests").click();
  await lab.getByRole("textbox", { name: "Path" }).fill("/api/fruit/quince");
  await lab.getByRole("button", { name: "Send" }).click();
  await page.says(/^200 OK · \d+ ms · \d+ bytes/);
  expect(await lab.getByLabel("Body of the response").innerText()).toBe('{"name":"quince","season":"autumn"}\n');

  await page.tab("Preview").click();
  await lab.getByRole("button", { name: "Stop" }).click();
  await page.says(/No server is listening: run make run\./);
  await page.run("make run");
  await page.tab("Preview").click();
  await served(page)
    .getByRole("heading", { name: /Why not a \w+\?/ })
    .waitFor({ timeout: 60_000 });
  await expect.poll(() => served(page).getByRole("listitem").count()).toBe(0);
  expect(page.errors).toEqual([]);
  await page.close();
});

test("FastAPI: /docs from the site's own files, a request tried there, a 422 in the console", async () => {
  const page = await open("fastapi", "fastapi-add");
  const { lab } = page;
  const outside: string[] = [];
  page.page.on("request", (request) => {
    if (!/^(?:blob|data):/.test(request.url()) && !request.url().startsWith(site.at(""))) outside.push(request.url());
  });
  await page.run("make run");
  await page.shows(1, /Uvicorn running on http:\/\/127\.0\.0\.1:8080/);
  await page.tab("Preview").click();
  await page.says(/^200/);
  await lab.getByRole("textbox", { name: "Address" }).fill("/docs");
  await lab.getByRole("textbox", { name: "Address" }).press("Enter");
  await page.says(/^200 · Sums - Swagger UI/);
  const operation = served(page).locator(".opblock").filter({ hasText: "/add/{a}/{b}" });
  await operation.waitFor({ timeout: 60_000 });
  await operation.locator(".opblock-summary-control").click();
  await operation.getByRole("button", { name: "Try it out" }).click();
  await operation.getByPlaceholder("a", { exact: true }).fill("20");
  await operation.getByPlaceholder("b", { exact: true }).fill("22");
  await operation.getByRole("button", { name: "Execute" }).click();
  const answers = operation.locator(".responses-wrapper");
  await expect.poll(() => answers.innerText(), { timeout: 60_000 }).toMatch(/"sum": 42/);

  await lab.getByRole("textbox", { name: "Address" }).fill("/redoc");
  await lab.getByRole("textbox", { name: "Address" }).press("Enter");
  await served(page).getByRole("heading", { name: "ReDoc is not part of this site" }).waitFor({ timeout: 60_000 });
  await served(page).getByRole("link", { name: "/docs" }).click();
  await page.says(/^200 · Sums - Swagger UI/);

  await page.tab("Requests").click();
  await lab.getByRole("combobox", { name: "Routes of this server" }).selectOption({ label: "POST /mean" });
  expect(JSON.parse(await lab.getByRole("textbox", { name: "Body" }).inputValue())).toEqual({ numbers: [0] });
  await lab.getByRole("textbox", { name: "Body" }).fill('{"numbers": "three"}');
  await lab.getByRole("button", { name: "Send" }).click();
  await page.says(/^422 Unprocessable/);
  const answer = JSON.parse(await lab.getByLabel("Body of the response").innerText()) as {
    detail: { loc: string[] }[];
  };
  expect(answer.detail[0]?.loc).toEqual(["body", "numbers"]);
  await lab.getByRole("textbox", { name: "Body" }).fill('{"numbers": [1,');
  await page.says(/^The body is not JSON/);
  expect(await lab.getByRole("combobox", { name: "Requests sent before" }).locator("option").count()).toBe(2);
  expect(outside).toEqual([]);
  expect(page.errors).toEqual([]);
  await page.close();
});

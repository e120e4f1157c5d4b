import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { siteHandler } from "../../../src/build/static-server.ts";
import { LabPage } from "../lab-page.ts";
import { found, settled } from "../search-page.ts";
import { openBrowser, outsideEnvironment } from "../support.ts";

/** The site built for a place below the root of its host, as GitHub's pages of a project are. */
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const OUT = ".cache/below/site";
const SITE = join(ROOT, OUT);
const BASE = "/sub/";

let browser: Browser;
let server: Server;
let origin: string;

beforeAll(async () => {
  const env = { ...outsideEnvironment(), SITE_BASE: BASE, SITE_OUT: OUT, SITE_URL: "https://example.org" };
  const { status, stderr } = spawnSync("node", ["src/build/site.ts"], { cwd: ROOT, encoding: "utf8", env });
  if (status !== 0) throw new Error(`the site was not built: ${stderr}`);
  server = createServer(siteHandler({ folder: SITE, base: BASE }));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  browser = await openBrowser();
}, 600_000);
afterAll(async () => {
  await browser.close();
  await new Promise((closed) => server.close(closed));
});

test("every address inside the site is below its base, and leads somewhere", () => {
  const problems: string[] = [];
  for (const file of globSync("**/*.html", { cwd: SITE })) {
    const html = readFileSync(join(SITE, file), "utf8");
    const here = `${BASE}${file.replaceAll("\\", "/").replace(/index\.html$/, "")}`;
    // Within a tag: code that is shown may have the words of one.
    const tags = [...html.matchAll(/<[a-z][^<>]*>/g)].map(([tag]) => tag).join("");
    for (const [, link = ""] of tags.matchAll(/\s(?:href|src|data-src)="([^"]*)"/g)) {
      if (/^(?:https?:|mailto:|data:)/.test(link)) continue;
      const { pathname } = new URL(link, `http://site${here}`);
      const target = join(
        SITE,
        decodeURIComponent(pathname).slice(BASE.length),
        pathname.endsWith("/") ? "index.html" : "",
      );
      const there = pathname.startsWith(BASE) && existsSync(target) && statSync(target).isFile();
      if (!there) problems.push(`${here}: ${link}`);
    }
  }
  expect(problems).toEqual([]);
});

test("canonical addresses, pictures, feed and sitemap name the host and the base", () => {
  const page = readFileSync(join(SITE, "weeks/1/make/index.html"), "utf8");
  expect(page).toContain('<link rel="canonical" href="https://example.org/sub/weeks/1/make/"');
  expect(page).toContain('content="https://example.org/sub/pictures/weeks/1/make.png"');
  expect(readFileSync(join(SITE, "changes.xml"), "utf8")).toContain("<link>https://example.org/sub/changes/#");
  expect(readFileSync(join(SITE, "sitemap-0.xml"), "utf8")).toContain(
    "<loc>https://example.org/sub/weeks/1/make/</loc>",
  );
});

test("the search finds, by names and text, and a lab runs; nothing is asked for outside the base", async () => {
  const page = await browser.newPage();
  const outside: string[] = [];
  page.on("request", (request) => {
    const { protocol, pathname } = new URL(request.url());
    if (protocol === "http:" && !pathname.startsWith(BASE)) outside.push(request.url());
  });
  const failed: string[] = [];
  page.on("response", (response) => {
    if (response.status() >= 400) failed.push(response.url());
  });
  await page.goto(`${origin}${BASE}weeks/1/make/`);
  await page.keyboard.press("/");
  await page.getByRole("searchbox").fill("bakery forecast");
  await settled(page);
  const pages = await found(page);
  expect(pages.length).toBeGreaterThan(0);
  expect(pages.filter((path) => !path.startsWith(BASE))).toEqual([]);
  await page.keyboard.press("Escape");
  const lab = new LabPage(page, "make-tab");
  await lab.lab.scrollIntoViewIfNeeded();
  await lab.run("make");
  await lab.sees("missing separator", 60_000);
  expect(failed).toEqual([]);
  expect(outside).toEqual([]);
  await page.close();
});

import type { Page } from "playwright-core";
import { searchDocuments, withinBudget } from "#content";
import { makeIndex } from "../../src/build/search-index.ts";
import { brotliCompressSync, constants } from "node:zlib";
import { FullText } from "../../src/elements/full-text.ts";
import { askedWords, indexOf, rank, resembles } from "../../src/elements/search-rank.ts";
import { settled } from "../browser/search-page.ts";
import { openBrowser, serveBuiltSite } from "../browser/support.ts";
import { manyChapters } from "./generated/many-chapters.ts";
import { milliseconds, type Row } from "./measure.ts";

/** One word, a command, a question: each a reader's first query. */
const QUERIES = ["kubernetes", "make -n", "push to a space from github"];
const CHAPTERS = 1000;
const ROOT = new URL("../..", import.meta.url).pathname;

/** What a first query costs over the wire in Chromium, and how soon it is answered; then both with 1,000 chapters. */
export default async function search(): Promise<Row[]> {
  return [...(await inChromium()), ...(await withManyChapters())];
}

async function inChromium(): Promise<Row[]> {
  const serving = await serveBuiltSite();
  const browser = await openBrowser();
  const bytes: number[] = [];
  const names: number[] = [];
  const texts: number[] = [];
  for (const query of QUERIES) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${serving.address}weeks/1/make/`, { waitUntil: "networkidle" });
    let sum = 0;
    page.on("requestfinished", (request) => {
      void request.sizes().then((sizes) => (sum += sizes.responseBodySize));
    });
    await page.keyboard.press("/");
    await page.keyboard.type(query);
    await settled(page);
    await page.waitForLoadState("networkidle");
    bytes.push(sum / 1000);
    for (const again of QUERIES) {
      const { name, text } = await answers(page, again);
      names.push(name);
      texts.push(text);
    }
    await context.close();
  }
  await browser.close();
  await serving.close();
  return [
    { name: "first query, code and index", ours: bytes, unit: "kB", limit: { of: "ours", atMost: 100 } },
    { name: "names listed after a key", ours: names, unit: "ms", limit: { of: "ours", atMost: 150 } },
    { name: "full text listed after the pause", ours: texts, unit: "ms", limit: { of: "ours", atMost: 150 } },
  ];
}

/** Milliseconds from the key to the names, and from the end of the pause to the full text. */
function answers(page: Page, query: string): Promise<{ name: number; text: number }> {
  return page.evaluate(async (typed) => {
    const PAUSE = 350;
    const list = document.querySelector(".search-results");
    const field = document.querySelector<HTMLInputElement>("site-search input[type=search]");
    if (!list || !field) throw new Error("there is no search on the page");
    field.value = typed;
    const started = performance.now();
    const turned = (want: string) =>
      new Promise<number>((resolve) => {
        new MutationObserver((_, observer) => {
          if (list.ariaBusy !== want) return;
          observer.disconnect();
          resolve(performance.now() - started);
        }).observe(list, { attributes: true, attributeFilter: ["aria-busy"] });
      });
    const busy = turned("true");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    const name = await busy;
    return { name, text: (await turned("false")) - PAUSE };
  }, query);
}

const br = (bytes: Uint8Array | string) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length / 1000;

async function withManyChapters(): Promise<Row[]> {
  const { documents: all, sections } = manyChapters(searchDocuments(ROOT), CHAPTERS);
  const documents = withinBudget(all);
  const files = new Map((await makeIndex(sections)).map((file) => [file.path, file.content]));
  const names = indexOf(documents);
  const ranked: number[] = [];
  const read: number[] = [];
  const bytes: number[] = [];
  for (const query of QUERIES) {
    let sum = br(JSON.stringify(documents));
    const text = await FullText.open((path) => {
      const content = files.get(path) ?? new Uint8Array();
      sum += /\.(?:wasm|data|json)$/.test(path) ? br(content) : content.length / 1000;
      return Promise.resolve(new Response(Buffer.from(content)));
    });
    await text.search(askedWords(query), 4, resembles);
    bytes.push(sum);
    for (const again of QUERIES) {
      ranked.push(await milliseconds(() => rank(names, again)));
      read.push(await milliseconds(() => text.search(askedWords(again), 4, resembles)));
    }
  }
  const of = `with ${CHAPTERS} chapters more`;
  return [
    { name: `first query ${of}: index and text, without the code`, ours: bytes, unit: "kB" },
    { name: `names ranked ${of}`, ours: ranked, unit: "ms", limit: { of: "ours", atMost: 150 } },
    { name: `full text read ${of}`, ours: read, unit: "ms", limit: { of: "ours", atMost: 150 } },
  ];
}

import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { beforeAll, describe, expect, test } from "vitest";
import { buildSiteOnce } from "./support.ts";

/** What every page of the built site keeps, read off its files. */
const SITE = fileURLToPath(new URL("../../dist/site/", import.meta.url));
const FIRST_VISIT = 50_000;
/** A whole week is sixteen chapters on one page, for whoever asks for them all. */
const WHOLE_WEEK = 110_000;

interface BuiltPage {
  /** Below the site's root: "/weeks/1/make/". */
  readonly path: string;
  readonly html: string;
  readonly ids: readonly string[];
}

let pages: BuiltPage[] = [];

beforeAll(() => {
  buildSiteOnce();
  pages = globSync("**/*.html", { cwd: SITE })
    .map((file) => file.replaceAll("\\", "/"))
    .sort()
    .map((file) => {
      const html = readFileSync(join(SITE, file), "utf8");
      const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1] ?? "");
      return { path: `/${file.replace(/index\.html$/, "")}`, html, ids };
    });
});

/** Pages for readers: all but the documents that the machine's frames load. */
const readable = () => pages.filter((page) => !/^\/(?:engine\/frame|preview)\.html$/.test(page.path));

/** What is wrong on each page that has something wrong. */
function wrong(check: (page: BuiltPage) => readonly string[]): string[] {
  return readable().flatMap((page) => check(page).map((problem) => `${page.path}: ${problem}`));
}

describe("every page", () => {
  test("there are pages of every kind", () => {
    for (const kind of ["weeks/1", "concepts", "certifications", "labs", "handbook"]) {
      expect(readable().filter((page) => page.path.startsWith(`/${kind}/`)).length, kind).toBeGreaterThan(2);
    }
  });

  test("is valid HTML", async () => {
    const validator = new HtmlValidate(
      new StaticConfigLoader({
        root: true,
        extends: ["html-validate:standard"],
        rules: {
          // Manners, not validity, where the minified output of the build differs.
          "attr-quotes": "off",
          "no-trailing-whitespace": "off",
          "void-style": "off",
          "long-title": "off",
          "require-sri": "off",
          "no-inline-style": "off",
          "doctype-style": "off",
          "attribute-boolean-style": "off",
          "attribute-empty-style": "off",
          "no-raw-characters": "off",
        },
        elements: ["html5"],
      }),
    );
    const problems: string[] = [];
    for (const page of readable()) {
      const report = await validator.validateString(page.html, page.path);
      for (const { messages } of report.results) {
        for (const one of messages)
          problems.push(`${page.path}:${one.line}:${one.column}: ${one.ruleId}: ${one.message}`);
      }
    }
    expect(problems.slice(0, 40)).toEqual([]);
  });

  test("has one h1, a title of its own, a description and no id twice", () => {
    const titles = new Map<string, string>();
    const problems = wrong(({ path, html, ids }) => {
      const found: string[] = [];
      if (html.match(/<h1\b/g)?.length !== 1) found.push("has not one h1");
      if (!/<meta name="description" content="[^"]{20,}"/.test(html)) found.push("has no description");
      const title = /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? "";
      const other = titles.get(title);
      if (other !== undefined) found.push(`has the title of ${other}: ${title}`);
      titles.set(title, path);
      const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
      if (twice.length > 0) found.push(`has twice the id ${twice.join(", ")}`);
      return found;
    });
    expect(problems).toEqual([]);
  });

  test("has no space between a link and the mark that follows it", () => {
    const problems = wrong(({ html }) =>
      [...html.matchAll(/.{0,40}(?:\s<\/a>|<\/a>\s+)[.,;:!?)]/g)].map(([text]) => text),
    );
    expect(problems).toEqual([]);
  });

  test("a footnote leads to its text and back, in a chapter and in the whole week", () => {
    for (const path of ["/weeks/1/idempotence/", "/weeks/1/whole/"]) {
      const { html = "", ids = [] } = pages.find((page) => page.path === path) ?? {};
      const to = /<sup>\s*<a [^>]*href="#([^"]*fn-twice)"/.exec(html)?.[1] ?? "";
      const back = /<a [^>]*href="#([^"]*fnref-twice)"/.exec(html)?.[1] ?? "";
      expect(ids, path).toEqual(expect.arrayContaining([to, back]));
    }
  });

  test("goes by headings without leaving a level out", () => {
    const problems = wrong(({ html }) => {
      const levels = [...html.matchAll(/<h([1-6])\b/g)].map((match) => Number(match[1]));
      const at = levels.findIndex((level, index) => level > (levels[index - 1] ?? 0) + 1);
      return at === -1 ? [] : [`h${levels[at - 1] ?? 0} is followed by h${levels[at] ?? 0}`];
    });
    expect(problems).toEqual([]);
  });

  test("links inside the site lead somewhere, to the anchor that they name", () => {
    const ids = new Map(pages.map((page) => [page.path, new Set(page.ids)]));
    const problems = wrong(({ path, html }) => {
      // Of tags only: the text of a page may be about links.
      const tags = [...html.matchAll(/<[a-z](?:"[^"]*"|'[^']*'|[^"'<>])*>/g)].map(([tag]) => tag);
      const links = tags.flatMap((tag) =>
        [...tag.matchAll(/\s(?:href|src)="([^"]*)"/g)].map((match) => (match[1] ?? "").replaceAll("&amp;", "&")),
      );
      return links
        .filter((link) => !/^(?:https?:|mailto:|data:)/.test(link))
        .filter((link) => {
          const { pathname, hash } = new URL(link, `http://site${path}`);
          const target = decodeURIComponent(pathname);
          const known = ids.get(target);
          if (!known) return !(existsSync(join(SITE, target)) && statSync(join(SITE, target)).isFile());
          return hash !== "" && !known.has(decodeURIComponent(hash.slice(1)));
        });
    });
    expect(problems).toEqual([]);
  });

  test("has a picture of 1200 by 630 for those who link to it, or is kept from search engines", () => {
    const problems = wrong(({ html }) => {
      if (html.includes('content="noindex"')) return [];
      const image = /<meta property="og:image" content="([^"]*)"/.exec(html)?.[1];
      if (image === undefined) return ["names no picture"];
      const file = join(SITE, new URL(image).pathname);
      if (!existsSync(file)) return [`has no ${file}`];
      const head = readFileSync(file).subarray(0, 24);
      const size = `${head.readUInt32BE(16)} by ${head.readUInt32BE(20)}`;
      return size === "1200 by 630" ? [] : [`has a picture of ${size}`];
    });
    expect(problems).toEqual([]);
  });

  test("is in the sitemap, unless it is kept from search engines", () => {
    const map = globSync("sitemap-*.xml", { cwd: SITE })
      .map((file) => readFileSync(join(SITE, file), "utf8"))
      .join("");
    const listed = new Set([...map.matchAll(/<loc>([^<]*)<\/loc>/g)].map((match) => new URL(match[1] ?? "").pathname));
    const problems = wrong(({ path, html }) => {
      const kept = html.includes('content="noindex"');
      return listed.has(path) === !kept ? [] : [kept ? "is in the sitemap" : "is not in the sitemap"];
    });
    expect(problems).toEqual([]);
  });

  test("the feed of changes has every change, each with a place that is there", () => {
    const feed = readFileSync(join(SITE, "changes.xml"), "utf8");
    const links = [...feed.matchAll(/<item>.*?<link>([^<]*)<\/link>.*?<pubDate>([^<]*)<\/pubDate>/g)];
    const ids = pages.find((page) => page.path === "/changes/")?.ids ?? [];
    expect(links.length).toBe(globSync("content/changes/*.yaml", { cwd: join(SITE, "../..") }).length);
    for (const [, link = "", date = ""] of links) {
      expect(ids).toContain(new URL(link).hash.slice(1));
      expect(new Date(date).toUTCString()).toBe(date);
    }
  });

  test("costs at most 50 kB on a first visit, compressed: the page, its styles, its scripts", () => {
    const sizeOf = (path: string) => {
      const file = join(SITE, path);
      return statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size;
    };
    const imports = (script: string): string[] => {
      const text = readFileSync(join(SITE, script), "utf8");
      return [...text.matchAll(/\bimport\s*(?:[\w*{}\s,$]+from\s*)?["']([^"']+)["']/g)].map(
        (match) => new URL(match[1] ?? "", `http://site${script}`).pathname,
      );
    };
    const problems = wrong(({ path, html }) => {
      const page = path.endsWith("/") ? `${path}index.html` : path;
      const styles = [...html.matchAll(/<link[^>]*rel="stylesheet"[^>]*href="([^"]*)"/g)].map(
        (match) => match[1] ?? "",
      );
      const loaded = new Set([page, ...styles, "/icon.svg"]);
      const wanted = [...html.matchAll(/<script[^>]*src="([^"]*)"/g)].map((match) => match[1] ?? "");
      for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
        if (loaded.has(next)) continue;
        loaded.add(next);
        wanted.push(...imports(next));
      }
      const sum = [...loaded].reduce((bytes, file) => bytes + sizeOf(file), 0);
      const limit = path.endsWith("/whole/") ? WHOLE_WEEK : FIRST_VISIT;
      return sum > limit ? [`${sum} bytes: ${[...loaded].map((file) => `${file} ${sizeOf(file)}`).join(", ")}`] : [];
    });
    expect(problems).toEqual([]);
  });
});

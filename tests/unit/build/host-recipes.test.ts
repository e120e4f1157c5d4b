/** One list of rules, the words of every host, the same headers: each host's own way to read them is imitated here. */
import { describe, expect, test } from "vitest";
import { headersFor, parseHeaderRules, renderHeaderRules, type HeaderRule } from "../../../src/build/header-rules.ts";
import { hostRecipes } from "../../../src/build/host-recipes.ts";

const RULES: readonly HeaderRule[] = [
  { pattern: "/*", set: { "X-Policy": "page, 'self'", "X-Isolated": "yes", "X-Plain": "a" } },
  { pattern: "/assets/*", set: { "Cache-Control": "immutable" } },
  { pattern: "/labs/*.json", set: { "Cache-Control": "immutable" } },
  { pattern: "/engine/index-*.json", set: { "Cache-Control": "immutable" } },
  {
    pattern: "/engine/frame.html",
    remove: ["X-Policy"],
    set: { "X-Policy": "frame", "X-Isolated": "yes", "Cache-Control": "no-cache" },
  },
];

const PATHS = [
  { path: "/", want: { "X-Policy": "page, 'self'", "X-Isolated": "yes", "X-Plain": "a" } },
  { path: "/weeks/1/make/", want: { "X-Policy": "page, 'self'", "X-Isolated": "yes", "X-Plain": "a" } },
  {
    path: "/assets/a.js",
    want: { "X-Policy": "page, 'self'", "X-Isolated": "yes", "X-Plain": "a", "Cache-Control": "immutable" },
  },
  { path: "/labs/make/", want: { "X-Policy": "page, 'self'", "X-Isolated": "yes", "X-Plain": "a" } },
  {
    path: "/labs/make.0a.json",
    want: { "X-Policy": "page, 'self'", "X-Isolated": "yes", "X-Plain": "a", "Cache-Control": "immutable" },
  },
  {
    path: "/engine/index-0a.json",
    want: { "X-Policy": "page, 'self'", "X-Isolated": "yes", "X-Plain": "a", "Cache-Control": "immutable" },
  },
  { path: "/engine/manifest.json", want: { "X-Policy": "page, 'self'", "X-Isolated": "yes", "X-Plain": "a" } },
  {
    path: "/engine/frame.html",
    want: { "X-Policy": "frame", "X-Isolated": "yes", "X-Plain": "a", "Cache-Control": "no-cache" },
  },
  // A dot in a pattern is a dot.
  { path: "/engine/frame-html", want: { "X-Policy": "page, 'self'", "X-Isolated": "yes", "X-Plain": "a" } },
];

type Read = (path: string) => Record<string, string>;

const matches = (pattern: string, path: string): boolean => {
  const [before = "", after] = pattern.split("*");
  if (after === undefined) return path === pattern;
  return path.length >= before.length + after.length && path.startsWith(before) && path.endsWith(after);
};

/** Values of several rules are joined by commas; "! Name" lets go of what is joined so far; one "*" a pattern. */
const cloudflare: Read = (path) => {
  const headers: Record<string, string> = {};
  for (const { pattern, set, remove = [] } of parseHeaderRules(renderHeaderRules(RULES))) {
    expect(pattern.split("*").length, pattern).toBeLessThanOrEqual(2);
    if (!matches(pattern, path)) continue;
    for (const name of remove) Reflect.deleteProperty(headers, name);
    for (const [name, value] of Object.entries(set))
      headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return headers;
};

/** Lines without a colon are passed over; a later rule's value takes the place of an earlier one's. */
const netlify: Read = (path) => {
  const lines = renderHeaderRules(RULES).split("\n");
  const plain = lines.filter((line) => line.startsWith("/") || line.includes(":")).join("\n");
  const matching = parseHeaderRules(plain).filter(({ pattern }) => matches(pattern, path));
  return Object.assign({}, ...matching.map(({ set }) => set)) as Record<string, string>;
};

/** Which of two entries would count need not be known: there never are two. */
const vercel: Read = (path) => {
  const { headers } = JSON.parse(hostRecipes(RULES)["vercel.json"] ?? "") as {
    headers: { source: string; headers: { key: string; value: string }[] }[];
  };
  const pairs = headers
    .filter(({ source }) => new RegExp(`^${source}$`).test(path))
    .flatMap((entry) => entry.headers.map(({ key, value }) => [key, value] as const));
  expect(new Set(pairs.map(([key]) => key)).size).toBe(pairs.length);
  return Object.fromEntries(pairs);
};

const HOSTS: readonly { readonly host: string; readonly read: Read }[] = [
  { host: "our own server", read: (path) => headersFor(path, RULES) },
  { host: "Cloudflare Pages", read: cloudflare },
  { host: "Netlify", read: netlify },
  { host: "Vercel", read: vercel },
];

describe.each(HOSTS)("$host", ({ read }) => {
  test.each(PATHS)("$path", ({ path, want }) => expect(read(path)).toEqual(want));
});

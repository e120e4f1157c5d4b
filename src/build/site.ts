/** `npm run build`: the whole site in `dist/site`, ready for any static host. */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "astro";
import { ContentError } from "#content";
import { precompress } from "./compress.ts";
import { renderHeaderRules, type HeaderRule } from "./header-rules.ts";
import { hostRecipes } from "./host-recipes.ts";
import { buildMachine, copyMachine } from "./machine.ts";
import { containerFrames, inlineScripts, ISOLATION, pagePolicy, scriptHash } from "./policy.ts";
import { writePictures } from "./pictures.ts";
import { writeSearchIndex } from "./search-index.ts";

process.env.ASTRO_TELEMETRY_DISABLED = "1";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Where the site is written: `dist/site`, or the folder that SITE_OUT names. What is known of it stands beside it. */
const SITE = resolve(ROOT, process.env.SITE_OUT ?? "dist/site");
const BUILD = join(dirname(SITE), "build.json");

const IMMUTABLE = { "Cache-Control": "public, max-age=31536000, immutable" };

/** The header rules of the site as built: the hashes of its inline scripts are read off its pages. */
function headerRules(pages: readonly string[], machine: readonly HeaderRule[]): HeaderRule[] {
  const hashes = pages.flatMap((page) => inlineScripts(readFileSync(join(SITE, page), "utf8")).map(scriptHash));
  return [
    {
      pattern: "/*",
      set: { ...ISOLATION, "Content-Security-Policy": pagePolicy(hashes, { frames: containerFrames() }) },
    },
    { pattern: "/assets/*", set: IMMUTABLE },
    { pattern: "/labs/*.json", set: IMMUTABLE },
    ...machine,
  ];
}

async function buildSite(): Promise<void> {
  const started = performance.now();
  rmSync(BUILD, { force: true });
  await build({ root: ROOT, logLevel: "warn" });
  const pages = globSync("**/*.html", { cwd: SITE });
  const machine = await buildMachine(ROOT);
  const indexed = await writeSearchIndex(SITE);
  await writePictures(SITE, join(ROOT, ".cache/pictures"));
  await copyMachine(ROOT, SITE);
  const rules = headerRules(pages, machine.rules);
  writeFileSync(join(SITE, "_headers"), renderHeaderRules(rules));
  const recipes = join(dirname(SITE), "hosts");
  mkdirSync(recipes, { recursive: true });
  for (const [name, text] of Object.entries(hostRecipes(rules))) writeFileSync(join(recipes, name), text);
  const files = globSync("**/*", { cwd: SITE, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(SITE.length + 1));
  await precompress(SITE, files, join(ROOT, ".cache/compressed"));
  mkdirSync(dirname(SITE), { recursive: true });
  const base = `/${(process.env.SITE_BASE ?? "").replace(/^\/|\/$/g, "")}/`.replace("//", "/");
  writeFileSync(BUILD, JSON.stringify({ base }));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${relative(ROOT, SITE)}: ${pages.length} pages, ${indexed} of them in the search index, in ${seconds} s`,
  );
}

try {
  await buildSite();
} catch (error) {
  if (!(error instanceof ContentError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

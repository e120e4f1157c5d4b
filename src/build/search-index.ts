import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { close, createIndex, type PagefindIndex } from "pagefind";
import { pageSections, type Section } from "./page-sections.ts";

/**
 * How many positions of words a chunk of the index holds. Pagefind's own 20,000 make chunks of 28 kB, of which a query
 * needs one for each of its words; a twentieth of it keeps a first query small.
 */
const CHUNK = 1000;

/** What Pagefind puts before everything it has packed. */
const SIGNATURE = "pagefind_dcd";

/**
 * Indexes the built pages by section, and writes to `pagefind/` below the site what `src/elements/full-text.ts` reads:
 * Pagefind's searcher as plain WebAssembly, so that hosts compress it and browsers compile it as it comes, its
 * metadata, and the chunks and texts as Pagefind packed them. The number of pages is returned.
 */
export async function writeSearchIndex(siteFolder: string): Promise<number> {
  const pages = globSync("**/*.html", { cwd: siteFolder }).map((file) => file.replaceAll("\\", "/"));
  const sections = pages
    .sort()
    .flatMap((file) =>
      pageSections(`/${file.replace(/index\.html$/, "")}`, readFileSync(join(siteFolder, file), "utf8")),
    );
  const files = await makeIndex(sections);
  rmSync(join(siteFolder, "pagefind"), { recursive: true, force: true });
  for (const { path, content } of files) {
    const target = join(siteFolder, "pagefind", path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  return new Set(sections.map((section) => section.path.replace(/#.*/, ""))).size;
}

export interface IndexFile {
  /** Below `pagefind/`. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** The files of an index over these sections. */
export async function makeIndex(sections: readonly Section[]): Promise<IndexFile[]> {
  process.env.PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE = String(CHUNK); // read by Pagefind's process when it starts
  const { index, errors } = await createIndex({ forceLanguage: "en" });
  try {
    if (!index) throw new Error(`the search index was not made: ${errors.join("; ")}`);
    for (const section of sections) await add(index, section);
    const written = await index.getFiles();
    if (written.errors.length > 0) throw new Error(`the search index was not made: ${written.errors.join("; ")}`);
    return chosen(written.files);
  } finally {
    await close();
  }
}

async function add(index: PagefindIndex, section: Section): Promise<void> {
  const { errors } = await index.addHTMLFile({ url: section.path, content: sectionPage(section) });
  if (errors.length > 0) throw new Error(`the search index has no ${section.path}: ${errors.join("; ")}`);
}

const escapeHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const sectionPage = ({ title, heading, html }: Section) =>
  `<html lang="en"><body><main data-pagefind-body>` +
  `<meta data-pagefind-meta="title[content]" content="${escapeHtml(title)}">` +
  (heading === undefined ? "" : `<meta data-pagefind-meta="heading[content]" content="${escapeHtml(heading)}">`) +
  `${html}</main></body></html>`;

/** Of Pagefind's files those that are read; the two that every search needs are unpacked, and named by one entry. */
function chosen(files: readonly IndexFile[]): IndexFile[] {
  const one = (name: RegExp) => {
    const found = files.filter((file) => name.test(file.path));
    if (found.length !== 1 || !found[0]) throw new Error(`Pagefind wrote ${found.length} files like ${name.source}`);
    return found[0];
  };
  const entry = JSON.parse(Buffer.from(one(/^pagefind-entry\.json$/).content).toString()) as {
    version: string;
    languages: Readonly<Record<string, { hash: string }>>;
  };
  const hash = entry.languages.en?.hash;
  if (hash === undefined) throw new Error("Pagefind wrote no English index");
  const searcher = `searcher-${entry.version}.wasm`;
  const meta = `${hash}.data`;
  return [
    { path: "start.json", content: Buffer.from(JSON.stringify({ version: entry.version, searcher, meta })) },
    { path: searcher, content: unpacked(one(/^wasm\.en\.pagefind$/).content) },
    { path: meta, content: unpacked(one(/\.pf_meta$/).content) },
    ...files.filter((file) => /^(?:index|fragment)\//.test(file.path)),
  ];
}

function unpacked(content: Uint8Array): Uint8Array {
  const bytes = gunzipSync(content);
  if (bytes.subarray(0, SIGNATURE.length).toString() !== SIGNATURE) {
    throw new Error("Pagefind packs its files in another way than the search of this site reads");
  }
  return bytes.subarray(SIGNATURE.length);
}

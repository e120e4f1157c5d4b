import { FullText, type TextHit } from "./full-text.ts";
import { askedWords, indexOf, resembles, rank, type Hit, type Index } from "./search-rank.ts";
import type { SearchDocument } from "#protocol";

/**
 * Where the search finds: the names and headings of all pages, ranked here, and the full text. Each is fetched when it
 * is first asked, and again after a failure.
 */

const base = new URL(document.querySelector<HTMLAnchorElement>("a.name")?.href ?? "/", location.href).pathname;

/** The address of a path below the site's root. */
export const siteAddress = (path: string): string => base + path.replace(/^\//, "");

async function fetched(path: string): Promise<Response> {
  const response = await fetch(siteAddress(path));
  if (!response.ok) throw new Error(`${path}: status ${response.status}`);
  return response;
}

/** The same promise for everyone who asks, until it fails. */
function once<Result>(start: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined;
  return () => {
    running ??= start().catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}

export interface Names {
  readonly documents: readonly SearchDocument[];
  readonly index: Index;
}

export const loadNames = once(async (): Promise<Names> => {
  const documents = (await (await fetched("search-index.json")).json()) as SearchDocument[];
  return { documents, index: indexOf(documents) };
});

const openText = once(() => FullText.open((path) => fetched(`pagefind/${path}`)));

export interface Filters {
  readonly kind: string;
  readonly week: string;
  readonly tool: string;
  readonly runs: boolean;
}

const passes = (document: SearchDocument, filters: Filters): boolean =>
  (filters.kind === "" || document.kind === filters.kind) &&
  (filters.week === "" || document.week === filters.week) &&
  (filters.tool === "" || document.tools?.includes(filters.tool) === true) &&
  (!filters.runs || document.runs === true);

/** What the names say; the hits that met nearly all of the query, and those that met some of it. */
export function findByName({ index }: Names, query: string, filters: Filters): { sure: Hit[]; loose: Hit[] } {
  const hits = rank(index, query, 60).filter((hit) => passes(hit.document, filters));
  const sure = hits.filter((hit) => hit.sure).slice(0, 12);
  return { sure, loose: hits.filter((hit) => !hit.sure).slice(0, Math.max(0, 6 - sure.length)) };
}

/** A piece of text that was found, and the document it belongs to when a list knows that. */
export interface Piece extends TextHit {
  readonly document?: SearchDocument;
  /** What one result stands for: the same for all pieces of it. */
  readonly key: string;
}

/** By what a document is told from the others: a lab by itself, though it stands on a chapter's page. */
export const keyOf = (document: SearchDocument): string =>
  document.kind === "lab" ? `/labs/${document.names[0] ?? ""}/` : document.path;

/** What the full text says, of pages that pass. A page that no list knows passes when nothing is filtered. */
export async function findInText({ documents }: Names, query: string, filters: Filters): Promise<Piece[]> {
  const text = await openText();
  const open = filters.kind === "" && filters.week === "" && filters.tool === "" && !filters.runs;
  const hits = await text.search(askedWords(query), open ? 4 : 8, resembles);
  return hits.flatMap((hit) => {
    const key = hit.path.replace(/#.*/, "");
    const document = documents.find((one) => keyOf(one) === key);
    if (!(document ? passes(document, filters) : open)) return [];
    return [{ ...hit, key, ...(document ? { document } : {}) }];
  });
}

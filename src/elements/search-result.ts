import type { TextHit } from "./full-text.ts";
import type { SearchDocument } from "#protocol";
import type { Hit } from "./search-rank.ts";
import { keyOf, siteAddress, type Piece } from "./search-sources.ts";

const KINDS: Readonly<Record<SearchDocument["kind"], string>> = {
  note: "Note",
  concept: "Concept",
  certification: "Certification",
  lab: "Lab",
  handbook: "Handbook",
};

/** A page found by its names, leading to the heading that was meant. */
export function nameResult({ document: page, heading }: Hit): HTMLLIElement {
  const inPage = heading && !page.path.includes("#") ? `#${heading[1]}` : "";
  const facts = [KINDS[page.kind], ...(page.runs ? ["runs here"] : []), ...(heading ? [heading[0]] : [])];
  const item = resultItem(keyOf(page), page.path + inPage, page.title, facts);
  const summary = document.createElement("p");
  summary.textContent = page.summary;
  item.append(summary);
  return item;
}

/** A page found by its text alone. */
export function textResult(hit: Piece): HTMLLIElement {
  const { document: page, heading } = hit;
  const lab = page?.kind === "lab";
  const facts = [page ? KINDS[page.kind] : "Page", "in the text", ...(heading && !lab ? [heading] : [])];
  const item = resultItem(hit.key, lab ? page.path : hit.path, hit.title, facts);
  item.append(excerptOf(hit));
  return item;
}

/** A section found by its text, of a page that is listed already. */
export function addSection(item: HTMLLIElement, hit: TextHit): void {
  if (!hit.heading || item.querySelectorAll(".search-section").length >= 2) return;
  const section = document.createElement("p");
  section.className = "search-section";
  const link = document.createElement("a");
  link.href = siteAddress(hit.path);
  link.textContent = hit.heading;
  section.append(link, " ", ...excerptOf(hit).childNodes);
  item.append(section);
}

function resultItem(key: string, path: string, title: string, facts: readonly string[]): HTMLLIElement {
  const item = document.createElement("li");
  item.dataset.key = key;
  const link = document.createElement("a");
  link.href = siteAddress(path);
  link.textContent = title;
  const about = document.createElement("span");
  about.className = "search-facts ui";
  about.textContent = facts.join(" · ");
  item.append(link, about);
  return item;
}

function excerptOf(hit: TextHit): HTMLElement {
  const excerpt = document.createElement("p");
  for (const { text, found } of hit.excerpt) {
    if (!found) {
      excerpt.append(text);
      continue;
    }
    const mark = document.createElement("mark");
    mark.textContent = text;
    excerpt.append(mark);
  }
  return excerpt;
}

/** A piece of a page that the full text finds by itself: what stands below one heading. */
export interface Section {
  /** Below the site's root: "/weeks/1/make/#repaired". */
  readonly path: string;
  /** The page's own title. */
  readonly title: string;
  /** The heading; undefined for what stands above the first. */
  readonly heading?: string;
  readonly html: string;
}

/** What is on a page and says nothing of its subject: where it stands, what is before and after, lists of links. */
const FURNITURE = [
  /<nav\b[\s\S]*?<\/nav>/g,
  /<p class="ui edit">[\s\S]*?<\/p>/g,
  /<noscript>[\s\S]*?<\/noscript>/g,
  /<(script|style|template)\b[\s\S]*?<\/\1>/g,
  /<div class="bar">[\s\S]*?<\/div>/g,
];

/** Sections that only name other pages. */
const LINKS = /#(?:near|used)$/;

/**
 * The sections of a built page, by its second-level headings that have an id. Pages
 * that are no kind of text, as lists are, have none. It reads the HTML that our own build writes, and no other.
 */
export function pageSections(path: string, page: string): Section[] {
  const main = /<main\b([^>]*)>([\s\S]*)<\/main>/.exec(page);
  if (!main || !(main[1] ?? "").includes("data-kind=")) return [];
  const body = FURNITURE.reduce((html, furniture) => html.replace(furniture, " "), main[2] ?? "");
  const title = textOf(/<h1\b[^>]*>([\s\S]*?)<\/h1>/.exec(body)?.[1] ?? path);
  const pieces = body.split(/(?=<h2\b[^>]*\bid=")/);
  return pieces
    .map((html): Section => {
      const heading = /^<h2\b[^>]*\bid="([^"]*)"[^>]*>([\s\S]*?)<\/h2>/.exec(html);
      if (!heading) return { path, title, html };
      return { path: `${path}#${heading[1] ?? ""}`, title, heading: textOf(heading[2] ?? ""), html };
    })
    .filter((section) => textOf(section.html) !== "" && !LINKS.test(section.path));
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: " " };

function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, "")
    .replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/\s+/g, " ")
    .trim();
}

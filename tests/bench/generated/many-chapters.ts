import type { SearchDocument } from "#protocol";
import type { Section } from "../../../src/build/page-sections.ts";

const SECTIONS = 8;
const WORDS = 160;

/** Numbers from 0 to 1, the same in every run. */
function numbers(): () => number {
  let state = 20_261_123;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * The site's own documents with so many generated chapters more, and the sections of these: text of the site's words
 * and of invented ones, the frequent ones often, as in prose. Each chapter has its own title, summary and headings.
 */
export function manyChapters(own: readonly SearchDocument[], count: number) {
  const next = numbers();
  const known = own.flatMap((one) => `${one.title} ${one.summary}`.match(/[A-Za-z]{3,}/g) ?? []);
  const syllables = ["ba", "cor", "de", "fli", "gan", "ho", "ix", "ju", "kel", "lo", "mi", "nor", "op", "pre", "qua"];
  const invented = Array.from({ length: 20_000 }, (_, at) =>
    Array.from({ length: 3 }, (_none, place) => syllables[Math.floor(at / 15 ** place) % 15]).join(""),
  );
  const pool = [...known, ...invented];
  const word = () => pool[Math.floor(next() ** 3 * pool.length)] ?? "model";
  const words = (length: number) => Array.from({ length }, word).join(" ");
  const documents: SearchDocument[] = [...own];
  const sections: Section[] = [];
  for (let chapter = 1; chapter <= count; chapter++) {
    const path = `/weeks/${2 + (chapter % 60)}/chapter-${chapter}/`;
    const title = words(5);
    const headings = Array.from({ length: SECTIONS }, (_, at): [string, string] => [words(4), `section-${at}`]);
    const week = String(2 + (chapter % 60));
    documents.push({ title, path, kind: "note", summary: words(16), names: [], headings, week, tools: [word()] });
    for (const [heading, id] of headings) {
      const html = `<h2 id="${id}">${heading}</h2><p>${words(WORDS)}</p>`;
      sections.push({ path: `${path}#${id}`, title, heading, html });
    }
  }
  return { documents, sections };
}

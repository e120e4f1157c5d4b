/** The manual: one short page of ours for every program. `man` shows it whole, `--help` its beginning. */
import { ARCHIVE_PAGES } from "./archives.ts";
import { CORE_PAGES } from "./core.ts";
import { LATER_PAGES } from "./later.ts";
import { MORE_PAGES } from "./more.ts";
import { PROJECT_PAGES } from "./projects.ts";

export interface Page {
  readonly summary: string;
  readonly synopsis: readonly string[];
  /** Options we know and what they do; an option that is not here is refused. */
  readonly options: readonly (readonly [option: string, meaning: string])[];
  readonly examples: readonly (readonly [command: string, meaning: string])[];
}

/**
 * Reads pages from text. A page begins with "= name: summary"; then "$ synopsis" lines, "-x, --long: meaning" lines and
 * "> command # meaning" lines, in this order.
 */
function readPages(text: string): Record<string, Page> {
  const pages: Record<string, Page> = {};
  for (const part of text.split(/^= /m).slice(1)) {
    const [title = "", ...lines] = part.trimEnd().split("\n");
    const [name = "", ...summary] = title.split(": ");
    const split = (line: string, mark: string): [string, string] => {
      const cut = line.indexOf(mark);
      return cut < 0 ? [line, ""] : [line.slice(0, cut), line.slice(cut + mark.length)];
    };
    pages[name] = {
      summary: summary.join(": "),
      synopsis: lines.filter((line) => line.startsWith("$ ")).map((line) => line.slice(2)),
      options: lines.filter((line) => /^[-+]/.test(line)).map((line) => split(line, ": ")),
      examples: lines.filter((line) => line.startsWith("> ")).map((line) => split(line.slice(2), " # ")),
    };
  }
  return pages;
}

export const PAGES: Readonly<Record<string, Page>> = {
  ...readPages(CORE_PAGES),
  ...readPages(MORE_PAGES),
  ...readPages(ARCHIVE_PAGES),
  ...readPages(LATER_PAGES),
  ...readPages(PROJECT_PAGES),
};

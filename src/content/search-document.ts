import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SearchDocument } from "#protocol";
import { certificationSchema } from "./certification.ts";
import { chapterSchema } from "./chapter.ts";
import { conceptSchema } from "./concept.ts";
import { handbookSchema } from "./handbook.ts";
import { labNames, readLab } from "./lab-folder.ts";
import { frontMatter, parseYaml } from "./problem.ts";

/** How many characters of JSON the documents may have with their headings: some 40 kB on the wire. */
const BUDGET = 160_000;

/**
 * The documents that a search loads. Of a site so large that their headings would cost more than everything else, they
 * come without; the full text knows them, by section.
 */
export function withinBudget(documents: readonly SearchDocument[]): readonly SearchDocument[] {
  if (JSON.stringify(documents).length <= BUDGET) return documents;
  return documents.map((document) => ({ ...document, headings: [] }));
}

/** The pages that are no file of `content/`: those that list others, and the one that says how labs are used. */
const LISTS: readonly SearchDocument[] = [
  {
    title: "Certifications",
    path: "/certifications/",
    kind: "certification",
    summary:
      "Every certification that the course names: what it is called today, its status, and what prepares for it.",
    names: ["certificates", "exams"],
    foundBy: ["which certification should I take"],
    headings: [],
  },
  {
    title: "Concepts",
    path: "/concepts/",
    kind: "concept",
    summary: "Every term of the course in a few sentences.",
    names: ["glossary", "terms"],
    foundBy: ["definitions", "abbreviations"],
    headings: [],
  },
  {
    title: "Labs",
    path: "/labs/",
    kind: "lab",
    summary: "Every folder of files that runs on the page.",
    names: ["exercises", "examples"],
    foundBy: ["hands on", "playground"],
    headings: [],
  },
  {
    title: "Using the labs",
    path: "/help/",
    kind: "handbook",
    summary: "What the buttons of a lab do, which keys work, what is kept and where, and what to do when it fails.",
    names: ["help", "how the labs work"],
    foundBy: [
      "dark mode",
      "light theme",
      "keyboard shortcuts",
      "offline",
      "privacy",
      "cookies",
      "download the lab",
      "reset my files",
      "undo",
      "stop a running program",
      "save my work",
      "print",
      "create a new file",
      "delete a file",
      "open a terminal",
      "accessibility",
    ],
    headings: [],
  },
];

/** All documents of `content/`, read from the files. */
export function searchDocuments(root: string): SearchDocument[] {
  const read = (file: string) => readFileSync(join(root, file), "utf8");
  const list = (pattern: string) =>
    globSync(pattern, { cwd: root })
      .map((file) => file.replaceAll("\\", "/"))
      .sort();
  const nameOf = (file: string) => /([^/]+)\.\w+$/.exec(file)?.[1] ?? file;

  const labsIn = new Map<string, string>();
  const notes = list("content/weeks/*/*.mdx").map((file): SearchDocument => {
    const text = read(file);
    const chapter = parseYaml(frontMatter(text, file), chapterSchema, file);
    const week = file.split("/")[2] ?? "";
    const path = `/weeks/${week}/${nameOf(file)}/`;
    const labs = [...text.matchAll(/<Lab\s[^>]*name="([^"]*)"/g)].map((match) => match[1] ?? "");
    for (const lab of labs) labsIn.set(lab, path);
    return {
      title: chapter.title,
      path,
      kind: "note",
      summary: chapter.summary,
      names: chapter.short === undefined ? [] : [chapter.short],
      headings: headingsOf(text),
      week,
      tools: chapter.tools,
      ...(chapter.found_by.length > 0 ? { foundBy: chapter.found_by } : {}),
      ...(labs.length > 0 ? { runs: true } : {}),
    };
  });
  const concepts = list("content/concepts/*.mdx").map((file): SearchDocument => {
    const text = read(file);
    const { term, aliases, found_by: foundBy } = parseYaml(frontMatter(text, file), conceptSchema, file);
    const body = text
      .replace(/^---[\s\S]*?\n---\n/, "")
      .replace(/\s+/g, " ")
      .replaceAll("`", "")
      .trim();
    const summary = /^.*?[.!?](?=\s|$)/.exec(body)?.[0] ?? body;
    return {
      title: term,
      path: `/concepts/${nameOf(file)}/`,
      kind: "concept",
      summary,
      names: aliases,
      headings: [],
      ...(foundBy.length > 0 ? { foundBy } : {}),
    };
  });
  const certifications = list("content/certifications/*.yaml").map((file): SearchDocument => {
    const data = parseYaml(read(file), certificationSchema, file);
    const names = [data.code, data.in_notes, ...data.aliases].filter((name) => name !== undefined);
    const path = `/certifications/${nameOf(file)}/`;
    return { title: data.name, path, kind: "certification", summary: data.summary, names, headings: [] };
  });
  const labs = labNames(root).map((name): SearchDocument => {
    const { manifest, files } = readLab(root, name);
    return {
      title: manifest.title,
      path: labsIn.has(name) ? `${labsIn.get(name) ?? ""}#lab-${name}` : `/labs/${name}/`,
      kind: "lab",
      summary: manifest.summary,
      names: [name, ...files.map((file) => file.path), ...manifest.actions.map((action) => action.command)],
      headings: [],
      runs: true,
    };
  });
  const handbook = list("content/handbook/**/*.md").map((file): SearchDocument => {
    const text = read(file);
    const { title, summary } = parseYaml(frontMatter(text, file), handbookSchema, file);
    const path = `/${file.slice("content/".length, -".md".length)}/`;
    return { title, path, kind: "handbook", summary, names: [], headings: headingsOf(text) };
  });
  return [...notes, ...concepts, ...certifications, ...labs, ...handbook, ...LISTS];
}

/** The headings of a chapter with the ids that Markdown gives them. */
function headingsOf(text: string): (readonly [string, string])[] {
  const seen = new Map<string, number>();
  return [...text.replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#{2,3} (.+)$/gm)].map((match) => {
    const heading = (match[1] ?? "").replaceAll("`", "");
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return [heading, before === 0 ? slug : `${slug}-${before}`];
  });
}

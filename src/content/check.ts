import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "#base";
import type { z } from "zod";
import { certificationSchema } from "./certification.ts";
import { changeSchema } from "./change.ts";
import { chapterSchema, weekSchema, type Week } from "./chapter.ts";
import { conceptSchema } from "./concept.ts";
import { handbookSchema } from "./handbook.ts";
import { labNames, readLab } from "./lab-folder.ts";
import { ContentError, frontMatter, nearest, parseYaml } from "./problem.ts";

/**
 * Every mistake in `content/`: fields against their schemas, and the names by which one file refers to another.
 * Empty when all is well. The build and the development server start with it.
 */
export function checkContent(root: string): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const collect = <Result>(read: () => Result): Result | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const read = <Schema extends z.ZodType>(file: string, schema: Schema) =>
    collect(() => {
      const text = readFileSync(join(root, file), "utf8");
      return parseYaml(file.endsWith(".yaml") ? text : frontMatter(text, file), schema, file);
    });

  const list = (pattern: string) =>
    globSync(pattern, { cwd: root })
      .map((file) => file.replaceAll("\\", "/"))
      .sort();
  const weeks = new Map<string, Week>();
  for (const file of list("content/weeks/*/week.yaml")) {
    const week = read(file, weekSchema);
    if (week) weeks.set(file.split("/")[2] ?? "", week);
  }
  const names = (pattern: string) => new Set(list(pattern).map((file) => /([^/]+)\.\w+$/.exec(file)?.[1] ?? ""));
  const concepts = names("content/concepts/*.mdx");
  const certifications = names("content/certifications/*.yaml");
  const chapters = new Set(list("content/weeks/*/*.mdx").map((file) => file.slice("content/weeks/".length, -4)));
  const labs = new Set(existsSync(join(root, "content/labs")) ? labNames(root) : []);
  const refer = (file: string, field: string, known: ReadonlySet<string>, used: readonly string[], kind: string) => {
    for (const name of used.filter((one) => !known.has(one))) {
      const near = nearest(name, [...known]);
      const some = [...known].slice(0, 8).join(", ");
      problems.push({
        file,
        ...placeOf(readFileSync(join(root, file), "utf8"), field, name),
        message: `${field}: there is no ${kind} ${name}`,
        help: near ?? (known.size === 0 ? `(there is no ${kind} yet)` : `one of ${some}${known.size > 8 ? " …" : ""}`),
      });
    }
  };
  /** What a text names by its components: terms and labs that must exist. */
  const referInText = (file: string) => {
    const text = readFileSync(join(root, file), "utf8");
    const used = (pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? "");
    refer(file, "<Lab name>", labs, used(/<Lab\s[^>]*name="([^"]*)"/g), "lab");
    refer(file, "<Term id>", concepts, used(/<Term\s[^>]*id="([^"]*)"/g), "concept");
  };
  for (const file of list("content/weeks/*/*.mdx")) {
    const chapter = read(file, chapterSchema);
    if (!chapter) continue;
    const week = weeks.get(file.split("/")[2] ?? "");
    const parts = new Set((week?.parts ?? []).map((part) => part.id));
    refer(file, "part", parts, [chapter.part], "part in week.yaml called");
    refer(file, "concepts", concepts, chapter.concepts, "concept");
    referInText(file);
  }
  for (const file of list("content/concepts/*.mdx")) {
    const concept = read(file, conceptSchema);
    if (!concept) continue;
    refer(file, "related", concepts, concept.related, "concept");
    refer(file, "chapters", chapters, concept.chapters, "chapter");
    referInText(file);
  }
  for (const file of list("content/certifications/*.yaml")) {
    const certification = read(file, certificationSchema);
    if (!certification) continue;
    const { successor, domains } = certification;
    refer(file, "successor", certifications, successor === undefined ? [] : [successor], "certification");
    refer(
      file,
      "chapters",
      chapters,
      domains.flatMap((domain) => domain.chapters),
      "chapter",
    );
    refer(
      file,
      "labs",
      labs,
      domains.flatMap((domain) => domain.labs),
      "lab",
    );
  }
  for (const file of list("content/changes/*.yaml")) {
    const change = read(file, changeSchema);
    if (change) refer(file, "chapters", chapters, change.chapters, "chapter");
  }
  for (const file of list("content/handbook/**/*.md")) read(file, handbookSchema);
  for (const name of labs) collect(() => readLab(root, name));
  return problems;
}

/** The line and column, counted from 1, where a field or component names something; the first place of the name. */
function placeOf(text: string, field: string, name: string): { line?: number; column?: number } {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const start = field.startsWith("<")
    ? `${field.slice(0, field.indexOf(" "))}\\s[^>]*?"`
    : `^\\s*(?:- )?${field}:[\\s\\S]*?`;
  const before = new RegExp(`(${start})(?<![\\w/-])${escaped}(?![\\w/-])`, "m").exec(text);
  if (!before) return {};
  const above = text.slice(0, before.index + (before[1] ?? "").length).split("\n");
  return { line: above.length, column: (above.at(-1) ?? "").length + 1 };
}

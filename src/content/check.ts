import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "#base";
import type { z } from "zod";
import { certificationSchema } from "./certification.ts";
import { chapterSchema, weekSchema, type Week } from "./chapter.ts";
import { conceptSchema } from "./concept.ts";
import { handbookSchema } from "./handbook.ts";
import { labNames, readLab } from "./lab-folder.ts";
import { ContentError, frontMatter, parseYaml } from "./problem.ts";

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
  const labs = new Set(existsSync(join(root, "content/labs")) ? labNames(root) : []);
  const refer = (file: string, field: string, known: ReadonlySet<string>, used: readonly string[], kind: string) => {
    for (const name of used.filter((one) => !known.has(one))) {
      problems.push({
        file,
        message: `${field}: there is no ${kind} ${name}`,
        help: `one of ${[...known].join(", ") || `(there is no ${kind} yet)`}`,
      });
    }
  };
  for (const file of list("content/weeks/*/*.mdx")) {
    const chapter = read(file, chapterSchema);
    if (!chapter) continue;
    const week = weeks.get(file.split("/")[2] ?? "");
    const parts = new Set((week?.parts ?? []).map((part) => part.id));
    refer(file, "part", parts, [chapter.part], "part in week.yaml called");
    refer(file, "concepts", concepts, chapter.concepts, "concept");
    const used = [...readFileSync(join(root, file), "utf8").matchAll(/<Lab\s[^>]*name="([^"]*)"/g)];
    refer(
      file,
      "<Lab name>",
      labs,
      used.map((match) => match[1] ?? ""),
      "lab",
    );
  }
  for (const file of list("content/concepts/*.mdx")) {
    const concept = read(file, conceptSchema);
    if (concept) refer(file, "related", concepts, concept.related, "concept");
  }
  for (const file of list("content/certifications/*.yaml")) read(file, certificationSchema);
  for (const file of list("content/handbook/**/*.md")) read(file, handbookSchema);
  for (const name of labs) collect(() => readLab(root, name));
  return problems;
}

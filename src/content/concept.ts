import { z } from "zod";
import { day, line, slug, source } from "./fields.ts";

/**
 * The front matter of `content/concepts/<name>.mdx`. The text below it is the definition, two to six sentences; its
 * first sentence stands alone beside the term in a chapter.
 */
export const conceptSchema = z.strictObject({
  term: line("the term as it is written in a sentence: feature store"),
  aliases: z.array(line("another name or spelling")).default([]).describe("other names and spellings: [k8s]"),
  found_by: z
    .array(line("a word that readers type"))
    .default([])
    .describe("what readers type who mean this, though it is no name of it: [toyota]"),
  related: z.array(slug).default([]).describe("names of files in content/concepts: [data-drift]"),
  chapters: z.array(line("week and chapter")).default([]).describe("chapters that use it: [1/make]"),
  checked: day.optional(),
  sources: z.array(source).default([]),
});

export type Concept = z.output<typeof conceptSchema>;

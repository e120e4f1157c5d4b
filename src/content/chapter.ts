import { z } from "zod";
import { day, line, slug, source } from "./fields.ts";

/** The front matter of `content/weeks/<n>/<name>.mdx`. */
export const chapterSchema = z.strictObject({
  title: line("the title of the chapter, a whole thought: 'make: the smallest automation that lasts'"),
  short: line("the name in the outline, when the title is long: make").optional(),
  summary: line("one or two sentences that stand below the title and in search results"),
  part: slug.describe("the id of a part listed in week.yaml of the same folder: key-concepts"),
  order: z.int().min(1).describe("a whole number: the place in its part, counted from 1"),
  covers: z
    .array(z.string().regex(/^\d\.\d\d$/, "is not an id of the checklist"))
    .min(1, "is empty")
    .describe("the points of the course that live here, quoted: ['1.22', '1.23']"),
  will_know: z
    .array(line("one thing the reader will know"))
    .min(1, "is empty")
    .max(6, "is longer than six")
    .describe("what the reader will know afterwards, one short line each"),
  checked: day,
  sources: z.array(source).min(1, "is empty").describe("the sources, at least one"),
  concepts: z.array(slug).default([]).describe("names of files in content/concepts: [makefile, idempotence]"),
  found_by: z
    .array(line("a word that readers type"))
    .default([])
    .describe("what readers type who mean this, though it is no name of it: [toyota]"),
  tools: z.array(line("the name of a tool")).default([]).describe("tools it teaches, for search: [make, sh]"),
});

export type Chapter = z.output<typeof chapterSchema>;

/** `content/weeks/<n>/week.yaml`: the week and the parts that its chapters are in. */
export const weekSchema = z.strictObject({
  title: line("the name of the week: Week 1"),
  summary: line("one sentence on what the week is about"),
  parts: z
    .array(z.strictObject({ id: slug, title: line("the title of the part: Key concepts") }))
    .min(1, "is empty")
    .describe("the parts of the week in reading order, each with id and title"),
});

export type Week = z.output<typeof weekSchema>;

import { z } from "zod";
import { address, day, line, slug, source } from "./fields.ts";

/** One file of `content/certifications`: an exam, or a name that the notes list as one. */
export const certificationSchema = z.strictObject({
  in_notes: line("the name in the course's list, when it is there").optional(),
  name: line("today's name: Machine Learning Engineer, Associate"),
  code: line("the exam's code: MLA-C01").optional(),
  vendor: line("who gives it: AWS"),
  level: line("the vendor's word for the level: associate").optional(),
  status: z
    .enum(["active", "beta", "retired", "never"])
    .describe("active, beta, retired, or never (it never was a certification)"),
  retired: day.optional().describe("the day it was retired, with status retired"),
  successor: slug.optional().describe("the name of the file of the one that took its place"),
  aliases: z.array(line("another name")).default([]).describe("old names and codes, for search"),
  summary: line("one or two sentences: what it tests, or what it is instead"),
  format: line("what a source says about the exam: 65 questions, 130 minutes").optional(),
  cost: line("the price with its currency: 150 USD").optional(),
  valid: line("how long it lasts: 36 months").optional(),
  domains: z
    .array(
      z.strictObject({
        title: line("the domain as the exam guide names it"),
        weight: z.number().min(0).max(100).optional().describe("per cent of the exam, a number: 28"),
        chapters: z.array(line("week and chapter")).default([]).describe("chapters that prepare for it: [1/make]"),
        labs: z.array(slug).default([]).describe("labs that prepare for it: [make-course]"),
      }),
    )
    .default([])
    .describe("the domains of the exam guide"),
  official: address.optional().describe("the vendor's page of the exam"),
  checked: day,
  sources: z.array(source).min(1, "is empty").describe("the sources, at least one"),
});

export type Certification = z.output<typeof certificationSchema>;

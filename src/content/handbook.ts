import { z } from "zod";
import { line } from "./fields.ts";

/** The front matter of `content/handbook/**.md`: pages for contributors. */
export const handbookSchema = z.strictObject({
  title: line("the title of the page"),
  summary: line("one sentence on what the page answers"),
  order: z.int().min(1).default(100).describe("a whole number: the place in the list; 100 unless told"),
});

export type HandbookPage = z.output<typeof handbookSchema>;

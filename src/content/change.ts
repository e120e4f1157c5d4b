import { z } from "zod";
import { address, day, line } from "./fields.ts";

/**
 * One file of `content/changes`: a fact of the course that is no longer so. The page of changes
 * and the feed show them, the last first.
 */
export const changeSchema = z.strictObject({
  title: line("what changed, a whole sentence without its full stop: AWS App Runner is closed to new customers"),
  on: z
    .string()
    .regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/, "is not a day, month or year")
    .describe("when it changed, as exactly as the source has it, in quotes: '2026-04-30', '2026-04' or '2026'"),
  was: line("how it was when the course was recorded"),
  now: line("how it is today, and what to do instead"),
  said: day.describe("the day on which this site first says so: 2026-11-22"),
  chapters: z.array(line("week and chapter")).default([]).describe("the chapters that it touches: [1/fastapi]"),
  source: z
    .strictObject({ title: line("the title of the page"), url: address, checked: day })
    .describe("where it can be read: title, url, checked"),
});

export type Change = z.output<typeof changeSchema>;

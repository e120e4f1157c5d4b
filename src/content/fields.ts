import { z } from "zod";

/** Fields that several kinds of content share. Every `describe` says what to write; `problems.ts` shows it. */

/** Whether a text is a day of the calendar, as "2026-02-28" is and "2026-02-30" is not. */
function isDay(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** A day as "2026-11-22". YAML reads an unquoted one as a date, so both are taken. */
export const day = z
  .union([z.date(), z.string().refine(isDay, "is not a day")], { error: "is not a day" })
  .transform((value) => (typeof value === "string" ? value : value.toISOString().slice(0, 10)))
  .describe("a day, year first: 2026-11-22");

/** A line of text without markup. */
export function line(what: string) {
  return z.string().trim().min(1, "is empty").describe(what);
}

/** An address of the web. */
export const address = z
  .url({ protocol: /^https?$/, error: "is not an address" })
  .describe("an address that starts with https://");

/** A page or paper that a fact was checked against. */
export const source = z
  .strictObject({
    title: line("the title of the page or paper, as it names itself"),
    url: address,
    checked: day.optional().describe("the day it was read, when it is another than the page's own"),
    note: line("what was taken from it").optional(),
  })
  .describe("a source: title, url, and checked when it was read on another day");

/** The name of a file or folder that becomes part of an address: "feature-store". */
export const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "is not a name for an address")
  .describe("small letters, digits and hyphens: feature-store");

export type Source = z.output<typeof source>;

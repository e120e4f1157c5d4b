import { getCollection } from "astro:content";
import type { Change } from "#content";

/** A change with the id that it has on the page and in the feed. */
export interface ListedChange extends Change {
  readonly id: string;
}

/** All changes, the last first. */
export async function listedChanges(): Promise<ListedChange[]> {
  const entries = await getCollection("changes");
  return entries
    .map(({ id, data }) => ({ id, ...data }))
    .sort((one, other) => other.on.localeCompare(one.on) || one.title.localeCompare(other.title, "en"));
}

/** "2026-04-30" as "30 April 2026", "2026-04" as "April 2026". */
export function inWords(on: string): string {
  const [year = "", month, day] = on.split("-");
  if (month === undefined) return year;
  const name = new Date(Date.UTC(2000, Number(month) - 1)).toLocaleString("en-GB", { month: "long", timeZone: "UTC" });
  return [day && String(Number(day)), name, year].filter(Boolean).join(" ");
}

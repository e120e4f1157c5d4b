import { getCollection } from "astro:content";
import type { Change } from "#content";

/** A change with the id that it has on the page and in the feed. */
export interface ListedChange extends Change {
  readonly id: string;
}

/** All changes, the last said first; of one day, by their titles. */
export async function listedChanges(): Promise<ListedChange[]> {
  const entries = await getCollection("changes");
  return entries
    .map(({ id, data }) => ({ id, ...data }))
    .sort((one, other) => other.said.localeCompare(one.said) || one.title.localeCompare(other.title, "en"));
}

import { labNames, readLab, type Lab } from "#content";
import { chaptersInOrder } from "../components/reading-order.ts";

/** A lab with the chapters that use it. */
export interface LabInUse {
  readonly lab: Lab;
  readonly chapters: readonly { readonly id: string; readonly title: string }[];
}

/** The labs, and the chapters of each, in reading order; labs that no chapter shows come last, by name. */
export async function labsInUse(): Promise<LabInUse[]> {
  const chapters = (await chaptersInOrder()).map(({ id, data, body = "" }) => ({
    id,
    title: data.title,
    labs: [...body.matchAll(/<Lab\s[^>]*name="([^"]+)"/g)].map((match) => match[1]),
  }));
  const shown = chapters.flatMap(({ labs }) => labs);
  const placeOf = (name: string) => (shown.includes(name) ? shown.indexOf(name) : shown.length);
  return labNames(process.cwd())
    .toSorted((one, other) => placeOf(one) - placeOf(other))
    .map((name) => ({
      lab: readLab(process.cwd(), name),
      chapters: chapters.filter(({ labs }) => labs.includes(name)).map(({ id, title }) => ({ id, title })),
    }));
}

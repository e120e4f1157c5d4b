import { getCollection } from "astro:content";
import { labNames, readLab, type Lab } from "#content";

/** A lab with the chapters that use it, in reading order. */
export interface LabInUse {
  readonly lab: Lab;
  readonly chapters: readonly { readonly id: string; readonly title: string }[];
}

export async function labsInUse(): Promise<LabInUse[]> {
  const chapters = await getCollection("chapters");
  return labNames(process.cwd()).map((name) => ({
    lab: readLab(process.cwd(), name),
    chapters: chapters
      .filter((chapter) => new RegExp(`<Lab\\s[^>]*name="${name}"`).test(chapter.body ?? ""))
      .sort((one, other) => one.data.order - other.data.order)
      .map((chapter) => ({ id: chapter.id, title: chapter.data.title })),
  }));
}

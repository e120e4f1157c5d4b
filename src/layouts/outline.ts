import { getCollection, type CollectionEntry } from "astro:content";
import { chaptersInOrder } from "../components/reading-order.ts";

/** The course as the outline shows it: weeks, their parts, the chapters in reading order. */
export interface WeekOutline {
  readonly number: string;
  readonly title: string;
  readonly summary: string;
  readonly parts: readonly PartOutline[];
}

interface PartOutline {
  readonly title: string;
  readonly chapters: readonly ChapterOutline[];
}

interface ChapterOutline {
  /** "1/make" */
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Whether something runs in it. */
  readonly machine: boolean;
}

const isMachine = (chapter: CollectionEntry<"chapters">) => /<Lab\s/.test(chapter.body ?? "");

/** Weeks that have a chapter, parts that have a chapter: nothing is listed that cannot be read. */
export async function courseOutline(): Promise<WeekOutline[]> {
  const chapters = await chaptersInOrder();
  const weeks = await getCollection("weeks");
  return weeks
    .map((week) => {
      const number = week.id.split("/")[0] ?? "";
      const parts = week.data.parts
        .map((part) => ({
          title: part.title,
          chapters: chapters
            .filter((chapter) => chapter.id.startsWith(`${number}/`) && chapter.data.part === part.id)
            .map((chapter) => ({
              id: chapter.id,
              name: chapter.data.short ?? chapter.data.title,
              title: chapter.data.title,
              summary: chapter.data.summary,
              machine: isMachine(chapter),
            })),
        }))
        .filter((part) => part.chapters.length > 0);
      return { number, title: week.data.title, summary: week.data.summary, parts };
    })
    .filter((week) => week.parts.length > 0)
    .sort((one, other) => one.number.localeCompare(other.number, "en", { numeric: true }));
}

/** The site's sections that have something in them. */
export async function sections(): Promise<readonly { readonly path: `/${string}`; readonly name: string }[]> {
  const has = async (collection: "chapters" | "concepts" | "certifications" | "handbook") =>
    (await getCollection(collection)).length > 0;
  const outline = await courseOutline();
  return [
    ...((await has("chapters")) ? [{ path: "/weeks/", name: "Notes" } as const] : []),
    ...(outline.some((week) => week.parts.some((part) => part.chapters.some((chapter) => chapter.machine)))
      ? [{ path: "/labs/", name: "Labs" } as const]
      : []),
    ...((await has("concepts")) ? [{ path: "/concepts/", name: "Concepts" } as const] : []),
    ...((await has("certifications")) ? [{ path: "/certifications/", name: "Certifications" } as const] : []),
    ...((await has("handbook")) ? [{ path: "/handbook/", name: "Handbook" } as const] : []),
  ];
}

/** What a chapter asks of the reader: minutes at 220 words a minute, 1 at least, and how many labs it has. */
export function readingOf(body: string): { readonly minutes: number; readonly labs: number } {
  const labs = body.match(/<Lab\s/g)?.length ?? 0;
  const words = body
    .replace(/<[^>]*>/g, " ")
    .split(/\s+/)
    .filter((word) => /\w/.test(word)).length;
  return { minutes: Math.max(1, Math.round(words / 220)), labs };
}

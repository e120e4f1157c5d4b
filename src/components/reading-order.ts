import { getCollection, type CollectionEntry } from "astro:content";

/** The chapters in reading order: week, the part's place in the week, the chapter's in the part. */
export async function chaptersInOrder(): Promise<CollectionEntry<"chapters">[]> {
  const weeks = await getCollection("weeks");
  const partsOf = new Map(weeks.map((week) => [week.id.split("/")[0], week.data.parts.map((part) => part.id)]));
  const placeOf = ({ id, data }: CollectionEntry<"chapters">): readonly [week: number, part: number, order: number] => {
    const week = id.split("/")[0] ?? "";
    return [Number(week), partsOf.get(week)?.indexOf(data.part) ?? -1, data.order];
  };
  return (await getCollection("chapters"))
    .map((chapter) => ({ chapter, place: placeOf(chapter) }))
    .sort((one, other) => {
      const [week, part, order] = one.place;
      return week - other.place[0] || part - other.place[1] || order - other.place[2];
    })
    .map(({ chapter }) => chapter);
}

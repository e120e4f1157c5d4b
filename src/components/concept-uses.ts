import { chaptersInOrder } from "./reading-order.ts";

/** The chapters that mention a concept, in reading order: those that mark it in the text or list it. */
export async function chaptersUsing(concept: string, also: readonly string[] = []) {
  const chapters = await chaptersInOrder();
  return chapters.filter(
    (chapter) =>
      also.includes(chapter.id) ||
      chapter.data.concepts.includes(concept) ||
      (chapter.body ?? "").includes(`<Term id="${concept}">`),
  );
}

/** The first sentence of a concept's text, without markup. */
export function firstSentence(body: string): string {
  const text = body
    .replace(/\s+/g, " ")
    .replace(/`([^`]*)`/g, "$1")
    .replace(/\\([{<])/g, "$1")
    .trim();
  return /^.*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;
}

/** The components that a chapter may use without importing them. */
import Annotated from "./Annotated.astro";
import Aside from "./Aside.astro";
import Assessment from "./Assessment.astro";
import Changed from "./Changed.astro";
import CourseSays from "./CourseSays.astro";
import Covers from "./Covers.astro";
import Figure from "./Figure.astro";
import Lab from "./Lab.astro";
import Margin from "./Margin.astro";
import NoteTaker from "./NoteTaker.astro";
import Question from "./Question.astro";
import Recall from "./Recall.astro";
import Sources from "./Sources.astro";
import Table from "./Table.astro";
import Term from "./Term.astro";
import { figures } from "./figures/figures.ts";

export const chapterParts = {
  ...figures,
  Annotated,
  Aside,
  Assessment,
  Changed,
  CourseSays,
  Covers,
  Figure,
  Lab,
  Margin,
  NoteTaker,
  Question,
  Recall,
  Sources,
  Term,
  /** What Markdown makes of a table. */
  table: Table,
};

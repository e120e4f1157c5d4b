/** The components that a chapter may use without importing them. */
import Aside from "./Aside.astro";
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
import Term from "./Term.astro";

export const chapterParts = {
  Aside,
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
};

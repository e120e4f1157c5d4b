import { defineCollection } from "astro:content";
import { glob } from "astro/loaders";
import { certificationSchema, changeSchema, chapterSchema, conceptSchema, handbookSchema, weekSchema } from "#content";

/** "1/make.mdx" has the id "1/make", which is its address below /weeks/ too. */
const generateId = ({ entry }: { entry: string }) => entry.replace(/\.\w+$/, "");

const below = (base: string, pattern: string) => glob({ base: `./content/${base}`, pattern, generateId });

export const collections = {
  weeks: defineCollection({ loader: below("weeks", "*/week.yaml"), schema: weekSchema }),
  chapters: defineCollection({ loader: below("weeks", "*/*.mdx"), schema: chapterSchema }),
  concepts: defineCollection({ loader: below("concepts", "*.mdx"), schema: conceptSchema }),
  certifications: defineCollection({ loader: below("certifications", "*.yaml"), schema: certificationSchema }),
  changes: defineCollection({ loader: below("changes", "*.yaml"), schema: changeSchema }),
  handbook: defineCollection({ loader: below("handbook", "**/*.md"), schema: handbookSchema }),
};

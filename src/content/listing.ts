import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { line } from "./fields.ts";
import { ContentError, parseYaml } from "./problem.ts";

/** `content/listings/<name>.yaml`: a whole file, cut into parts that each have an explanation. */
export const listingSchema = z.strictObject({
  file: line("the path of the file that the parts make up: .github/workflows/ci.yml"),
  language: line("the language it is written in: yaml"),
  parts: z
    .array(
      z.strictObject({
        code: z.string().min(1, "is empty").describe("some lines of the file, as a block after 'code: |'"),
        note: line("what these lines do, in a sentence or two; `code` between backticks"),
      }),
    )
    .min(1, "is empty")
    .describe("the file from top to bottom, each part with code and note"),
});

export type Listing = z.output<typeof listingSchema>;

/** Reads `content/listings/<name>.yaml`. */
export function readListing(root: string, name: string): Listing {
  const file = `content/listings/${name}.yaml`;
  let text: string;
  try {
    text = readFileSync(join(root, file), "utf8");
  } catch {
    throw new ContentError([{ file, message: "is missing", help: "file, language and parts" }]);
  }
  return parseYaml(text, listingSchema, file);
}

import { globSync, rmSync } from "node:fs";
import { join } from "node:path";
import { close, createIndex } from "pagefind";

/** Indexes the built pages, and writes the index with the code that reads it to `pagefind/` below the site. */
export async function writeSearchIndex(siteFolder: string): Promise<number> {
  const { index, errors } = await createIndex({ forceLanguage: "en" });
  if (!index) throw new Error(`the search index was not made: ${errors.join("; ")}`);
  const added = await index.addDirectory({ path: siteFolder });
  const written = await index.writeFiles({ outputPath: join(siteFolder, "pagefind") });
  await close();
  for (const file of globSync("pagefind/pagefind-*ui.*", { cwd: siteFolder })) rmSync(join(siteFolder, file));
  const problems = [...added.errors, ...written.errors];
  if (problems.length > 0) throw new Error(`the search index was not made: ${problems.join("; ")}`);
  return added.page_count;
}

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { rewriteScript } from "#preview";

/**
 * Writes Swagger UI's script as the preview's frame runs it, and answers its name. A page would take one to two seconds
 * of its own thread to rewrite these 1.4 MB, each time that somebody opens `/docs`.
 */
export function writeSwagger(outDir: string): string {
  const source = createRequire(import.meta.url).resolve("swagger-ui-dist/swagger-ui-bundle.js");
  const { code } = rewriteScript(readFileSync(source, "utf8"));
  const name = `swagger-ui-${createHash("sha256").update(code).digest("hex").slice(0, 10)}.js`;
  writeFileSync(join(outDir, name), code);
  return name;
}

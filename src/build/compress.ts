import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { copyFile, readFile, rename, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import { brotliOptions } from "./brotli.ts";

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** What gains by compression; the others (pictures, archives, Pagefind's own gzipped index) are compressed already. */
const COMPRESSIBLE = /\.(html|css|js|mjs|json|svg|xml|txt|map|wasm|webmanifest|py|data|bin)$/;

/**
 * Writes `file.br` and `file.gz` beside every file that becomes smaller by it. Results are kept in `cache` under the
 * hash of what they were made from, for brotli at its best takes seconds for a megabyte. One that is there stays.
 */
export async function precompress(folder: string, files: readonly string[], cache: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const waiting = files.filter((name) => COMPRESSIBLE.test(name));
  const work = async (number: number): Promise<void> => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      const bytes = await readFile(join(folder, file));
      if (bytes.length < 256) continue;
      const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
      for (const kind of ["br", "gz"] as const) {
        if (existsSync(join(folder, `${file}.${kind}`))) continue;
        const kept = join(cache, `${hash}.${kind}`);
        if (!existsSync(kept)) {
          // Whole once it has its name: another file may have the same text.
          await writeFile(`${kept}.${number}`, await compress(file, bytes, kind));
          await rename(`${kept}.${number}`, kept);
        }
        await copyFile(kept, join(folder, `${file}.${kind}`));
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, (_, number) => work(number)));
}

function compress(file: string, bytes: Uint8Array, kind: "br" | "gz"): Promise<Buffer> {
  if (kind === "gz") return zip(bytes, { level: 9 });
  return brotli(bytes, brotliOptions(file, bytes.length));
}

import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

const ROOT = new URL("../..", import.meta.url).pathname;

/** Bytes that the shell and the group of tools that comes with it may weigh. */
export const SHELL_BUDGET = 90_000;

/** Bytes of the shell and of the core group, minified, as brotli sends them. */
export async function shellSize(): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents: 'export * from "#shell"; export * from "./src/programs/groups/core.ts";',
      resolveDir: ROOT,
      loader: "ts",
    },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
  });
  const bytes = brotliCompressSync(outputFiles[0]?.contents ?? new Uint8Array(), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
  });
  return bytes.length;
}

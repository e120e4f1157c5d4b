import { constants, type BrotliOptions } from "node:zlib";

/** From this size on the best compression takes minutes of a build for a few percent. */
const LARGE = 12_000_000;

/** The one large file that most first runs wait for: there the best is an eighth less. */
const SNAPSHOT = /(^|\/)snapshot-[^/]*\.bin$/;

/**
 * How a file is compressed: what the site ships and what it says of its sizes agree, because both ask here. Archives of
 * Python are many and change often, so they get the second best.
 */
export function brotliOptions(file: string, bytes: number): BrotliOptions {
  const second = (file.endsWith(".bin") || bytes > LARGE) && !SNAPSHOT.test(file);
  const quality = second ? 9 : constants.BROTLI_MAX_QUALITY;
  return {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      // The largest window that every browser takes.
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes,
    },
  };
}

/** find with all it does: loaded for -printf, -ls and dates in words. */
import type { Program } from "#kernel";
import { makeFind } from "./find/find.ts";
import { listing } from "./find/listing.ts";
import { parseDateText } from "./tool/date-text.ts";

export const wholeFind: Program = makeFind({ listing, parseDateText });

/** touch with -d and -t. */
import type { Program } from "#kernel";
import { parseDateText } from "./tool/date-text.ts";
import { parseStamp } from "./tool/stamp.ts";
import { makeTouch } from "./touch.ts";

export const wholeTouch: Program = makeTouch({ parseDateText, parseStamp });

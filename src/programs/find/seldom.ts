import { LazyRequest } from "../tool/tool.ts";
import type { parseDateText } from "../tool/date-text.ts";
import type { listing } from "./listing.ts";

/** What find does seldom and needs much for: dates in words, -printf and -ls. `whole-find.ts` has it. */
export interface Seldom {
  readonly listing: typeof listing;
  readonly parseDateText: typeof parseDateText;
}

/** Thrown by the core group's find for what only the whole one does. */
export function wholeFind(): LazyRequest {
  return new LazyRequest("whole", "wholeFind");
}

import type { Location } from "./location.ts";

/** A makefile that was read or is to be made. Manual: "How Makefiles Are Remade". */
export interface MakefileUse {
  readonly name: string;
  /** It must be there, or makeable, in the end. */
  readonly required: boolean;
  /** Why it could not be read; undefined when it was. */
  reason: string | undefined;
  readonly location: Location | undefined;
}

import type { Location } from "./location.ts";

/** What a mistake is, for the teaching notes; never part of GNU's words. */
export interface MistakeFacts {
  readonly kind: string;
  readonly [fact: string]: string | number | boolean | undefined;
}

/**
 * A mistake that ends make: "Makefile:2: *** missing separator.  Stop." with a location, "make: *** … Stop." without.
 * `message` is the text between "*** " and ".  Stop.".
 */
export class MakeError extends Error {
  override readonly name = "MakeError";
  readonly location: Location | undefined;
  readonly facts: MistakeFacts | undefined;
  constructor(message: string, location?: Location, facts?: MistakeFacts) {
    super(message);
    this.location = location;
    this.facts = facts;
  }
}

/** grep -P: Perl-compatible expressions, in PCRE's words where something is wrong. */
import type { Program } from "#kernel";
import { type Finder, makeGrep } from "./grep.ts";
import { PerlError } from "./tool/perl/classes.ts";
import { perlSearch } from "./tool/perl/search.ts";
import { Refusal } from "./tool/tool.ts";

function perlFinder(sources: readonly string[], ignoreCase: boolean): Finder {
  if (sources.length > 1) throw new Refusal("the -P option only supports a single pattern");
  try {
    return perlSearch(sources[0] ?? "", { ignoreCase, multiline: true });
  } catch (error) {
    if (error instanceof PerlError) throw new Refusal(error.message);
    throw error;
  }
}

export const perlGrep: Program = makeGrep(perlFinder);

import type { BuildState } from "./build-state.ts";
import type { Location } from "./location.ts";
import { collapseContinuations, type LineSource, removeComment } from "./logical-line.ts";
import { MakeError } from "./make-error.ts";
import { skipSpace, trim } from "./text.ts";

/** The lines up to the `endef` that belongs to a `define`. Manual: "Defining Multi-Line Variables". */
export function readDefineBody(state: BuildState, source: LineSource, start: Location): string {
  const lines: string[] = [];
  let depth = 1;
  for (;;) {
    const raw = source.next();
    if (raw === undefined) {
      throw new MakeError("missing 'endef', unterminated 'define'", start, { kind: "missing-endef" });
    }
    const line = collapseContinuations(raw);
    if (!line.startsWith(state.recipePrefix)) {
      const text = line.slice(skipSpace(line));
      if (/^define(\s|$)/.test(text)) depth += 1;
      else if (/^endef(\s|#|$)/.test(text)) {
        depth -= 1;
        if (depth === 0) {
          if (trim(removeComment(text.slice(5))) !== "") {
            const line = start.line === source.line ? start.line : source.line;
            state.warn("extraneous text after 'endef' directive", { file: start.file, line });
          }
          return lines.join("\n");
        }
        // An inner endef loses its comment, as GNU make keeps it.
        const indent = line.slice(0, line.length - text.length);
        lines.push(text.includes("#") ? indent + removeComment(text) : line);
        continue;
      }
    }
    lines.push(line);
  }
}

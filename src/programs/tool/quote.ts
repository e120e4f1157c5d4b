/** File names as GNU's programs show them, so that a shell would read them back (quotearg's shell-escape style). */
import { CONTROL_ESCAPES } from "./escapes.ts";
import { octalEscape } from "./locale.ts";

const CONTROL = /[\x00-\x1f\x7f]/;
/** Characters that a shell would not leave alone; "~" and "#" only in front, braces only alone. */
const SPECIAL = /[\s!"$&'()*;<=>?[\\^`|]|^[~#]|^[{}]$/;

/** Always quoted: 'name', "it's", 'a'$'\n''b'. */
export function quoteAlways(name: string): string {
  if (!CONTROL.test(name)) {
    if (!name.includes("'")) return `'${name}'`;
    if (!/[!"$\\`]/.test(name)) return `"${name}"`;
    return `'${name.replaceAll("'", `'\\''`)}'`;
  }
  const quoted = name
    .split(/([\x00-\x1f\x7f]+)/)
    .map((part, index) =>
      index % 2 === 1
        ? `$'${part.replace(/[^]/g, (character) => CONTROL_ESCAPES[character] ?? octalEscape(character))}'`
        : part === "" && index > 0
          ? ""
          : `'${part.replaceAll("'", `'\\''`)}'`,
    )
    .join("");
  return quoted;
}

/** Quoted only when a shell needs it: how `ls` shows names on a terminal. */
export function quoteWhenNeeded(name: string): string {
  return name === "" || SPECIAL.test(name) || CONTROL.test(name) ? quoteAlways(name) : name;
}

/** Quoted when a shell needs it or a ":" would be taken for the message's own. */
export function quoteInMessage(name: string): string {
  return name.includes(":") ? quoteAlways(name) : quoteWhenNeeded(name);
}

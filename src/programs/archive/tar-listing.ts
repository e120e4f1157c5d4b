import { strftime } from "../tool/strftime.ts";
import { permissionText } from "../tool/mode.ts";
import type { Run } from "../tool/tool.ts";
import { zoneOf } from "../tool/zone.ts";
import type { Entry } from "./tar-format.ts";

const LETTERS: Readonly<Record<Entry["kind"], string>> = {
  file: "-",
  link: "h",
  symlink: "l",
  directory: "d",
  other: "?",
};

/** Names without control characters, as tar shows them. */
function shownName(run: Run, name: string): string {
  const bytes = run.locale.argument(name);
  const controls: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\" };
  const shown = bytes.replace(run.locale.utf8 ? /[\x00-\x1f\x7f\\]/g : /[\x00-\x1f\x7f-\xff\\]/g, (character) => {
    const code = character.charCodeAt(0).toString(8).padStart(3, "0");
    return controls[character] ?? `\\${code}`;
  });
  return run.locale.text(shown);
}

/** One line of `tar -t`; with -v like ls -l, the columns widening as they must. */
export class Listing {
  readonly #run: Run;
  readonly #long: boolean;
  #width = 19;

  constructor(run: Run, long: boolean) {
    this.#run = run;
    this.#long = long;
  }

  line(entry: Entry): string {
    const name = shownName(this.#run, entry.name);
    if (!this.#long) return `${name}\n`;
    const numeric = this.#run.has("numeric-owner");
    const user = numeric || entry.user === "" ? String(entry.uid) : entry.user;
    const group = numeric || entry.group === "" ? String(entry.gid) : entry.group;
    const owner = `${user}/${group}`;
    const size = String(entry.size);
    this.#width = Math.max(this.#width, owner.length + size.length + 1);
    const format = this.#run.has("full-time") ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%d %H:%M";
    const time = strftime(format, entry.mtime * 1000, zoneOf(this.#run.process.env));
    const target = shownName(this.#run, entry.target);
    const behind = entry.kind === "symlink" ? ` -> ${target}` : entry.kind === "link" ? ` link to ${target}` : "";
    const middle = owner + size.padStart(this.#width - owner.length);
    return `${LETTERS[entry.kind]}${permissionText(entry.mode)} ${middle} ${time} ${name}${behind}\n`;
  }
}

import { dirname, resolvePath } from "#files";
import type { Shell } from "../state/shell.ts";
import { builtinNames } from "../builtins/table.ts";
import { decodeText } from "../text.ts";

export interface Completion {
  /** How many characters before the cursor are replaced. */
  readonly replaced: number;
  /** Whole words to choose from; a directory ends in "/". */
  readonly choices: readonly string[];
  /** The quotation that the word is in: `"`, `'`, or nothing. */
  readonly quote: string;
}

/** Options of make that are worth typing in full. */
const MAKE_OPTIONS = [
  "--always-make",
  "--directory=",
  "--dry-run",
  "--environment-overrides",
  "--file=",
  "--ignore-errors",
  "--include-dir=",
  "--jobs",
  "--just-print",
  "--keep-going",
  "--no-builtin-rules",
  "--no-builtin-variables",
  "--old-file=",
  "--print-data-base",
  "--print-directory",
  "--question",
  "--quiet",
  "--silent",
  "--touch",
  "--trace",
  "--version",
  "--warn-undefined-variables",
  "--what-if=",
];

/** What Tab offers: commands in command position, make's targets after make, files elsewhere. */
export function complete(shell: Shell, before: string, commands: Iterable<string>): Completion {
  const quoted = openQuotation(before);
  if (quoted !== undefined) {
    const choices = files(shell, quoted.text, false, quoted.quote);
    return { replaced: quoted.text.length, choices, quote: quoted.quote };
  }
  const word = /(?:[^\s\\;|&<>()]|\\.)*$/.exec(before)?.[0] ?? "";
  const head = before.slice(0, before.length - word.length).trimEnd();
  const plain = word.replace(/\\(.)/g, "$1");
  const first = head === "" || /[;|&(]$/.test(head) || /(?:^|\s)(?:then|do|else|time|!|\{)$/.test(head);
  const replaced = word.length;
  const variable = /^(.*\$\{?)(\w*)$/.exec(plain);
  if (variable !== null) {
    const [, lead = "", begin = ""] = variable;
    const names = shell.variables.names().filter((name) => name.startsWith(begin));
    return { replaced, quote: "", choices: names.map((name) => `${lead}${name}${lead.endsWith("{") ? "}" : ""}`) };
  }
  if (plain.startsWith("-") && /(?:^|[;|&(]\s*)make(?:\s[^;|&]*)?$/.test(head))
    return { replaced, quote: "", choices: MAKE_OPTIONS.filter((option) => option.startsWith(plain)) };
  const user = /^~(\w*)$/.exec(plain);
  if (user !== null) {
    const names = users(shell).filter((name) => name.startsWith(user[1] ?? ""));
    if (names.length > 0) return { replaced, quote: "", choices: names.map((name) => `~${name}/`) };
  }
  if (first && !plain.includes("/")) {
    const names = new Set([...builtinNames(shell), ...shell.functions.keys(), ...shell.aliases.keys(), ...commands]);
    const choices = [...names].filter((name) => name.startsWith(plain) && /^[\w.+-]/.test(name)).sort();
    if (choices.length > 0) return { replaced, quote: "", choices };
  }
  const command = /(?:^|[;|&(]\s*)(\S+)(?:\s[^;|&]*)?$/.exec(head)?.[1];
  if (command === "make" && !plain.startsWith("-")) {
    const targets = makeTargets(shell).filter((target) => target.startsWith(plain));
    if (targets.length > 0) return { replaced, quote: "", choices: targets };
  }
  return { replaced, quote: "", choices: files(shell, plain, command === "cd") };
}

/** The quotation that goes on at the end of the text, and what stands in it. */
function openQuotation(before: string): { quote: string; text: string } | undefined {
  let quote = "";
  let from = 0;
  for (let at = 0; at < before.length; at += 1) {
    const character = before[at] ?? "";
    if (character === "\\" && quote !== "'") at += 1;
    else if (quote === "" && (character === '"' || character === "'")) {
      quote = character;
      from = at + 1;
    } else if (character === quote) quote = "";
  }
  const text = before.slice(from);
  // What is expanded inside is completed as outside.
  return quote === "" || /[$`]/.test(text) ? undefined : { quote, text };
}

/** The users of /etc/passwd. */
function users(shell: Shell): string[] {
  const { files: disk } = shell.process;
  if (disk.tryStat("/etc/passwd")?.kind !== "file") return [];
  return [...decodeText(disk.readFile("/etc/passwd")).matchAll(/^([^:\n]+):/gm)].map((match) => match[1] ?? "").sort();
}

function files(shell: Shell, word: string, directoriesOnly: boolean, quote = ""): string[] {
  const home = shell.variables.get("HOME") ?? "/";
  const typed = word.startsWith("~/") ? home + word.slice(1) : word;
  const folder = typed.endsWith("/") || typed === "" ? typed : typed.includes("/") ? `${dirname(typed)}/` : "";
  const name = typed.slice(folder.length === 0 ? 0 : typed.lastIndexOf("/") + 1);
  const written = word.slice(0, word.length - name.length);
  const place = resolvePath(shell.process.cwd, folder === "" ? "." : folder);
  let entries;
  try {
    entries = shell.process.files.readDirectory(place);
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.name.startsWith(name) && (name !== "" || !entry.name.startsWith(".")))
    .map((entry) => ({ ...entry, folder: shell.process.files.tryStat(`${place}/${entry.name}`)?.kind === "directory" }))
    .filter((entry) => entry.folder || !directoriesOnly)
    .map((entry) => {
      const special = quote === "" ? /[\s'"\\$&;|<>()*?[\]`#!]/g : quote === '"' ? /["\\$`]/g : /(?!)/g;
      return `${written}${entry.name.replace(special, "\\$&")}${entry.folder ? "/" : ""}`;
    })
    .sort();
}

/** Names before a colon in the makefile of this folder: an aid for typing, not a reading of make's grammar. */
function makeTargets(shell: Shell): string[] {
  for (const name of ["GNUmakefile", "makefile", "Makefile"]) {
    const path = resolvePath(shell.process.cwd, name);
    if (shell.process.files.tryStat(path)?.kind !== "file") continue;
    const text = decodeText(shell.process.files.readFile(path));
    const found = [...text.matchAll(/^([^\s#:=.%$][^:=#\n]*?)\s*::?(?!=)/gm)].flatMap((match) =>
      (match[1] ?? "").split(/\s+/),
    );
    return [...new Set(found.filter((target) => !/[$%]/.test(target)))].sort();
  }
  return [];
}

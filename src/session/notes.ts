import type { Diagnostic } from "#base";

interface Lesson {
  /** Matches one line of output. A group `file`, `line`, and any group named in the texts as {group}. */
  readonly pattern: RegExp;
  readonly note: string;
  readonly help: string;
}

const PLACE = "(?<file>[^\\s:*][^:]*):(?<line>\\d+): ";
const PROGRAM = "(?:make|make\\[\\d+\\]): ";

const at = (text: string): RegExp => new RegExp(`^${PLACE}\\*\\*\\* ${text}`);
const said = (text: string): RegExp => new RegExp(`^${PROGRAM}\\*\\*\\* ${text}`);

/** What GNU make's and the shell's words mean to somebody who meets them for the first time. First match wins. */
const LESSONS: readonly Lesson[] = [
  {
    pattern: at("missing separator \\(did you mean TAB instead of 8 spaces\\?\\)\\.  Stop\\.$"),
    note: "The line begins with eight spaces. Only a TAB makes it part of the recipe above.",
    help: "Replace the spaces at the start of the line by one TAB.",
  },
  {
    pattern: at("missing separator\\.  Stop\\.$"),
    note: "make found neither `target: prerequisites` nor `NAME = value` here. A recipe line that begins with spaces looks like this to make.",
    help: "Begin the line with one TAB; the editor shows it as an arrow.",
  },
  {
    pattern: at("recipe commences before first target\\.  Stop\\.$"),
    note: "This line begins with a TAB, so it is a recipe, but there is no target above it yet.",
    help: "Write the target above it, as in `name:`, or take the TAB away.",
  },
  {
    pattern: at("missing 'endif'\\.  Stop\\.$"),
    note: "A conditional (`ifeq`, `ifdef` …) is open at the end of the file.",
    help: "Close it with `endif`.",
  },
  {
    pattern: at("Recursive variable '(?<name>.+?)' references itself \\(eventually\\)\\.  Stop\\.$"),
    note: "With `=` the value is worked out each time `{name}` is used, so a `{name}` that uses `{name}` never ends.",
    help: "Use `:=`, which works the value out once, or `+=` to add to it.",
  },
  {
    pattern: at("target pattern contains no '%'\\.  Stop\\.$"),
    note: "With two colons on the line make reads a static pattern rule, whose middle part needs a `%`.",
    help: "Remove one of the colons, or write the pattern with `%`.",
  },
  {
    pattern: said("No rule to make target '(?<target>.+?)', needed by '(?<parent>.+?)'\\.  Stop\\.$"),
    note: "`{parent}` needs `{target}`. There is no such file, and no rule says how to make it.",
    help: "Create `{target}`, write a rule for it, or correct its name in the line of `{parent}`.",
  },
  {
    pattern: said("No rule to make target '(?<target>.+?)'\\.  Stop\\.$"),
    note: "No rule has the target `{target}`, and there is no file of that name.",
    help: "Look at the names before the colons in the Makefile: one of them was meant.",
  },
  {
    pattern: said("No targets specified and no makefile found\\.  Stop\\.$"),
    note: "In this folder there is no file named Makefile.",
    help: "Go to the folder that has it (`cd`, then `ls`), or create one here.",
  },
  {
    pattern: said("No targets\\.  Stop\\.$"),
    note: "The Makefile was read, but no rule in it has a target that make could start with.",
    help: "Add a rule: `name:` on a line of its own, a TAB and a command on the next.",
  },
  {
    pattern: /^make(?:\[\d+\])?: Circular (?<target>.+?) <- (?<parent>.+?) dependency dropped\.$/,
    note: "`{target}` needs `{parent}`, and `{parent}` in turn needs `{target}`. make cannot build either first, so it ignores one of the two.",
    help: "Remove `{parent}` from the prerequisites of `{target}`, or the other way round.",
  },
  {
    pattern: /^make(?:\[\d+\])?: \*\*\* \[(?<file>[^\]:]+):(?<line>\d+): (?<target>[^\]]+)\] Error 127$/,
    note: "The recipe of `{target}` calls a command that this machine does not have.",
    help: "Read the line above for the name of the command, and correct or install it.",
  },
  {
    pattern: /^make(?:\[\d+\])?: \*\*\* \[(?<file>[^\]:]+):(?<line>\d+): (?<target>[^\]]+)\] Interrupt$/,
    note: "`{target}` was stopped while its recipe ran.",
    help: "Run it again, or first change what it does.",
  },
  {
    pattern: /^make(?:\[\d+\])?: \*\*\* \[(?<file>[^\]:]+):(?<line>\d+): (?<target>[^\]]+)\] Error (?<status>\d+)$/,
    note: "A command in the recipe of `{target}` ended with exit status `{status}`, so make stopped there.",
    help: "The line above says what the command itself found wrong.",
  },
  {
    pattern: /^python: a part of it could not be loaded: (?:Python: )?(?<reason>.+)$/,
    note: "A package of Python is fetched when a program first needs it, and this one did not come: {reason}.",
    help: "When the connection is back, run the command again: what has come once is kept.",
  },
  {
    pattern: /^python: the interpreter could not be started: (?:Error: )?(?:Python: )?(?<reason>.+)$/,
    note: "Python is fetched when it is first called, and it did not come whole: {reason}.",
    help: "When the connection is back, run the command again: what has come once is kept.",
  },
  {
    pattern: /^(?<name>[^:\s]+): cannot be loaded: (?:\w+: )?(?<reason>.+)$/,
    note: "`{name}` is fetched when it is first called, and it did not come: {reason}.",
    help: "When the connection is back, run the command again: what has come once is kept.",
  },
];

/** Status 0 is no mistake, but these words still want an explanation then. */
const SAID_AT_SUCCESS = "dependency dropped.";

/** The first lines of a run that we know how to explain, at most three. */
export function explainOutput(output: string, status: number | undefined): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const message of output.split("\n")) {
    if (found.length === 3) break;
    if (status === 0 && !message.endsWith(SAID_AT_SUCCESS)) continue;
    const diagnostic = explainLine(message);
    if (diagnostic !== undefined) found.push(diagnostic);
  }
  return found;
}

function explainLine(message: string): Diagnostic | undefined {
  for (const { pattern, note, help } of LESSONS) {
    const match = pattern.exec(message);
    if (match === null) continue;
    const groups: Partial<Record<string, string>> = match.groups ?? {};
    const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (_all, name: string) => groups[name] ?? "");
    return {
      message,
      note: fill(note),
      help: fill(help),
      ...(groups.file !== undefined && { file: groups.file }),
      ...(groups.line !== undefined && { line: Number(groups.line) }),
    };
  }
  return undefined;
}

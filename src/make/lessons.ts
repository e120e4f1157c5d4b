import type { Diagnostic } from "#base";
import type { BuildState } from "./build-state.ts";
import type { Location } from "./location.ts";
import type { Target } from "./target.ts";

/**
 * Mistakes that make itself does not complain of: what stands in the makefile is allowed, and does something else than
 * was meant. Looked for only where somebody listens. NON-GNU.
 */
export function lessons(state: BuildState): Diagnostic[] {
  const targets = [...state.targets.values()].flatMap((target) => target.doubleColon ?? [target]);
  return [
    ...specialNames(state),
    ...targets.flatMap((target) => [
      ...fileInTheWay(state, target),
      ...names(target),
      ...recipeMistakes(state, target),
    ]),
    ...values(state),
  ];
}

const SPECIAL =
  ".PHONY .SUFFIXES .DEFAULT .PRECIOUS .INTERMEDIATE .SECONDARY .SECONDEXPANSION .DELETE_ON_ERROR .IGNORE .SILENT .LOW_RESOLUTION_TIME .EXPORT_ALL_VARIABLES .NOTPARALLEL .ONESHELL .POSIX .DEFAULT_GOAL .RECIPEPREFIX .VARIABLES .FEATURES .INCLUDE_DIRS .SHELLFLAGS .EXTRA_PREREQS .LIBPATTERNS .LOADED .SHELLSTATUS".split(
    " ",
  );

function found(message: string, note: string, help: string, place: Location | undefined): Diagnostic {
  return { message, note, help, ...(place !== undefined && { file: place.file, line: place.line }) };
}

/** `.DAFAULT_GOAL`, `PHONY:` */
function specialNames(state: BuildState): Diagnostic[] {
  const used = [
    // A stamp file, such as `.loaded`, has a recipe.
    ...[...state.targets.values()].filter(
      ({ isTarget, name, recipe }) => isTarget && !(recipe && /^[a-z.]+$/.test(name)),
    ),
    // `PHONY += a` gathers names for `.PHONY: $(PHONY)`.
    ...[...state.globals.variables.values()].filter(({ name }) => name.startsWith(".")),
  ];
  return used.flatMap(({ name, location }) => {
    if (location === undefined || SPECIAL.includes(name) || !/^\.?[A-Za-z_]{4,}$/.test(name)) return [];
    const meant = SPECIAL.find((one) =>
      name.startsWith(".") ? /^\.[A-Za-z_]+$/.test(name) && nearly(name.toUpperCase(), one) : `.${name}` === one,
    );
    if (meant === undefined || (!name.startsWith(".") && meant !== ".PHONY")) return [];
    return found(
      `'${name}' is no special name`,
      `make knows '${meant}'; '${name}' is a name like any other, so the line has no special effect.`,
      `Write ${meant}.`,
      location,
    );
  });
}

/** At most two letters wrong, missing or too many. */
function nearly(name: string, other: string): boolean {
  if (Math.abs(name.length - other.length) > 2) return false;
  let start = 0;
  while (start < name.length && name[start] === other[start]) start += 1;
  let end = 0;
  while (end < name.length - start && end < other.length - start && name.at(-1 - end) === other.at(-1 - end)) end += 1;
  return Math.max(name.length, other.length) - start - end <= 2;
}

const ACTIONS = new Set("all clean test tests check install run lint format build docs deploy dist help".split(" "));

/** A target that is an action, and a file of its name. */
function fileInTheWay(state: BuildState, target: Target): Diagnostic[] {
  const { name, phony, recipe, declared, location } = target;
  if (phony || recipe === undefined || declared.length > 0 || !ACTIONS.has(name)) return [];
  // It makes the file, or the folder, of that name.
  if (recipe.lines.some((line) => /\$@|\$[({]@[)}]|\bmkdir\b/.test(line))) return [];
  if (state.disk.mtime(name) < 0) return [];
  return [
    found(
      `'${name}' is a file here`,
      `The rule has no prerequisites and a file '${name}' exists, so make calls it up to date and never runs the recipe.`,
      `Add the line .PHONY: ${name}`,
      location,
    ),
  ];
}

/** Quotes and wildcards in the names of a rule. */
function names(target: Target): Diagnostic[] {
  const all = [target.name, ...target.declared.flatMap((one) => ("target" in one ? [one.target.name] : []))];
  const quoted = all.find((name) => /^["']|["']$/.test(name));
  const star = target.isTarget && /[*?]/.test(target.name) && target.recipe !== undefined;
  return [
    ...(quoted === undefined || target.location === undefined
      ? []
      : [
          found(
            `the quotes belong to the name ${quoted}`,
            "make does not know quotes: they are part of the file's name, and a blank inside them still ends it.",
            "Leave the quotes out.",
            target.location,
          ),
        ]),
    ...(star
      ? [
          found(
            `no file fits '${target.name}'`,
            "A * in a target stands for files that exist already, not for any name.",
            `Write a pattern rule: ${target.name.replace(/[*?]/, "%")}: …`,
            target.location,
          ),
        ]
      : []),
  ];
}

/** What one line of a recipe shows, with the text of the note and of the help. */
const LINES: readonly {
  readonly fits: (line: string, rest: readonly string[], state: BuildState) => string | undefined;
  readonly note: string;
  readonly help: string;
}[] = [
  {
    fits: (line, rest) => (rest.length > 0 ? /^[@+-]*\s*(cd [^;&|]+)$/.exec(line)?.[1] : undefined),
    note: "Every line of a recipe has a shell of its own, so this cd is forgotten before the next line.",
    help: "Join the lines: cd folder && command",
  },
  {
    fits: (line, rest) => (rest.length > 0 ? /^[@+-]*\s*(export \w+=\S*)$/.exec(line)?.[1] : undefined),
    note: "Every line of a recipe has a shell of its own, so this export is forgotten before the next line.",
    help: "Write `export NAME = value` outside the recipe, or join the lines with &&.",
  },
  {
    fits: (line) => /^[@+-]*\s*([A-Za-z_]\w*\s+[:+?]?=\s.*)$/.exec(line)?.[1],
    note: "The line begins with a TAB, so it is a command for the shell and sets no variable of make.",
    help: "Move it above the rule, without the TAB.",
  },
  {
    fits: (line, _rest, state) => {
      for (const [all, first = ""] of line.matchAll(/(?<!\$)(?:\$\$)*\$([A-Za-z])[A-Za-z_]\w*/g)) {
        if (state.globals.lookup(first) === undefined) return all;
      }
      return undefined;
    },
    note: "make reads one letter behind a single $: the rest of the name is plain text.",
    help: "Write $$NAME for a variable of the shell, $(NAME) for one of make.",
  },
  {
    fits: (line, _rest, state) => {
      const call = /(?<!\$)(?:\$\$)*\$\((pwd|date|whoami|hostname|uname|cat|ls|git|nproc)(?: [^)]*)?\)/.exec(line);
      return call !== null && state.globals.lookup(call[1] ?? "") === undefined ? call[0] : undefined;
    },
    note: "This is a reference to a variable of make of that name, which does not exist: the text is empty.",
    help: "Write $$(command) for the shell, or $(shell command).",
  },
  {
    fits: (line) => /^[@+-]*\s*(make)(?: |$)/.exec(line)?.[1],
    note: "A make that is called by its name knows nothing of -n, -j and -k of this one.",
    help: "Write $(MAKE).",
  },
  {
    fits: (line, _rest, state) =>
      state.globalText("SHELL") === "/bin/sh" ? /(?:^|[;&(]|if|while)\s*(\[\[ )/.exec(line)?.[1] : undefined,
    note: "Recipes run in /bin/sh, which need not know [[ … ]].",
    help: "Write [ … ], or SHELL = /bin/bash at the top of the makefile.",
  },
  {
    fits: (line, _rest, state) =>
      state.globalText("SHELL") === "/bin/sh" ? /(?:^|[;&]\s*)[@+-]*(source )/.exec(line)?.[1] : undefined,
    note: "Recipes run in /bin/sh, which need not know source.",
    help: "Write . ./file, or SHELL = /bin/bash at the top of the makefile.",
  },
];

function recipeMistakes(state: BuildState, { recipe }: Target): Diagnostic[] {
  if (recipe?.location === undefined || !/(?:^|\/)(?:ba|da|z|k|a)?sh$/.test(state.globalText("SHELL"))) return [];
  const { lines, location } = recipe;
  return lines.flatMap((line, index) =>
    LINES.flatMap(({ fits, note, help }) => {
      const rest = state.oneShell ? [] : lines.slice(index + 1);
      const text = fits(line.trim(), rest, state);
      return text === undefined
        ? []
        : [found(text.trim(), note, help, { file: location.file, line: location.line + index })];
    }),
  );
}

/** Blanks at the end of a value; a * that a substitution takes for a name. */
function values(state: BuildState): Diagnostic[] {
  const own = [...state.globals.variables.values()].filter(({ location }) => location !== undefined);
  return own.flatMap(({ name, value, location }) => {
    const source = /\$[({](\w+):/.exec(value)?.[1];
    const stars = source !== undefined && /[*?]/.test(ownText(state.globals.variables.get(source)?.value ?? ""));
    // A blank that only expansion brings is one between words, the last of which was empty.
    const written = location !== undefined && state.blankEnds.has(location);
    return [
      ...(written && /\S[ \t]+$/.test(value) && !/^\$[({][\w-]+[)}]\s+$/.test(value)
        ? [
            found(
              `'${name}' ends with a blank`,
              "Blanks at the end of a line, or before a # on it, are part of the value: names made with it have them too.",
              "Delete the blanks, or put the comment on a line of its own.",
              location,
            ),
          ]
        : []),
      ...(stars
        ? [
            found(
              `'${source}' holds a * and no file names`,
              "A value keeps its * as it is; only rules and $(wildcard …) look for files, so the substitution sees one word.",
              `Write ${source} := $(wildcard …).`,
              location,
            ),
          ]
        : []),
    ];
  });
}

/** A value without what its references will be, such as `$(wildcard *.c)`. */
function ownText(value: string): string {
  const less = value.replace(/\$[({][^(){}]*[)}]/g, "");
  return less === value ? value : ownText(less);
}

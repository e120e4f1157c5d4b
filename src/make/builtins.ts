import type { BuildState } from "./build-state.ts";
import { DEFAULT_SUFFIXES, DEFAULT_VARIABLES, PATTERN_RULES, SUFFIX_RULES } from "./builtin-tables.ts";
import { INCLUDE_DIRECTORIES } from "./include.ts";
import { targetPattern } from "./pattern-rule.ts";
import { addPatternRule } from "./rules.ts";
import { splitWords } from "./text.ts";

/** Which GNU make this one is like, for `MAKE_VERSION`. */
export const MAKE_VERSION = "4.3";
export const MAKE_HOST = "x86_64-pc-linux-gnu";

const FEATURES =
  "target-specific order-only second-expansion else-if shortest-stem undefine oneshell nocomment grouped-target extra-prereqs archives jobserver output-sync check-symlink";

/** What is there before the first makefile is read. */
export function defineBuiltinVariables(state: BuildState): void {
  const { globals, options } = state;
  const simple = (name: string, value: string): void => {
    globals.define(name, value, "default", "simple");
  };
  simple(".SHELLFLAGS", "-c");
  simple("MAKE_VERSION", MAKE_VERSION);
  simple("MAKE_HOST", MAKE_HOST);
  simple(".FEATURES", FEATURES);
  simple(".LOADED", "");
  simple(".RECIPEPREFIX", "");
  simple("MAKEFILES", "");
  simple("SUFFIXES", options.noBuiltinRules ? "" : DEFAULT_SUFFIXES);
  const directories = [...options.includeDirectories, ...INCLUDE_DIRECTORIES].filter((one) =>
    state.disk.isDirectory(one),
  );
  globals.define(".INCLUDE_DIRS", directories.join(" "), "default", "recursive");
  globals.define("MAKE_COMMAND", state.host.command, "default", "simple");
  globals.define("MAKE", "$(MAKE_COMMAND)", "default", "recursive");
  globals.define("SHELL", "/bin/sh", "default", "simple");
  const visible = globals.define(".VARIABLES", "", "default", "simple");
  visible.compute = () => [...globals.variables.keys()].join(" ");
  for (const letter of "@%*<?^+") {
    globals.define(`${letter}D`, `$(patsubst %/,%,$(dir $${letter}))`, "automatic", "recursive");
    globals.define(`${letter}F`, `$(notdir $${letter})`, "automatic", "recursive");
  }
  if (options.noBuiltinVariables) return;
  for (const [name, value] of Object.entries(DEFAULT_VARIABLES)) globals.define(name, value, "default", "recursive");
}

/** The built-in suffix rules, as targets; those the makefile defines itself stay. */
export function defineSuffixRules(state: BuildState): void {
  const suffixes = state.target(".SUFFIXES");
  suffixes.declared = splitWords(DEFAULT_SUFFIXES).map((name) => ({
    target: state.target(name),
    orderOnly: false,
    changed: false,
    explicit: true,
  }));
  for (const [name, ...lines] of SUFFIX_RULES) {
    state.target(name).recipe = { lines, location: undefined, prefix: "\t" };
  }
}

/** Takes the built-in rules back: `-r` in the makefile's own MAKEFLAGS. */
export function forgetSuffixRules(state: BuildState): void {
  for (const [name] of SUFFIX_RULES) {
    const target = state.targets.get(name);
    if (target?.recipe !== undefined && target.recipe.location === undefined) target.recipe = undefined;
  }
}

export function definePatternRules(state: BuildState): void {
  for (const [target, colons, prerequisites, ...lines] of PATTERN_RULES) {
    addPatternRule(
      state,
      {
        targets: [targetPattern(target)],
        prerequisites: splitWords(prerequisites).map((text) => ({ text, orderOnly: false })),
        lateText: undefined,
        recipe: { lines, location: undefined, prefix: "\t" },
        terminal: colons === "::",
        location: undefined,
        busy: false,
      },
      false,
    );
  }
}

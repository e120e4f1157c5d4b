import type { Diagnostic } from "#base";
import type { BuildState } from "./build-state.ts";
import type { MakeError } from "./make-error.ts";

/** What a fatal message means and what to try; undefined where GNU's words say enough. NON-GNU. */
export function noteFor(error: MakeError, state: BuildState): Diagnostic | undefined {
  const facts = error.facts;
  const advice = facts === undefined ? undefined : adviceFor(facts.kind, facts, state);
  if (advice === undefined) return undefined;
  const where = error.location === undefined ? {} : { file: error.location.file, line: error.location.line };
  return { message: `*** ${error.message}.  Stop.`, ...where, ...advice };
}

function adviceFor(
  kind: string,
  facts: Readonly<Record<string, string | number | boolean | undefined>>,
  state: BuildState,
): { readonly note: string; readonly help: string } | undefined {
  const line = String(facts.line ?? "");
  switch (kind) {
    case "missing-separator":
      return /^ +\S/.test(line)
        ? {
            note: "This line begins with spaces. The lines of a recipe begin with a TAB, which looks the same.",
            help: "Replace the spaces at the beginning of the line by one TAB.",
          }
        : {
            note: "The line is no rule (target: prerequisites), no variable (NAME = value) and no recipe line.",
            help: "Add the missing colon or equals sign, or begin the line with a TAB if it is a command.",
          };
    case "early-recipe":
      return {
        note: "The line begins with a TAB, so it is a recipe line, but no rule stands before it.",
        help: "Put a rule (target: prerequisites) above it, or take the TAB away.",
      };
    case "no-rule": {
      const target = String(facts.target ?? "");
      const close = closest(target, state);
      return {
        note: `There is no file '${target}', and no rule says how to make it.`,
        help:
          close === undefined
            ? `Create '${target}', write a rule for it, or mend its name.`
            : `Did you mean '${close}'? Otherwise create '${target}' or write a rule for it.`,
      };
    }
    case "self-reference":
      return {
        note: `The value of '${String(facts.name)}' is looked up each time it is used, and it uses itself.`,
        help: "Write := instead of =, or += to add to the value.",
      };
    case "missing-endif":
      return { note: "A conditional (ifeq, ifdef …) was opened and not closed.", help: "Add the endif." };
    case "missing-endef":
      return { note: "A define goes on until endef, and the file ended first.", help: "Add the endef." };
    case "unterminated-reference":
      return { note: "A $( or ${ has no closing partner.", help: "Close it, or write $$ for a dollar of the shell." };
    case "no-targets":
      return {
        note: "There is nothing to build here.",
        help: "Write a rule into a file named Makefile in this folder.",
      };
    default:
      return undefined;
  }
}

/** The target whose name is at most two edits away. */
function closest(name: string, state: BuildState): string | undefined {
  let best: string | undefined;
  let least = 3;
  for (const target of state.targets.values()) {
    if (!target.isTarget || target.name === name || Math.abs(target.name.length - name.length) > 2) continue;
    const far = distance(name, target.name);
    if (far < least && far < name.length / 2) {
      least = far;
      best = target.name;
    }
  }
  return best;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

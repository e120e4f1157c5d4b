import type { Lab } from "./lab-folder.ts";

/** Words that stand for the interpreter. */
const PYTHON = /^(python(3(\.\d+)?)?|\$[({]PYTHON[)}])$/;

/**
 * The command of Python that a lab's action begins with, among those that the build knows; undefined for others. `make
 * TARGET` is looked up in the lab's Makefile: the first line of the target's recipe.
 */
export function pythonCommand(lab: Lab, command: string, known: readonly string[]): string | undefined {
  const words = command
    .trim()
    .split(/\s+/)
    .filter((word) => !/^\w+=/.test(word));
  const [first = "", second = "", third = ""] = words;
  if (first === "make") {
    const recipe = firstRecipeLine(lab, second);
    return recipe === undefined ? undefined : pythonCommand(lab, recipe, known);
  }
  if (PYTHON.test(first)) return second === "-m" && known.includes(third) ? third : "python";
  return known.includes(first) ? first : undefined;
}

function firstRecipeLine(lab: Lab, target: string): string | undefined {
  const makefile = lab.files.find(({ path }) => path === "Makefile" || path === "makefile")?.text ?? "";
  const rules = [...makefile.matchAll(/^([\w.-]+):(?!=)[^\n]*\n\t[@-]?([^\n]*)/gm)];
  const wanted = target === "" ? rules[0] : rules.find(([, name]) => name === target);
  return wanted?.[2];
}

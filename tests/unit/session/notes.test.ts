import { expect, test } from "vitest";
import { explainOutput } from "#session";

/** make's words are GNU make 4.3's, each from a run of it; the others are our programs' own. */
const rows: { mistake: string; output: string; status: number; place?: string; note: RegExp }[] = [
  {
    mistake: "spaces for a TAB",
    output: "Makefile:2: *** missing separator.  Stop.",
    status: 2,
    place: "Makefile:2",
    note: /spaces/,
  },
  {
    mistake: "eight spaces for a TAB",
    output: "Makefile:2: *** missing separator (did you mean TAB instead of 8 spaces?).  Stop.",
    status: 2,
    place: "Makefile:2",
    note: /eight spaces/,
  },
  {
    mistake: "a recipe before any target",
    output: "Makefile:1: *** recipe commences before first target.  Stop.",
    status: 2,
    place: "Makefile:1",
    note: /no target above/,
  },
  {
    mistake: "no endif",
    output: "Makefile:4: *** missing 'endif'.  Stop.",
    status: 2,
    place: "Makefile:4",
    note: /open/,
  },
  {
    mistake: "a variable of itself",
    output: "Makefile:1: *** Recursive variable 'A' references itself (eventually).  Stop.",
    status: 2,
    place: "Makefile:1",
    note: /`A`/,
  },
  {
    mistake: "two colons",
    output: "Makefile:1: *** target pattern contains no '%'.  Stop.",
    status: 2,
    place: "Makefile:1",
    note: /static pattern/,
  },
  {
    mistake: "a missing prerequisite",
    output: "make: *** No rule to make target 'x', needed by 'a'.  Stop.",
    status: 2,
    note: /`a` needs `x`/,
  },
  { mistake: "an unknown goal", output: "make: *** No rule to make target 'zz'.  Stop.", status: 2, note: /`zz`/ },
  {
    mistake: "no makefile",
    output: "make: *** No targets specified and no makefile found.  Stop.",
    status: 2,
    note: /no file named Makefile/,
  },
  { mistake: "no targets", output: "make: *** No targets.  Stop.", status: 2, note: /no rule in it/ },
  { mistake: "a loop", output: "make: Circular b <- a dependency dropped.", status: 0, note: /`b` needs `a`/ },
  {
    mistake: "a failing recipe",
    output: "false\nmake: *** [Makefile:3: b] Error 1",
    status: 2,
    place: "Makefile:3",
    note: /`b` ended with exit status `1`/,
  },
  {
    mistake: "an unknown command",
    output: "make: nosuch: No such file or directory\nmake: *** [Makefile:2: a] Error 127",
    status: 2,
    place: "Makefile:2",
    note: /does not have/,
  },
  {
    mistake: "a package of Python that does not come",
    output:
      "python: a part of it could not be loaded: Python: the download failed; check the connection and try again\nTraceback",
    status: 1,
    note: /needs it, and this one did not come: the download failed; check the connection and try again\.$/,
  },
  {
    mistake: "an interpreter that does not come",
    output: "python: the interpreter could not be started: Error: Python: the download failed; check the connection",
    status: 1,
    note: /did not come whole: the download failed; check the connection\.$/,
  },
  {
    mistake: "a program that does not come",
    output: "ruff: cannot be loaded: ruff: the download failed; check the connection and try again",
    status: 126,
    note: /^`ruff` is fetched .* did not come: the download failed; check the connection and try again\.$/,
  },
];

test.each(rows)("notes: $mistake", ({ output, status, place, note }) => {
  const [found, ...others] = explainOutput(output, status);
  expect(others).toEqual([]);
  expect(found?.note).toMatch(note);
  expect(found?.note).not.toMatch(/[{}]/);
  expect(found?.help).not.toMatch(/[{}]/);
  expect(found?.line === undefined ? undefined : `${found.file}:${found.line}`).toBe(place);
});

test("notes: output of a success is not searched for failures", () => {
  expect(explainOutput("echo 'make: *** No targets.  Stop.'\nmake: *** No targets.  Stop.\n", 0)).toEqual([]);
});

test("notes: at most three", () => {
  expect(explainOutput("make: *** [Makefile:1: a] Error 1\n".repeat(9), 2)).toHaveLength(3);
});

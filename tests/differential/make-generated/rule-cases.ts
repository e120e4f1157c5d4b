import fc from "fast-check";
import type { MakeCase } from "../../cases/make/run-case.ts";

/** Makefiles of rules of every kind over few names, files of chosen times beside them, and runs with chosen options. */

const TARGETS = ["t0", "t1", "t2", "t3", "t4", "t5"] as const;
const SOURCES = ["s0", "s1", "s2"] as const;
const at = (index: number): string => TARGETS[index] ?? "t0";

const recipe = fc.constantFrom(
  "\t@echo '$@ < $^ | $| ? $?'; touch $@",
  "\t@echo '$@ < $^ | $| ? $?'; touch $@",
  "\techo $@\n\t@touch $@",
  "\t@:",
  "\t@echo $@ $(if $?,newer $?)",
  "\t@touch $@; echo half; false",
  "\t-@false",
  "\t@touch -r s0 $@; echo old $@",
  "",
);

interface Shape {
  readonly index: number;
  readonly needs: readonly number[];
  readonly sources: readonly string[];
  readonly only: readonly number[];
  readonly recipe: string;
  readonly kind: "single" | "double" | "grouped" | "static" | "several";
}

const shape: fc.Arbitrary<Shape> = fc.record({
  index: fc.nat({ max: TARGETS.length - 1 }),
  needs: fc.array(fc.nat({ max: TARGETS.length }), { maxLength: 3 }),
  sources: fc.array(fc.constantFrom(...SOURCES, "none"), { maxLength: 2 }),
  only: fc.array(fc.nat({ max: TARGETS.length }), { maxLength: 1 }),
  recipe,
  kind: fc.constantFrom("single", "single", "single", "single", "double", "grouped", "static", "several"),
});

/** Targets need only later ones: no loops. */
function ruleText({ index, needs, sources, only, recipe: lines, kind }: Shape): string {
  const later = needs
    .map((step) => index + 1 + step)
    .filter((one) => one < TARGETS.length)
    .map(at);
  const orderOnly = only
    .map((step) => index + 1 + step)
    .filter((one) => one < TARGETS.length)
    .map(at);
  const prerequisites = [...later, ...sources.map((one) => (one === "none" ? "s0" : one))].join(" ");
  const after = orderOnly.length === 0 ? "" : ` | ${orderOnly.join(" ")}`;
  const more = index > 0 ? at(index - 1) : "g0";
  const body = lines === "" ? "" : `\n${lines}`;
  switch (kind) {
    case "single":
      return `${at(index)}: ${prerequisites}${after}${body}`;
    case "double":
      return `${at(index)}:: ${prerequisites}${after}${body}`;
    case "grouped":
      return `${at(index)} g${index} &: ${prerequisites}${after}${lines === "" ? " ; @touch $@" : body}`;
    case "static":
      return `${at(index)}: t%: ${prerequisites} s1${after}${body}`;
    case "several":
      return `${more} h${index}: ${sources.map((one) => (one === "none" ? "s0" : one)).join(" ")}${after}`;
  }
}

const patternRule = fc.constantFrom(
  "%.b: %.a\n\tcp $< $@",
  "%.c: %.b\n\tcat $^ > $@; echo c >> $@",
  "%.d: %.c s1\n\tcat $^ > $@",
  "%.c %.e: %.a\n\tcat $< > $*.c; cat $< > $*.e",
  "%.b: s%.a\n\tcp $< $@",
  "t%: s%\n\t@echo from $<; cp $< $@",
  "%: %.sh\n\tcp $< $@",
  "%.d: %.a | s2\n\tcp $< $@",
  "%.b:: %.a\n\tcp $< $@",
  "%.c: %.a",
  ".SECONDARY: x.b",
  ".PRECIOUS: %.b",
  ".INTERMEDIATE: x.c",
  "x.b: s2",
  "x.c: t5",
  ".a.b:\n\t@echo suffix $@; cp $< $@",
  ".SUFFIXES: .a .b",
);

const special = fc.constantFrom(
  ".PHONY: t1",
  ".PHONY: t2 t5",
  ".DELETE_ON_ERROR:",
  ".IGNORE: t3",
  ".SILENT:",
  ".SECONDARY:",
  ".DEFAULT: ; @echo default $@",
  ".NOTPARALLEL:",
  ".ONESHELL:",
  ".SECONDEXPANSION:\nt1: $$(wildcard s*) $$@.x\nt1.x: ; @echo $@",
  "t4: V = $@\nt5: W += $V",
  "include inc.mk\ninc.mk: s1 ; @echo remade $@; echo 'I = 1' > $@",
  "-include inc.mk",
);

const time = fc.tuple(
  fc.constantFrom(...TARGETS, ...SOURCES, "x.b", "x.c", "x.a", "inc.mk", "g1"),
  fc.integer({ min: 0, max: 6 }),
);

const options = fc.constantFrom<readonly string[]>(
  [],
  ["-k"],
  ["-n"],
  ["-q"],
  ["-t"],
  ["-B"],
  ["-i"],
  ["-s"],
  ["-W", "s1"],
  ["-o", "t2"],
  ["--trace"],
  ["-j3", "-k"],
  ["-j2", "-k"],
  ["-kn"],
  ["-r"],
);
const goals = fc.constantFrom<readonly string[]>(
  [],
  [],
  [],
  ["t0"],
  ["t1", "t0"],
  ["x.d"],
  ["x.c", "t2"],
  ["t5", "x.b"],
  ["h3"],
  ["nothing"],
);

export const ruleCases: fc.Arbitrary<MakeCase> = fc
  .record({
    shapes: fc.array(shape, { minLength: 1, maxLength: 6 }),
    patterns: fc.array(patternRule, { maxLength: 4 }),
    specials: fc.array(special, { maxLength: 2 }),
    times: fc.array(time, { maxLength: 6 }),
    runs: fc.array(fc.tuple(options, goals), { minLength: 1, maxLength: 3 }),
  })
  .map(({ shapes, patterns, specials, times, runs }) => ({
    name: "rules",
    makefile: ["all: t0 x.d", ...shapes.map(ruleText), ...patterns, ...specials, ""].join("\n"),
    files: { s0: "0\n", s1: "1\n", s2: "2\n", "x.a": "x\n" },
    setup: times.map(([file, when]) => `touch -d @${1_600_000_100 + when} ${file}`).join("\n"),
    runs: runs.map(([given, names]) => [...given, ...names]),
  }));

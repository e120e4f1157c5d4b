import fc from "fast-check";
import type { MakeCase } from "../../cases/make/run-case.ts";

/** Makefiles as projects have them: search paths, included makefiles that are made, templates, nested conditionals, second expansion. */

const STEMS = ["a", "b", "c"] as const;
const stem = fc.constantFrom(...STEMS);
const stems = fc.subarray([...STEMS], { minLength: 1 }).map((some) => some.join(" "));
const say = "@echo '$@ < $^ | $| ? $? * $* 1 $<'";

const searchPath = fc.constantFrom(
  "",
  "VPATH = src",
  "VPATH = src:inc other",
  "vpath %.c src",
  "vpath %.c src\nvpath %.h inc",
  "vpath % src inc",
  "VPATH = inc\nvpath %.c src\nvpath %.c",
  "VPATH = src\nGPATH = src",
  "VPATH = src\nvpath",
);

/** What a prerequisite may be once it is expanded for the second time. */
const late = fc.constantFrom(
  "$$(basename $$@).h",
  "$$*.h",
  "$$(DEPS_$$*)",
  "$$(addprefix src/,$$(basename $$@).c)",
  "$$(if $$(filter a%,$$@),extra)",
  "$$(wildcard src/*.c)",
  "$$(foreach h,$$(HEADERS),$$h)",
  "| $$(@D)/dir",
  "$$(word 1,$$^)",
);

const objectRule = fc
  .record({
    head: fc.constantFrom("%.o: %.c", "$(OBJECTS): %.o: %.c", "a.o b.o: %.o: %.c", "%.o %.i: %.c", "%.o: src/%.c"),
    more: fc.array(late, { maxLength: 2 }),
    twice: fc.boolean(),
    end: fc.constantFrom("; touch $@", "", "; touch $@; $(if $(filter b%,$@),false,true)"),
  })
  .map(({ head, more, twice, end }) => {
    const needs = [...more].sort((one, other) => Number(one.startsWith("|")) - Number(other.startsWith("|")));
    const words = twice ? [".SECONDEXPANSION:\n" + head, ...needs] : [head];
    return `${words.join(" ")}\n\t${say}${end}`;
  });

const template = fc
  .record({
    body: fc.constantFrom(
      "$(1).x: $(1).o ; @echo $$@ $$^ $(2)",
      "$(1).x: EXTRA += $(2)\n$(1).x: $(1).o\n\t@echo $$@ $$(EXTRA) $(words $(2))",
      "ALL_X += $(1).x\n$(1).x:: $(1).c ; @echo one $$@\n$(1).x:: $(1).o ; @echo two $$@ $$<",
      "ifeq ($(1),a)\n$(1).x: ; @echo special $$@\nelse\n$(1).x: $(1).o\nendif",
      "define $(1)_SAID\nsaid $(2)\nendef\n$(1).x: ; @echo $$($(1)_SAID)",
    ),
    list: stems,
    second: fc.constantFrom("", "p q", "$$(HEADERS)", "%.c,x"),
  })
  .map(
    ({ body, list, second }) =>
      `define RULES\n${body}\nendef\n$(foreach one,${list},$(eval $(call RULES,$(one),${second})))`,
  );

const condition = fc.constantFrom(
  "ifdef DEBUG",
  "ifndef DEBUG",
  "ifeq ($(words $(OBJECTS)),2)",
  "ifneq ($(filter b%,$(OBJECTS)),)",
  'ifeq "$(DEBUG)" "1"',
  "ifeq ($(origin DEBUG),command line)",
);

const nested = fc
  .tuple(condition, condition, stem, stem)
  .map(([outer, inner, one, other]) =>
    [outer, `FLAGS += ${one}`, inner, `FLAGS += in-${other}`, `else ${outer}`, "FLAGS += again", "endif", "else"]
      .concat([`  ${inner}`, "FLAGS += no", "  else", `HEADERS += ${other}.h`, "  endif", "endif"])
      .join("\n"),
  );

const included = fc.constantFrom(
  "include made.mk\nmade.mk: made.in ; @echo making $@; cp $< $@",
  "-include made.mk none.mk\n%.mk: %.in ; @echo making $@; cp $< $@",
  "-include $(OBJECTS:.o=.d)\n%.d: %.c ; @echo dep $@; echo '$*.o: $*.h' > $@",
  "-include bad.mk\nbad.mk: ; @echo bad; false",
  "include $(wildcard *.mk) made.in",
  "sinclude made.mk\nmade.mk: nothing.in",
);

const line = fc.oneof(
  { weight: 3, arbitrary: objectRule },
  { weight: 2, arbitrary: template },
  { weight: 2, arbitrary: nested },
  { weight: 1, arbitrary: included },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "a.o: FLAGS += own",
      "%.h: ; @echo header $@; touch $@",
      ".SECONDARY:",
      ".PRECIOUS: %.h",
      ".INTERMEDIATE: a.h",
      ".DELETE_ON_ERROR:",
      ".DEFAULT: ; @echo default $@",
      "%/dir extra: ; @echo $@",
      ".EXPORT_ALL_VARIABLES:",
      ".EXTRA_PREREQS = tools",
    ),
  },
);

const START = ["all: first", "HEADERS = a.h", "DEPS_a = b.h", "FLAGS = f"];
const ENDING = ["first: ; @echo '$(FLAGS) [$(HEADERS)] $(ALL_X)'", "all: $(OBJECTS) $(ALL_X) ; @echo all '$^'", ""];

export const projectCases: fc.Arbitrary<MakeCase> = fc
  .record({
    objects: stems,
    path: searchPath,
    lines: fc.array(line, { minLength: 1, maxLength: 5 }),
    options: fc.subarray(["-k", "-n", "-B", "-r", "--trace", "-s", "--warn-undefined-variables", "DEBUG=1"], {
      maxLength: 2,
    }),
    goals: fc.constantFrom([], [], ["a.o"], ["-k", "a.x", "b.x"], ["-q"], ["-t"], ["first", "a.o"], ["-W", "src/a.c"]),
  })
  .map(({ objects, path, lines, options, goals }) => ({
    name: "project",
    makefile: [...START, `OBJECTS := $(addsuffix .o,${objects})`, path, ...lines, ...ENDING].join("\n"),
    files: {
      "src/a.c": "",
      "src/b.c": "",
      "inc/a.h": "",
      "b.h": "",
      "c.c": "",
      "made.in": "HEADERS += b.h\n",
      tools: "",
    },
    runs: [[...options, ...goals], goals],
    anyOrder: true,
  }));

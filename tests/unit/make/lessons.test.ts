import { expect, test } from "vitest";
import { MemoryFileSystem } from "#files";
import { make, type MakeEvent, type MakeHost } from "#make";

/** What a makefile's mistake is told as; make's own words are not ours to test here. */
async function notes(makefile: string, files: readonly string[] = []): Promise<string[]> {
  const disk = new MemoryFileSystem();
  disk.makeDirectory("/lab");
  disk.writeFile("/lab/Makefile", new TextEncoder().encode(makefile));
  for (const name of files) disk.writeFile(`/lab/${name}`, new Uint8Array());
  const events: MakeEvent[] = [];
  const host: MakeHost = {
    files: disk,
    cwd: "/lab",
    env: { PATH: "/bin" },
    command: "make",
    runner: {
      start: () => ({ end: Promise.resolve({ kind: "exited", status: 0 }), kill: () => undefined }),
      capture: () => ({ end: { kind: "exited", status: 0 }, output: "" }),
    },
    write: () => undefined,
    flush: () => undefined,
    readStandardInput: () => "",
    now: () => 0,
  };
  await make([], host, (event) => void events.push(event));
  return events.flatMap((event) =>
    event.type === "note" ? [`${event.file ?? ""}:${event.line ?? 0}: ${event.message}`] : [],
  );
}

const rows: readonly { mistake: string; makefile: string; files?: string[]; told: string[] }[] = [
  { mistake: "nothing wrong", makefile: "all: ; @echo $$HOME $(CC)\n.PHONY: all\n", told: [] },
  {
    mistake: "a typo of .DEFAULT_GOAL",
    makefile: ".DAFAULT_GOAL = b\na: ; @:\n",
    told: ["Makefile:1: '.DAFAULT_GOAL' is no special name"],
  },
  {
    mistake: "PHONY without its period",
    makefile: "PHONY: a\na: ; @:\n",
    told: ["Makefile:1: 'PHONY' is no special name"],
  },
  {
    mistake: "a file in the way",
    makefile: "test: ; @:\n",
    files: ["test"],
    told: ["Makefile:1: 'test' is a file here"],
  },
  {
    mistake: "quotes around a name",
    makefile: 'a: "b" ; @:\n"b": ; @:\n',
    told: ['Makefile:1: the quotes belong to the name "b"', 'Makefile:2: the quotes belong to the name "b"'],
  },
  { mistake: "a star in a target", makefile: "*.o: ; @:\n", told: ["Makefile:1: no file fits '*.o'"] },
  { mistake: "cd on its own line", makefile: "a:\n\tcd src\n\tls\n", told: ["Makefile:2: cd src"] },
  { mistake: "cd as the last line", makefile: "a:\n\tls\n\tcd src\n", told: [] },
  { mistake: "export on its own line", makefile: "a:\n\texport X=1\n\tls\n", told: ["Makefile:2: export X=1"] },
  { mistake: "an assignment behind a TAB", makefile: "a:\n\tX = 1\n", told: ["Makefile:2: X = 1"] },
  { mistake: "one dollar for the shell", makefile: "a:\n\techo $HOME\n", told: ["Makefile:2: $HOME"] },
  { mistake: "$(pwd)", makefile: "a:\n\techo $(pwd)\n", told: ["Makefile:2: $(pwd)"] },
  { mistake: "make by its name", makefile: "a:\n\tmake -C src\n", told: ["Makefile:2: make"] },
  { mistake: "[[ in /bin/sh", makefile: "a:\n\tif [[ -f x ]]; then ls; fi\n", told: ["Makefile:2: [["] },
  { mistake: "source in /bin/sh", makefile: "a:\n\tsource env\n", told: ["Makefile:2: source"] },
  {
    mistake: "a blank at the end of a value",
    makefile: "D = src # folder\na: ; @:\n",
    told: ["Makefile:1: 'D' ends with a blank"],
  },
  {
    mistake: "a star in a substitution",
    makefile: "S = *.c\nO = $(S:.c=.o)\na: ; @:\n",
    told: ["Makefile:2: 'S' holds a * and no file names"],
  },
  { mistake: "a loop", makefile: "a: b\nb: a ; @:\n", told: ["Makefile:2: Circular b <- a dependency dropped."] },
  { mistake: "spaces for a TAB", makefile: "a:\n    ls\n", told: ["Makefile:2: *** missing separator.  Stop."] },
  {
    mistake: "a recipe first",
    makefile: "\tls\n",
    told: ["Makefile:1: *** recipe commences before first target.  Stop."],
  },
  {
    mistake: "a missing prerequisite",
    makefile: "a: b ; @:\n",
    told: [":0: *** No rule to make target 'b', needed by 'a'.  Stop."],
  },
  {
    mistake: "a value of itself",
    makefile: "A = $(A)\na: ; @echo $(A)\n",
    told: ["Makefile:1: *** Recursive variable 'A' references itself (eventually).  Stop."],
  },
];

const more: typeof rows = [
  {
    mistake: "neither rule nor variable nor command",
    makefile: "all\n",
    told: ["Makefile:1: *** missing separator.  Stop."],
  },
  { mistake: "no endif", makefile: "ifdef X\na: ; @:\n", told: ["Makefile:3: *** missing 'endif'.  Stop."] },
  {
    mistake: "no endef",
    makefile: "define X\na\n",
    told: ["Makefile:1: *** missing 'endef', unterminated 'define'.  Stop."],
  },
  {
    mistake: "a reference that is not closed",
    makefile: "A := $(B\na: ; @:\n",
    told: ["Makefile:1: *** unterminated variable reference.  Stop."],
  },
  { mistake: "nothing to make", makefile: "A = 1\n", told: [":0: *** No targets.  Stop."] },
  {
    mistake: "a special name in small letters",
    makefile: ".phony: a\na: ; @:\n",
    told: ["Makefile:1: '.phony' is no special name"],
  },
  {
    mistake: "a blank at the end of an expanded value",
    makefile: "A = a\nD := $(A)/b # folder\na: ; @:\n",
    told: ["Makefile:2: 'D' ends with a blank"],
  },
];

/** What looks like one of these mistakes and is right. */
const right: readonly { idiom: string; makefile: string; files?: string[] }[] = [
  { idiom: "an optional word at the end of a value", makefile: "F := -Wall $(EXTRA)\nF += -g $(EXTRA)\na: ; @:\n" },
  {
    idiom: "a value that is a blank",
    makefile: "E :=\nS := $(E) $(E)\nT := $(E) # a blank\nU = $(E) # too\na: ; @:\n",
  },
  { idiom: "a list of phony names", makefile: "PHONY := a\nPHONY += b\na b: ; @:\n.PHONY: $(PHONY)\n" },
  { idiom: "a stamp file", makefile: "a: .loaded ; @:\n.loaded: ; touch $@\n" },
  {
    idiom: "a folder of that name",
    makefile: "dist:\n\tmkdir -p dist\nbuild:\n\tmkdir -p $@\n",
    files: ["dist", "build"],
  },
  {
    idiom: "files looked for at each use",
    makefile: "S = $(sort $(wildcard *.c))\nO = $(S:.c=.o)\na: ; @:\n",
    files: ["a.c"],
  },
  { idiom: "a recipe in another language", makefile: "SHELL := /usr/bin/python3\na:\n\tx = 1\n\tprint(2)\n" },
  { idiom: "one shell for a recipe", makefile: ".ONESHELL:\na:\n\tcd src\n\texport X=1\n\tls\n" },
  { idiom: "cd with its command", makefile: "a:\n\tcd src && \\\n\t  ls\n\t(cd src; ls)\n\tls\n" },
  {
    idiom: "dollars of make and of the shell",
    makefile: "n = 1\na: b\n\techo $$HOME $@ $^ $< $n $(@D) $$(pwd) $$$$\nb: ;\n",
  },
  { idiom: "a class of characters", makefile: "a:\n\tgrep '[[:alpha:]]' Makefile; test [ -n x ]\n" },
  { idiom: "words that begin like commands", makefile: "a:\n\tmakeinfo x\n\tsourceview x\n\tcdrecord x\n\tls\n" },
  {
    idiom: "a suffix rule and a single suffix",
    makefile: ".SUFFIXES: .text .html\n.text.html: ; @:\n.text: ; @:\na: ; @:\n",
  },
  { idiom: "a function that ends in a period", makefile: "a:\n\techo $(basename a.b.c) $(dir src/a) $(shell date)\n" },
];

test.each(right)("right: $idiom", async ({ makefile, files }) => {
  expect(await notes(makefile, files)).toEqual([]);
});

test.each([...rows, ...more])("$mistake", async ({ makefile, files, told }) => {
  expect(await notes(makefile, files)).toEqual(told);
});

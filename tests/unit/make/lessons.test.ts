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

test.each(rows)("$mistake", async ({ makefile, files, told }) => {
  expect(await notes(makefile, files)).toEqual(told);
});

import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, closeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeMakeHost } from "../../../src/hosts/node/make-host.ts";
import { make, type MakeEvent } from "../../../src/make/index.ts";

const rows = [
  { behaviour: "a loop of two", makefile: "all: b\nb: all\n", line: 2, note: "waits for 'b'" },
  { behaviour: "a target of itself", makefile: "all: all\n", line: 1, note: "its own prerequisites" },
  { behaviour: "a loop of three", makefile: "all: b\nb: c\n\nc: all\n", line: 4, note: "waits for 'c'" },
  { behaviour: "no loop", makefile: "all: b c\nb: c\nc: ;\n", line: undefined, note: undefined },
];

test.each(rows)("note on loops: $behaviour", async ({ makefile, line, note }) => {
  const cwd = mkdtempSync(join(tmpdir(), "make-loop-"));
  const stdout = openSync(join(cwd, "out"), "a");
  try {
    writeFileSync(join(cwd, "Makefile"), makefile);
    const notes: Extract<MakeEvent, { type: "note" }>[] = [];
    const host = nodeMakeHost({ command: "make", cwd, env: {}, stdin: 0, stdout, stderr: stdout });
    expect(await make([], host, (event) => void (event.type === "note" && notes.push(event)))).toBe(0);
    expect(notes.map((one) => one.line)).toEqual(line === undefined ? [] : [line]);
    if (note !== undefined) {
      expect(notes[0]?.note).toContain(note);
      expect(readFileSync(join(cwd, "out"), "utf8")).toContain(`make: ${notes[0]?.message ?? ""}\n`);
    }
  } finally {
    closeSync(stdout);
    rmSync(cwd, { recursive: true });
  }
});

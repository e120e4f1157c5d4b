import { expect, test } from "vitest";
import { compareRun, type CommandRun, type LabAction } from "#session";

const action: LabAction = {
  command: "make",
  recorded: [
    { output: "cc -c a.c\n", status: 0 },
    { after: ["make"], output: "make: Nothing to be done for 'all'.\n", status: 0 },
    { after: ["pytest"], output: "1 passed in 0.01s\n", status: 0, varies: ["in \\d+\\.\\d+s"] },
    { after: ["true"], beside: "make run", output: "fig\n", status: 0 },
  ],
};

const run = (output: string, status: number | undefined = 0, dropped = 0): CommandRun => ({
  command: "make",
  output,
  dropped,
  lines: 1,
  status,
  milliseconds: 1,
});

const rows: {
  behaviour: string;
  run: CommandRun;
  before?: string[];
  beside?: string[];
  edited?: boolean;
  columns?: number;
  want: string;
}[] = [
  { behaviour: "the same in a new folder", run: run("cc -c a.c\n"), want: "same" },
  { behaviour: "another output in a new folder", run: run("cc -c b.c\n"), want: "different" },
  { behaviour: "another status", run: run("cc -c a.c\n", 2), want: "different" },
  { behaviour: "never ended", run: { ...run("cc -c a.c\n"), status: undefined }, want: "different" },
  { behaviour: "cut output is never the same", run: run("cc -c a.c\n", 0, 5), want: "different" },
  {
    behaviour: "the second run as recorded after the first",
    run: run("make: Nothing to be done for 'all'.\n"),
    before: ["make"],
    want: "same",
  },
  { behaviour: "a time varies", run: run("1 passed in 2.31s\n"), before: ["pytest"], want: "same" },
  { behaviour: "a count does not", run: run("2 passed in 2.31s\n"), before: ["pytest"], want: "different" },
  { behaviour: "a situation nobody recorded", run: run("x\n"), before: ["ls"], want: "elsewhere history" },
  { behaviour: "the same although the situation is new", run: run("cc -c a.c\n"), before: ["ls"], want: "same" },
  { behaviour: "beside a server as recorded", run: run("fig\n"), before: ["true"], beside: ["make run"], want: "same" },
  {
    behaviour: "the server answers otherwise",
    run: run("x\n"),
    before: ["true"],
    beside: ["make run"],
    want: "different",
  },
  {
    behaviour: "the server is not there",
    run: run("x\n"),
    before: ["true"],
    beside: ["ls"],
    want: "elsewhere history",
  },
  { behaviour: "another width", run: run("cc -c\na.c\n"), columns: 42, want: "elsewhere width" },
  { behaviour: "the same in another width", run: run("cc -c a.c\n"), columns: 42, want: "same" },
  { behaviour: "another status in another width", run: run("cc -c a.c\n", 2), columns: 42, want: "different" },
  { behaviour: "an edited file", run: run("x\n"), edited: true, want: "elsewhere edited" },
  { behaviour: "edited and still the same", run: run("cc -c a.c\n"), edited: true, want: "same" },
];

test.each(rows)("compare: $behaviour", (row) => {
  const result = compareRun(row.run, action, {
    before: row.before ?? [],
    beside: row.beside ?? [],
    edited: row.edited ?? false,
    ...(row.columns !== undefined && { columns: row.columns }),
  });
  expect(result.kind === "elsewhere" ? `elsewhere ${result.because}` : result.kind).toBe(row.want);
});

test("compare: a command without a recording", () => {
  expect(compareRun(run("x"), undefined, { before: [], edited: false })).toEqual({ kind: "unrecorded" });
});

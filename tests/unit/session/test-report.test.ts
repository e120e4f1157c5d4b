import { expect, test } from "vitest";
import { outlineOf, parseCoverage, TestReport, type OutlineNode } from "../../../src/session/index.ts";
import { parseTestEvent, type TestEvent } from "../../../src/session/tests/event.ts";

const one = (id: string) => {
  const [file = "", ...names] = id.split("::");
  return { id, file: `/lab/${file}`, line: 1, names };
};
const collected = (ids: readonly string[], whole = true, files = true): TestEvent => ({
  event: "collected",
  tests: ids.map(one),
  deselected: 0,
  whole,
  files,
});
const ran = (id: string, outcome: "passed" | "failed" | "skipped"): TestEvent[] => [
  { event: "began", id },
  { event: "report", id, when: "call", outcome, seconds: 0.5, sections: [] },
];
const started: TestEvent = { event: "started", root: "/lab", folder: "/lab" };
const ended: TestEvent = { event: "ended", status: 0, seconds: 1 };

function told(...events: readonly (TestEvent | readonly TestEvent[])[]): string[] {
  const report = new TestReport();
  for (const event of events.flat()) report.add(event);
  return report.tests.map(({ id, state, earlier }) => `${id} ${state}${earlier ? " earlier" : ""}`);
}

const rows = [
  {
    name: "a run of all forgets a test that is gone",
    events: [
      [started, collected(["a.py::x", "a.py::y"]), ...ran("a.py::x", "passed"), ...ran("a.py::y", "passed"), ended],
      [started, collected(["a.py::x"]), ...ran("a.py::x", "failed"), ended],
    ],
    want: ["a.py::x failed"],
  },
  {
    name: "a run of one test leaves the others",
    events: [
      [started, collected(["a.py::x", "a.py::y"]), ...ran("a.py::x", "passed"), ...ran("a.py::y", "failed"), ended],
      [started, collected(["a.py::y"], false, false), ...ran("a.py::y", "passed"), ended],
    ],
    want: ["a.py::x passed earlier", "a.py::y passed"],
  },
  {
    name: "a run of one file forgets what is gone from that file only",
    events: [
      [started, collected(["a.py::x", "b.py::y"]), ...ran("a.py::x", "passed"), ...ran("b.py::y", "passed"), ended],
      [started, collected(["b.py::z"], false), ...ran("b.py::z", "passed"), ended],
    ],
    want: ["a.py::x passed earlier", "b.py::z passed"],
  },
  {
    name: "a test that was running when the run ended has no result",
    events: [[started, collected(["a.py::x", "a.py::y"]), { event: "began", id: "a.py::x" }, ended]],
    want: ["a.py::x waiting", "a.py::y waiting"],
  },
] satisfies { name: string; events: TestEvent[][]; want: string[] }[];

test.each(rows)("$name", ({ events, want }) => expect(told(...events)).toEqual(want));

test("the outline has files, classes and tests, and the worst of what they hold", () => {
  const report = new TestReport();
  const ids = ["a.py::x", "a.py::T::y", "a.py::T::z", "b.py::x"];
  for (const event of [started, collected(ids), ...ran("a.py::x", "passed"), ...ran("a.py::T::z", "failed")])
    report.add(event);
  const draw = (nodes: readonly OutlineNode[], depth = 0): string[] =>
    nodes.flatMap(({ name, state, children }) => [
      `${"  ".repeat(depth)}${name} ${state}`,
      ...draw(children, depth + 1),
    ]);
  expect(draw(outlineOf(report))).toEqual([
    "a.py failed",
    "  x passed",
    "  T failed",
    "    y waiting",
    "    z failed",
    "b.py waiting",
    "  x waiting",
  ]);
});

test.each(["", "{", "[]", "null", '{"event": "no such"}', '"started"'])("a line that is no event: %s", (line) =>
  expect(parseTestEvent(line)).toBeUndefined(),
);

test("coverage.json: lines run, missing and left by one way only", () => {
  const file = {
    executed_lines: [1, 2],
    missing_lines: [3],
    missing_branches: [[2, -1]],
    summary: { percent_covered_display: "67" },
  };
  const parsed = parseCoverage(JSON.stringify({ meta: { version: "7.17.3" }, files: { "a.py": file } }));
  expect(parsed?.get("a.py")).toEqual({
    run: new Set([1, 2]),
    missing: new Set([3]),
    partial: new Set([2]),
    percent: "67",
  });
  expect(parseCoverage('{"files": {}}')).toBeUndefined();
});

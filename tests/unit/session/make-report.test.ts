import { expect, test } from "vitest";
import { MakeReport } from "#session";

const node = (name: string, prerequisites: string[] = []) => ({
  name,
  prerequisites,
  orderOnly: [],
  phony: false,
  hasRecipe: prerequisites.length > 0,
});

test("a run is told from its graph to its end", () => {
  const report = new MakeReport();
  report.begin();
  report.add({ type: "graph", goals: ["all"], nodes: [node("all", ["a"]), node("a", ["b"]), node("b")] });
  report.add({ type: "finished", target: "b", outcome: "up-to-date", reason: "it is there", at: 10 });
  report.add({ type: "started", target: "a", reason: "'a' is older than 'b'", at: 20 });
  expect(report.targets.map(({ name, state }) => [name, state])).toEqual([
    ["all", "waiting"],
    ["a", "running"],
    ["b", "current"],
  ]);
  report.add({ type: "finished", target: "a", outcome: "made", reason: "'a' is older than 'b'", at: 1520 });
  report.add({ type: "ended", status: 0 });
  expect(report.targets[1]).toMatchObject({ state: "made", order: 1, seconds: 1.5, reason: "'a' is older than 'b'" });
  expect(report.targets[0]).toMatchObject({ goal: true, state: "waiting" });
  expect(report).toMatchObject({ running: false, status: 0 });
});

test("a target without a recipe is settled when make ended well, and only then", () => {
  const ended = (status: number): string | undefined => {
    const report = new MakeReport();
    report.begin();
    report.add({
      type: "graph",
      goals: ["all"],
      nodes: [{ ...node("all", ["a"]), hasRecipe: false }, node("a", ["b"])],
    });
    report.add({ type: "ended", status });
    return report.targets[0]?.state;
  };
  expect([ended(0), ended(2)]).toEqual(["current", "waiting"]);
});

test("prerequisites that an implicit rule adds join those of the makefile", () => {
  const report = new MakeReport();
  report.begin();
  report.add({ type: "graph", goals: ["a.o"], nodes: [node("a.o", ["a.h"])] });
  report.add({ type: "node", node: node("a.o", ["a.c", "a.h"]) });
  expect(report.targets.map(({ name }) => name).sort()).toEqual(["a.c", "a.h", "a.o"]);
  expect(report.targets[0]?.prerequisites).toEqual(["a.h", "a.c"]);
});

test("what ran when make was stopped is not running any more", () => {
  const report = new MakeReport();
  report.begin();
  report.add({ type: "started", target: "a", reason: "it does not exist", at: 1 });
  report.end();
  expect(report.targets[0]?.state).toBe("waiting");
  expect(report.running).toBe(false);
});

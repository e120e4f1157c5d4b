import { expect, test } from "vitest";
import { drawn, sentence, summary } from "../../../src/elements/graph-words.ts";
import { layoutOf, type Place } from "../../../src/elements/graph-layout.ts";
import type { GraphTarget } from "#session";

const target = (name: string, prerequisites: readonly string[] = [], more: Partial<GraphTarget> = {}): GraphTarget => ({
  name,
  prerequisites,
  orderOnly: [],
  phony: false,
  hasRecipe: true,
  goal: false,
  state: "current",
  reason: undefined,
  order: undefined,
  seconds: undefined,
  ...more,
});

/** Ten chains of three, all of whose middles need one file besides; the goal needs the chains' ends. */
const CHAINS = [
  target(
    "all",
    Array.from({ length: 10 }, (_, at) => `end-${String(at)}`),
    { goal: true },
  ),
  ...Array.from({ length: 10 }, (_, at) => [
    target(`end-${String(at)}`, [`middle-${String(at)}`], { orderOnly: ["folder"] }),
    target(`middle-${String(at)}`, [`start-${String(at)}`, "shared"]),
    target(`start-${String(at)}`),
  ]).flat(),
  target("shared"),
  target("folder"),
];

test("no two boxes touch, and what is needed stands to the right of what needs it", () => {
  const { places, width, height } = layoutOf(CHAINS);
  expect(places.size).toBe(CHAINS.length);
  const boxes = [...places];
  for (const [name, place] of boxes) {
    expect([place.x - place.width / 2 >= 0, place.x + place.width / 2 <= width, place.y <= height]).toEqual([
      true,
      true,
      true,
    ]);
    for (const [other, there] of boxes) {
      if (other === name) continue;
      const apart =
        Math.abs(place.x - there.x) >= (place.width + there.width) / 2 ||
        Math.abs(place.y - there.y) >= (place.height + there.height) / 2;
      expect([name, other, apart]).toEqual([name, other, true]);
    }
  }
  const x = (name: string): number => places.get(name)?.x ?? Number.NaN;
  for (const { name, prerequisites } of CHAINS)
    for (const needed of prerequisites) expect(x(needed)).toBeGreaterThan(x(name));
});

/** The points of a path of `M` and `C`, some of each curve. */
function points(line: string): { x: number; y: number }[] {
  const numbers = line.replace(/[MC]/g, " ").trim().split(/\s+/).map(Number);
  const all: { x: number; y: number }[] = [];
  for (let at = 0; at + 7 < numbers.length; at += 6) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = numbers.slice(at, at + 8);
    for (let step = 0; step <= 20; step += 1) {
      const t = step / 20;
      const u = 1 - t;
      const mix = (a: number, b: number, c: number, d: number): number =>
        u ** 3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t ** 3 * d;
      all.push({ x: mix(x0, x1, x2, x3), y: mix(y0, y1, y2, y3) });
    }
  }
  return all;
}

const inside = ({ x, y, width, height }: Place, at: { x: number; y: number }): boolean =>
  Math.abs(at.x - x) < width / 2 - 1 && Math.abs(at.y - y) < height / 2 - 1;

test("every edge goes from its box to the other, through no third one", () => {
  const { places, edges } = layoutOf(CHAINS);
  expect(edges.filter(({ orderOnly }) => orderOnly)).toHaveLength(10);
  expect(edges).toHaveLength(50);
  for (const { from, to, line } of edges) {
    const crossed = [...places]
      .filter(([, place]) => points(line).some((at) => inside(place, at)))
      .map(([name]) => name);
    expect([from, to, crossed]).toEqual([from, to, []]);
    const [start, end] = [points(line)[0], points(line).at(-1)];
    const [left, right] = [places.get(from), places.get(to)];
    expect(start?.x).toBeCloseTo((left?.x ?? 0) + (left?.width ?? 0) / 2, 0);
    expect(end?.x).toBeCloseTo((right?.x ?? 0) - (right?.width ?? 0) / 2, 0);
  }
});

test("a loop, and a target that needs itself, are drawn all the same", () => {
  const { places, edges } = layoutOf([target("a", ["b"]), target("b", ["a", "b"])]);
  expect(places.size).toBe(2);
  expect(edges.map(({ from, to }) => `${from} ${to}`)).toEqual(["a b", "b a"]);
});

test("of very many targets those are drawn that ran, and the state says so", () => {
  const many = Array.from({ length: 500 }, (_, at) =>
    target(`t${String(at)}`, [], at === 480 ? { state: "failed" } : at >= 490 ? { state: "made" } : {}),
  );
  many.push(target("all", [], { goal: true, state: "waiting" }));
  const shown = drawn(many);
  expect(shown).toHaveLength(150);
  expect(shown.map(({ name }) => name)).toEqual(expect.arrayContaining(["all", "t480", "t490", "t499"]));
  expect(summary(many, false, 2)).toBe(
    "make failed: 10 remade, 1 failed, 489 up to date, of 501 targets. The picture shows 150 of them, first those that ran; the table has all.",
  );
  expect(drawn(CHAINS)).toBe(CHAINS);
});

test.each([
  { when: "nothing ran yet", running: false, status: undefined, said: "No graph yet: run `make`." },
  { when: "make has begun", running: true, status: undefined, said: "make reads its makefile." },
  {
    when: "the makefile is broken",
    running: false,
    status: 2,
    said: "make ended before it had a graph: its message is in the terminal.",
  },
])("without a target, when $when", ({ running, status, said }) => {
  expect(summary([], running, status)).toBe(said);
});

test("a target in a sentence", () => {
  expect(sentence(target("b", [], { state: "made", order: 2, seconds: 0.5, reason: "'b' is older than 'a'" }))).toBe(
    "b: remade, number 2 in the order of the recipes, 0.50 s: 'b' is older than 'a'.",
  );
});

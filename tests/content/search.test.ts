import { searchDocuments } from "#content";
import { describe, expect, test } from "vitest";
import { indexOf, rank, slips, stem } from "../../src/elements/search-rank.ts";
import rows from "./search-queries.json" with { type: "json" };

const index = indexOf(searchDocuments(new URL("../..", import.meta.url).pathname));
const found = (query: string) => rank(index, query, 3).map((hit) => hit.document.path.replace(/#.*/, ""));

describe("search", () => {
  const missed = rows
    .filter(([query, path]) => !found(query ?? "").includes(path ?? ""))
    .map(([query, path]) => `${query ?? ""} -> ${path ?? ""}, got ${found(query ?? "").join(" ")}`);

  test("the table has at least 120 queries", () => {
    expect(new Set(rows.map(([query]) => query)).size).toBeGreaterThanOrEqual(120);
  });

  test("97 of 100 queries have their page among the first three", () => {
    expect(missed.length / rows.length, missed.join("\n")).toBeLessThanOrEqual(0.03);
  });

  test("nothing is found for nothing, and for nonsense", () => {
    expect(rank(index, "")).toEqual([]);
    expect(rank(index, "  ?! ")).toEqual([]);
    expect(rank(index, "qwxzvkj")).toEqual([]);
  });
});

test.each([
  ["kaizen", "kaizan", 1],
  ["drift", "dirft", 1],
  ["feature", "faeture", 1],
  ["make", "bake", 1],
  ["onnx", "kubernetes", 3],
] as const)("%s and %s differ by %i", (one, other, count) => {
  expect(slips(one, other, 2)).toBe(count);
});

test.each([
  ["stores", "store"],
  ["mounting", "mounts"],
  ["deployed", "deploys"],
] as const)("%s and %s have one stem", (one, other) => {
  expect(stem(one)).toBe(stem(other));
});

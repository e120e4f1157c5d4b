import { globSync, readFileSync } from "node:fs";
import { frontMatter } from "../../src/content/problem.ts";
import { expect, test } from "vitest";
import { parse } from "yaml";

const root = new URL("../..", import.meta.url).pathname;
const weeks = globSync("content/weeks/*/checklist.yaml", { cwd: root });

test.each(weeks)("%s: every point has one home", (file) => {
  const folder = file.replace(/checklist\.yaml$/, "");
  const points = Object.keys(parse(readFileSync(root + file, "utf8")) as Record<string, string>);
  const homes = new Map<string, string[]>(points.map((id) => [id, []]));
  for (const chapter of globSync(`${folder}*.mdx`, { cwd: root })) {
    const { covers } = parse(frontMatter(readFileSync(root + chapter, "utf8"), chapter)) as { covers: string[] };
    for (const id of covers) homes.set(id, [...(homes.get(id) ?? []), chapter]);
  }
  expect(points.length).toBeGreaterThan(0);
  expect(Object.fromEntries([...homes].filter(([id, list]) => list.length !== 1 || !points.includes(id)))).toEqual({});
});

import type { TestCase, TestReport, TestState, Uncollected } from "./report.ts";

/** A row of the tests' tree: a file, a class in it, or a test. */
export interface OutlineNode {
  /** Unique in the tree, and the same from run to run. */
  readonly key: string;
  readonly name: string;
  /** A group's is the worst of what it holds. */
  readonly state: TestState;
  readonly seconds: number;
  /** All results below are from a run before the last one. */
  readonly earlier: boolean;
  readonly test: TestCase | undefined;
  readonly uncollected: Uncollected | undefined;
  readonly children: readonly OutlineNode[];
}

/** What counts most first. */
const WORST: readonly TestState[] = [
  ...(["error", "failed", "running", "waiting", "xpassed", "passed", "xfailed", "skipped"] as const),
];

interface Group {
  readonly key: string;
  readonly name: string;
  readonly groups: Map<string, Group>;
  readonly rows: (TestCase | Uncollected | Group)[];
}

/** The tests as files, classes and tests, in pytest's order. */
export function outlineOf(report: TestReport): OutlineNode[] {
  const root: Group = { key: "", name: "", groups: new Map(), rows: [] };
  for (const one of report.uncollected) groupAt(root, [one.id.split("::")[0] ?? one.id]).rows.push(one);
  for (const test of report.tests) {
    const [file = ""] = test.id.split("::");
    groupAt(root, [file, ...test.names.slice(0, -1)]).rows.push(test);
  }
  return root.rows.map((row) => node(row));
}

function groupAt(root: Group, names: readonly string[]): Group {
  let at = root;
  for (const name of names) {
    let next = at.groups.get(name);
    if (next === undefined) {
      next = { key: at.key === "" ? name : `${at.key}::${name}`, name, groups: new Map(), rows: [] };
      at.groups.set(name, next);
      at.rows.push(next);
    }
    at = next;
  }
  return at;
}

function node(row: TestCase | Uncollected | Group): OutlineNode {
  if ("rows" in row) {
    const children = row.rows.map(node);
    return {
      ...{ key: row.key, name: row.name, children, test: undefined, uncollected: undefined },
      state: WORST.find((state) => children.some((child) => child.state === state)) ?? "waiting",
      seconds: children.reduce((sum, child) => sum + child.seconds, 0),
      earlier: children.every((child) => child.earlier),
    };
  }
  if ("names" in row) {
    const { id, names, state, seconds, earlier } = row;
    return {
      key: id,
      name: names.at(-1) ?? id,
      state,
      seconds,
      earlier,
      test: row,
      uncollected: undefined,
      children: [],
    };
  }
  return {
    ...{ key: `${row.id}!`, name: row.state === "error" ? "not collected" : "skipped as a whole", state: row.state },
    ...{ seconds: 0, earlier: false, test: undefined, uncollected: row, children: [] },
  };
}

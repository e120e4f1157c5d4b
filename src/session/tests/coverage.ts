/** What coverage wrote of one file: line numbers counted from 1. */
export interface FileCoverage {
  readonly run: ReadonlySet<number>;
  readonly missing: ReadonlySet<number>;
  /** Run, but one way out of it never taken; only where branches were measured. */
  readonly partial: ReadonlySet<number>;
  /** Of a hundred, as coverage rounds it for display: "87". */
  readonly percent: string;
}

/** The files of a `coverage.json` (`coverage json`, `pytest --cov-report=json`); undefined for any other text. */
export function parseCoverage(text: string): ReadonlyMap<string, FileCoverage> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const files = field(value, "files");
  if (typeof files !== "object" || files === null || field(field(value, "meta"), "version") === undefined)
    return undefined;
  return new Map(
    Object.entries(files).map(([path, file]) => {
      const branches: unknown = field(file, "missing_branches");
      const ways = Array.isArray(branches) ? branches.map((branch: unknown) => Number((branch as unknown[])[0])) : [];
      const run = numbers(field(file, "executed_lines"));
      const partial = new Set(ways.map(Math.abs).filter((line) => run.has(line)));
      const shown: unknown = field(field(file, "summary"), "percent_covered_display");
      const percent = typeof shown === "string" ? shown : "";
      return [path.replaceAll("\\", "/"), { run, missing: numbers(field(file, "missing_lines")), partial, percent }];
    }),
  );
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function numbers(value: unknown): ReadonlySet<number> {
  return new Set(Array.isArray(value) ? value.filter((each): each is number => typeof each === "number") : []);
}

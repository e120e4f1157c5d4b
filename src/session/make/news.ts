/** What make tells of a run, one JSON object a line. */
export type MakeNews =
  | { readonly type: "graph"; readonly goals: readonly string[]; readonly nodes: readonly NewsNode[] }
  | { readonly type: "node"; readonly node: NewsNode }
  | { readonly type: "started"; readonly target: string; readonly reason: string; readonly at: number }
  | {
      readonly type: "finished";
      readonly target: string;
      readonly outcome: "made" | "up-to-date" | "failed";
      readonly reason: string;
      readonly at: number;
    }
  | { readonly type: "ended"; readonly status: number };

export interface NewsNode {
  readonly name: string;
  readonly prerequisites: readonly string[];
  readonly orderOnly: readonly string[];
  readonly phony: boolean;
  readonly hasRecipe: boolean;
}

const TYPES = ["graph", "node", "started", "finished", "ended"];

/** The news of a line that is whole; undefined for all that the report has no use for. */
export function parseMakeNews(line: string): MakeNews | undefined {
  if (line === "") return undefined;
  try {
    const news = JSON.parse(line) as MakeNews | null;
    return news !== null && typeof news === "object" && TYPES.includes(news.type) ? news : undefined;
  } catch {
    return undefined;
  }
}

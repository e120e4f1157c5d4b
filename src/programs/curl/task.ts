import type { RequestBody } from "./body.ts";

/** One URL of the command line with its globs filled in. */
export interface Task {
  readonly url: string;
  readonly output: string | undefined;
  /** Counted from 0. */
  readonly number: number;
  /** What -d and its like made; read once, whatever the number of URLs. */
  readonly data: RequestBody | undefined;
}

import { parseSize } from "./size.ts";
import { Refusal, type Run } from "./tool.ts";

/** How much `head` and `tail` show: `-n 10`, `-c 1K`, and what a sign in front of the number asks. */
export interface Amount {
  readonly unit: "lines" | "bytes";
  readonly count: number;
  readonly sign: "+" | "-" | "";
}

/** The last of `-n` and `-c`; ten lines without them. */
export function readAmount(run: Run): Amount {
  const key = run.lastOf("n", "c");
  const unit = key === "c" ? "bytes" : "lines";
  const text = (key === undefined ? undefined : run.value(key)) ?? "10";
  const sign = text.startsWith("+") ? "+" : text.startsWith("-") ? "-" : "";
  const count = parseSize(text.slice(sign.length));
  if (count === undefined) throw new Refusal(`invalid number of ${unit}: ${run.locale.quote(text.replace(/^-/, ""))}`);
  return { unit, count, sign };
}

import { Refusal, type Run } from "./tool/tool.ts";

/**
 * -S, --parallel and --batch-size change how GNU's sort works, never what it answers: everything is sorted in memory by
 * one thread here. What cannot be an amount is refused all the same.
 */
export function checkAmounts(run: Run): void {
  const size = run.value("S");
  if (size !== undefined && !/^\+?\d+([%bkKMGTPEZY]|$)$/.test(size)) {
    throw new Refusal(
      /^\+?\d+./.test(size)
        ? `invalid suffix in -S argument ${run.locale.quote(size)}`
        : `invalid -S argument ${run.locale.quote(size)}`,
    );
  }
  for (const key of ["parallel", "batch-size"]) {
    const text = run.value(key);
    if (text === undefined) continue;
    if (!/^\+?\d+$/.test(text)) {
      throw new Refusal(
        `${/^\+?\d/.test(text) ? "invalid suffix in" : "invalid"} --${key} argument ${run.locale.quote(text)}`,
      );
    }
    if (key === "parallel" && Number(text) === 0) throw new Refusal("number in parallel must be nonzero");
    if (key === "batch-size" && Number(text) < 2) {
      throw new Refusal(
        `invalid --batch-size argument ${run.locale.quote(text)}\n${run.name}: minimum --batch-size argument is '2'`,
      );
    }
  }
}

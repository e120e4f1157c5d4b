import { parseSize } from "./tool/size.ts";
import { isFileError, Refusal, tool } from "./tool/tool.ts";

/** Sets the size of files: absolute, or by + - < > / % relative to what it is. */
export const truncate = tool({ options: "c,no-create s,size= r,reference=" }, async (run) => {
  const text = run.value("s");
  const reference = run.value("r");
  if (text === undefined && reference === undefined) {
    throw new Refusal("you must specify either '--size' or '--reference'", { usage: true });
  }
  const [, operator = "", amount = ""] = /^\s*([-+<>/%]?)(.*)$/.exec(text ?? "0") ?? [];
  const size = parseSize(amount);
  if (size === undefined) throw new Refusal(`Invalid number: ${run.locale.quote(amount)}`);
  if (text !== undefined && reference !== undefined && operator === "") {
    throw new Refusal("you must specify a relative '--size' with '--reference'", { usage: true });
  }
  if ((operator === "/" || operator === "%") && size === 0) throw new Refusal("division by zero");
  if (run.operands.length === 0) throw new Refusal("missing file operand", { usage: true });
  let base: number | undefined;
  if (reference !== undefined) {
    try {
      base = run.stat(reference).size;
    } catch (error) {
      if (!isFileError(error)) throw error;
      throw new Refusal(`cannot stat ${run.locale.quote(reference)}: ${error.reason}`);
    }
  }
  for (const name of run.operands) {
    try {
      if (run.tryStat(name) === undefined && run.has("c")) continue;
      const mode = 0o666 & ~run.process.umask;
      const handle = run.files.open(run.path(name), { write: true, create: !run.has("c"), mode });
      const now = base ?? handle.stat().size;
      const next: Readonly<Record<string, number>> = {
        "": text === undefined ? now : size,
        "+": now + size,
        "-": Math.max(0, now - size),
        "<": Math.min(now, size),
        ">": Math.max(now, size),
        "/": now - (now % size),
        "%": Math.ceil(now / size) * size,
      };
      handle.truncate(next[operator] ?? now);
      handle.close();
    } catch (error) {
      if (!isFileError(error)) throw error;
      await run.error(`cannot open ${run.locale.quote(name)} for writing: ${error.reason}`);
    }
  }
  return undefined;
});

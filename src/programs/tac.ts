import { textToByteText } from "./tool/byte-text.ts";
import { readAll } from "./tool/input.ts";
import { isFileError, Refusal, tool } from "./tool/tool.ts";

/** The records of a file, last first; a separator ends a record, or with `before` begins one. */
function records(text: string, separator: string, before: boolean): string[] {
  const found: string[] = [];
  let from = 0;
  while (from < text.length) {
    const at = text.indexOf(separator, before && from > 0 ? from + separator.length : from);
    const first = before && from === 0 && at === 0 ? text.indexOf(separator, separator.length) : at;
    const end = first < 0 ? text.length : before ? first : first + separator.length;
    found.push(text.slice(from, end));
    from = end;
  }
  return found;
}

/** cat backwards: lines of each file, last first. */
export const tac = tool({ options: "b,before s,separator=" }, async (run) => {
  const separator = textToByteText(run.value("s") ?? "\n");
  if (separator === "") throw new Refusal("separator cannot be empty");
  for (const name of run.operands.length === 0 ? ["-"] : run.operands) {
    try {
      if (run.tryStat(name)?.kind === "directory") {
        await run.error(`${name}: read error: Invalid argument`);
        continue;
      }
      const file = run.openInput(name);
      const text = await readAll(run, file);
      file.close();
      await run.out.raw(records(text, separator, run.has("b")).reverse().join(""));
    } catch (error) {
      if (!isFileError(error) || error.code === "EPIPE") throw error;
      await run.error(`failed to open ${run.locale.quote(name)} for reading: ${error.reason}`);
    }
  }
  return undefined;
});

import { quoteAlways, quoteInMessage } from "./tool/quote.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

async function check(run: Run, name: string): Promise<void> {
  const portable = run.has("p", "portability");
  const careful = run.has("P", "portability");
  if (careful && name.split("/").some((part) => part.startsWith("-"))) {
    await run.error(`leading '-' in a component of file name ${quoteAlways(name)}`);
    return;
  }
  if (name === "" && (portable || careful)) {
    await run.error("empty file name");
    return;
  }
  const odd = /[^A-Za-z0-9._/-]/u.exec(name)?.[0];
  if (portable && odd !== undefined) {
    await run.error(`nonportable character ${run.locale.quote(odd)} in file name ${quoteAlways(name)}`);
    return;
  }
  if (!portable) {
    try {
      run.lstat(name);
      return;
    } catch (error) {
      if (!isFileError(error)) throw error;
      if (error.code !== "ENOENT" || name === "") {
        await run.error(`${quoteInMessage(name)}: ${error.reason}`);
        return;
      }
    }
  }
  const [wholeLimit, partLimit] = portable ? [256, 14] : [4096, 255];
  if (name.length >= wholeLimit) {
    await run.error(
      `limit ${String(wholeLimit - 1)} exceeded by length ${String(name.length)} of file name ${quoteAlways(name)}`,
    );
    return;
  }
  const long = name.split("/").find((part) => part.length > partLimit);
  if (long !== undefined) {
    await run.error(
      `limit ${String(partLimit)} exceeded by length ${String(long.length)} of file name component ${run.locale.quote(long)}`,
    );
  }
}

/** Says which names other systems could not hold. */
export const pathchk = tool({ options: "p P portability" }, async (run) => {
  if (run.operands.length === 0) throw new Refusal("missing operand", { usage: true });
  for (const name of run.operands) await check(run, name);
  return undefined;
});

/** One name more, one name less, and nothing else: link, unlink, sync. */
import { quoteAlways } from "./tool/quote.ts";
import { isFileError, Refusal, tool } from "./tool/tool.ts";

export const link = tool({}, (run) => {
  run.expectOperands(2, 2);
  const [source = "", target = ""] = run.operands;
  try {
    if (run.lstat(source).kind === "directory")
      throw new Refusal(`cannot create link ${quoteAlways(target)} to ${quoteAlways(source)}: Operation not permitted`);
    run.files.link(run.path(source), run.path(target));
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw new Refusal(`cannot create link ${quoteAlways(target)} to ${quoteAlways(source)}: ${error.reason}`);
  }
  return 0;
});

export const unlink = tool({}, (run) => {
  run.expectOperands(1, 1);
  const [name = ""] = run.operands;
  try {
    run.files.unlink(run.path(name));
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw new Refusal(`cannot unlink ${quoteAlways(name)}: ${error.reason}`);
  }
  return 0;
});

/** Every file is where it is kept as soon as it is written: only the names are looked at. */
export const sync = tool({ options: "d,data f,file-system" }, async (run) => {
  if (run.has("d") && run.has("f")) throw new Refusal("cannot specify both --data and --file-system");
  if (run.has("d") && run.operands.length === 0) throw new Refusal("--data needs at least one argument");
  for (const name of run.operands) {
    try {
      run.stat(name);
    } catch (error) {
      if (!isFileError(error)) throw error;
      await run.error(`error opening ${quoteAlways(name)}: ${error.reason}`);
    }
  }
  return undefined;
});

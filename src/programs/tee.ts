import type { OpenFile } from "#files";
import { SIGNALS } from "#base";
import { quoteInMessage } from "./tool/quote.ts";
import { readChunk } from "./tool/input.ts";
import { isFileError, tool } from "./tool/tool.ts";

/** Copies its input to every file and to its output, each chunk at once. */
export const tee = tool({ options: "a,append i,ignore-interrupts p output-error?" }, async (run) => {
  if (run.has("i")) run.process.onSignal(SIGNALS.SIGINT, "ignore");
  if (run.has("p", "output-error")) run.process.onSignal(SIGNALS.SIGPIPE, "ignore");
  const targets: { name: string; file: OpenFile }[] = [];
  for (const name of run.operands) {
    try {
      const file = run.process.open(name, { write: true, create: true, append: run.has("a"), truncate: !run.has("a") });
      targets.push({ name, file });
    } catch (error) {
      await run.fileError(name, error);
    }
  }
  const input = run.openInput("-");
  let standardOpen = true;
  try {
    for (let chunk = await readChunk(run, input); chunk !== null; chunk = await readChunk(run, input)) {
      if (standardOpen) {
        try {
          await run.process.write(1, chunk);
        } catch (error) {
          if (!run.has("p", "output-error")) throw error;
          standardOpen = false;
        }
      }
      for (const { name, file } of targets) {
        try {
          await file.write(chunk, run.process.signal);
        } catch (error) {
          if (!isFileError(error)) throw error;
          await run.error(`${quoteInMessage(name)}: ${error.reason}`);
          targets.splice(
            targets.findIndex((target) => target.file === file),
            1,
          );
        }
      }
      if (!standardOpen && targets.length === 0) break;
    }
  } finally {
    input.close();
    for (const { file } of targets) file.close();
  }
  return undefined;
});

import { applyMode, parseMode } from "./tool/mode.ts";
import { quoteAlways } from "./tool/quote.ts";
import { isFileError, Refusal, tool } from "./tool/tool.ts";

export const mkdir = tool({ options: "m,mode= p,parents v,verbose Z,context?" }, async (run) => {
  run.expectOperands(1);
  const { umask } = run.process;
  const text = run.value("m");
  const parsed = text === undefined ? undefined : parseMode(text);
  if (text !== undefined && parsed === undefined) throw new Refusal(`invalid mode ${run.locale.quote(text)}`);
  const mode = parsed === undefined ? 0o777 & ~umask : applyMode(parsed, 0o777, true, umask);
  const make = (name: string, bits: number): void => {
    run.files.makeDirectory(run.path(name), bits);
    if (run.has("v")) void run.out.text(`${run.name}: created directory ${quoteAlways(name)}\n`);
  };
  for (const name of run.operands) {
    let at = name;
    try {
      if (run.has("p")) {
        const parts = name.replace(/\/+$/, "").split(/\/+/);
        for (let count = 1; count < parts.length; count += 1) {
          at = parts.slice(0, count).join("/");
          if (at !== "" && run.tryStat(at)?.kind !== "directory") make(at, (0o777 & ~umask) | 0o300);
        }
        at = name;
        if (run.tryStat(name)?.kind === "directory") continue;
      }
      make(name, mode);
      if (parsed !== undefined) run.files.chmod(run.path(name), mode);
    } catch (error) {
      if (!isFileError(error)) throw error;
      const inTheWay = run.has("p") && at !== name && error.code === "EEXIST";
      await run.error(
        `cannot create directory ${run.locale.quote(at)}: ${inTheWay ? "Not a directory" : error.reason}`,
      );
    }
  }
  return undefined;
});

export const rmdir = tool({ options: "p,parents v,verbose ignore-fail-on-non-empty" }, async (run) => {
  run.expectOperands(1);
  for (const name of run.operands) {
    let at = name.replace(/(?<=.)\/+$/, "");
    while (true) {
      if (run.has("v")) void run.out.text(`${run.name}: removing directory, ${quoteAlways(at)}\n`);
      try {
        if (run.lstat(at).kind !== "directory") {
          await run.error(`failed to remove ${quoteAlways(at)}: Not a directory`);
          break;
        }
        run.files.removeDirectory(run.path(at));
      } catch (error) {
        if (!isFileError(error)) throw error;
        if (error.code === "ENOTEMPTY" && run.has("ignore-fail-on-non-empty")) break;
        const what = at === name.replace(/(?<=.)\/+$/, "") ? "" : "directory ";
        await run.error(`failed to remove ${what}${quoteAlways(at)}: ${error.reason}`);
        break;
      }
      const cut = at.lastIndexOf("/");
      if (!run.has("p") || cut <= 0) break;
      at = at.slice(0, cut).replace(/\/+$/, "");
    }
  }
  return undefined;
});

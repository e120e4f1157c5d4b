import type { FileStat } from "#files";
import { applyMode, type Mode, octalMode, parseMode, permissionText } from "./tool/mode.ts";
import { quoteAlways } from "./tool/quote.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

async function change(run: Run, name: string, mode: Mode | number, top: boolean): Promise<void> {
  const quiet = run.has("f");
  let stat: FileStat;
  try {
    if (!top && run.lstat(name).kind === "symlink") return;
    stat = run.stat(name);
  } catch (error) {
    if (!isFileError(error)) throw error;
    run.status = 1;
    if (!quiet) {
      const dangling = run.tryLstat(name)?.kind === "symlink";
      await run.warn(
        dangling
          ? `cannot operate on dangling symlink ${quoteAlways(name)}`
          : `cannot access ${quoteAlways(name)}: ${error.reason}`,
      );
    }
    return;
  }
  const isDirectory = stat.kind === "directory";
  const wanted = typeof mode === "number" ? mode : applyMode(mode, stat.mode, isDirectory, run.process.umask);
  try {
    run.files.chmod(run.path(name), wanted);
    const changed = wanted !== stat.mode;
    if (run.has("v") || (run.has("c") && changed)) {
      const before = `${octalMode(stat.mode)} (${permissionText(stat.mode)})`;
      const after = `${octalMode(wanted)} (${permissionText(wanted)})`;
      void run.out.text(
        `mode of ${quoteAlways(name)} ${changed ? `changed from ${before} to ${after}` : `retained as ${after}`}\n`,
      );
    }
    const word = run.value("mode-word");
    if (word?.startsWith("-") && typeof mode !== "number") {
      const naive = applyMode(mode, stat.mode, isDirectory, 0);
      if (naive !== wanted) {
        await run.error(`${name}: new permissions are ${permissionText(wanted)}, not ${permissionText(naive)}`);
      }
    }
  } catch (error) {
    if (!isFileError(error)) throw error;
    run.status = 1;
    if (!quiet) await run.warn(`changing permissions of ${quoteAlways(name)}: ${error.reason}`);
  }
  if (isDirectory && run.has("R")) {
    for (const entry of run.files.readDirectory(run.path(name))) {
      await change(run, `${name.replace(/\/+$/, "")}/${entry.name}`, mode, false);
    }
  }
}

/** "chmod -x f": a mode may look like an option. */
function prepare(words: readonly string[]): readonly string[] {
  const end = words.indexOf("--");
  const at = words.findIndex((word, index) => /^-[rwxXstugoa,+=0-7]/.test(word) && (end < 0 || index < end));
  if (at < 0) return words;
  return [`--mode-word=${words[at] ?? ""}`, ...words.slice(0, at), ...words.slice(at + 1)];
}

export const chmod = tool(
  {
    options: "R,recursive c,changes f,silent,quiet v,verbose reference= no-preserve-root preserve-root mode-word=",
    prepare,
  },
  async (run) => {
    const [first, ...rest] = run.operands;
    const reference = run.value("reference");
    const given = run.value("mode-word");
    if (reference !== undefined || given !== undefined) run.expectOperands(1);
    else run.expectOperands(2);
    let mode: Mode | number;
    if (reference !== undefined) {
      try {
        mode = run.stat(reference).mode;
      } catch (error) {
        if (!isFileError(error)) throw error;
        throw new Refusal(`failed to get attributes of ${quoteAlways(reference)}: ${error.reason}`);
      }
    } else {
      const word = given ?? first ?? "";
      const parsed = parseMode(word);
      if (parsed === undefined) throw new Refusal(`invalid mode: ${run.locale.quote(word)}`, { usage: true });
      mode = parsed;
    }
    for (const name of reference === undefined && given === undefined ? rest : run.operands) {
      await change(run, name, mode, true);
    }
    return undefined;
  },
);

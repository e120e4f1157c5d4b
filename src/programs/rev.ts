import { isFileError, tool } from "./tool/tool.ts";
import { Lines } from "./tool/input.ts";

/** util-linux's rev: every line with its characters in reverse. */
export const rev = tool({ options: "0,zero" }, async (run) => {
  const end = run.has("0") ? "\0" : "\n";
  for (const name of run.operands.length === 0 ? ["-"] : run.operands) {
    let opened = false;
    try {
      const file =
        name === "-" && run.operands.length > 0 ? run.process.open("./-", { read: true }) : run.openInput(name);
      opened = true;
      const lines = new Lines(run, file, end);
      for (let line = await lines.line(); line !== undefined; line = await lines.line()) {
        const turned = run.locale.encode(Array.from(run.locale.decode(line)).reverse().join(""));
        const wait = run.out.raw(turned + (lines.unfinished ? "" : end));
        if (wait) await wait;
      }
      file.close();
    } catch (error) {
      if (!isFileError(error) || error.code === "EPIPE") throw error;
      const shown = name === "-" && run.operands.length === 0 ? "stdin" : name;
      await run.error(
        opened || error.code === "EISDIR" ? `${shown}: 0: ${error.reason}` : `cannot open ${name}: ${error.reason}`,
      );
    }
  }
  return undefined;
});

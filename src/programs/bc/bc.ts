import { byteTextToText } from "../tool/byte-text.ts";
import { Lines } from "../tool/input.ts";
import { isFileError, Refusal, type Run, tool } from "../tool/tool.ts";
import { BcParser, BcSyntaxError } from "./parse.ts";
import { BcMachine, BcQuit, BcRuntimeError } from "./run.ts";

/** True while a block, a remark, a string or a line is open, so that another line belongs to it. */
function isOpen(text: string): boolean {
  const plain = text.replace(/\/\*[^]*?\*\/|"[^"]*"|#[^\n]*/g, "");
  if (/\/\*|"/.test(plain) || text.endsWith("\\\n")) return true;
  const count = (mark: RegExp): number => plain.match(mark)?.length ?? 0;
  // A function's head may stand alone on its line.
  return count(/\{/g) > count(/\}/g) || /^\s*define[^{]*$/.test(plain);
}

async function drive<Result>(steps: Generator<Promise<unknown>, Result>): Promise<Result> {
  let step = steps.next();
  while (step.done !== true) step = steps.next(await step.value);
  return step.value;
}

async function runLines(run: Run, machine: BcMachine, lines: Lines, where: string): Promise<void> {
  let number = 1;
  for (let line = await lines.line(); line !== undefined; line = await lines.line()) {
    const first = number;
    let text = `${byteTextToText(line)}\n`;
    number += 1;
    while (isOpen(text)) {
      const more = await lines.line();
      if (more === undefined) break;
      text += `${byteTextToText(more)}\n`;
      number += 1;
    }
    try {
      for (const statement of [...new BcParser(text, first).statements()]) await drive(machine.run(statement));
    } catch (error) {
      if (error instanceof BcSyntaxError) await run.complain(`${where} ${error.line}: syntax error\n`);
      else if (error instanceof BcRuntimeError) {
        await run.complain(`Runtime error (func=(main), adr=3): ${error.message}\n`);
      } else throw error;
    }
    await run.out.flush();
  }
}

/** Arithmetic of any precision, as GNU bc has it. */
export const bc = tool({ options: "l,mathlib q,quiet s,standard w,warn i,interactive" }, async (run) => {
  if (run.has("s", "w", "i")) throw new Refusal("-s, -w and -i are not here: what bc reads is run as GNU's");
  const input = new Lines(run, run.openInput("-"));
  const machine = new BcMachine({
    library: run.has("l"),
    process: run.process,
    write: (text) => void run.out.text(text),
    input: () => input.line(),
  });
  try {
    for (const name of run.operands) {
      try {
        const file = run.openInput(name);
        await runLines(run, machine, new Lines(run, file), name);
        file.close();
      } catch (error) {
        if (!isFileError(error) || error.code === "EPIPE") throw error;
        await run.complain(`File ${name} is unavailable.\n`);
        return 1;
      }
    }
    await runLines(run, machine, input, "(standard_in)");
  } catch (error) {
    if (!(error instanceof BcQuit)) throw error;
  }
  return 0;
});

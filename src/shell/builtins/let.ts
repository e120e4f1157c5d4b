import { ShellError } from "../errors.ts";
import { evaluateShell } from "../expand/evaluate.ts";
import { fail, type Builtin } from "./builtin.ts";

/** `let`: arithmetic expressions as words; 1 where the last is zero. */
export const letBuiltin: Builtin = {
  run(shell, args) {
    const words = args[0] === "--" ? args.slice(1) : args;
    if (words.length === 0) return fail(shell, "expression expected", 1);
    let value: number | bigint = 0;
    try {
      for (const text of words) value = evaluateShell(shell, text, "let: ");
    } catch (error) {
      if (!(error instanceof ShellError) || error.message === "") throw error;
      shell.complain(error.message);
      return 1;
    }
    return value == 0 ? 1 : 0;
  },
};

import type { BuildState } from "../build-state.ts";
import { readingLocation, type BuiltinFunction } from "../expander.ts";
import { MakeError } from "../make-error.ts";
import { andThen } from "../maybe.ts";
import { Reader } from "../reader.ts";
import { CONTROL_FUNCTIONS } from "./control.ts";
import { FILE_NAME_FUNCTIONS } from "./file-names.ts";
import { fileFunctions } from "./files.ts";
import { shellOutput } from "./shell.ts";
import { TEXT_FUNCTIONS } from "./text.ts";

/** All functions of make, over one run's state. */
export function builtinFunctions(state: BuildState): readonly BuiltinFunction[] {
  return [
    ...TEXT_FUNCTIONS,
    ...FILE_NAME_FUNCTIONS,
    ...CONTROL_FUNCTIONS,
    ...fileFunctions(state.disk, () => state.globalText("HOME") || undefined),
    { name: "shell", least: 0, most: 1, run: ([command = ""], around) => shellOutput(state, command, around, true) },
    {
      name: "eval",
      least: 0,
      most: 1,
      run: ([text = ""], around) => {
        const location = readingLocation(around) ?? { file: state.programName, line: 0 };
        const reader = new Reader(state, text, location.file, { fixedLine: location.line });
        return andThen(reader.read(), () => "");
      },
    },
    {
      name: "info",
      least: 0,
      most: 1,
      run: ([text = ""]) => {
        state.say(text);
        return "";
      },
    },
    {
      name: "warning",
      least: 0,
      most: 1,
      run: ([text = ""], around) => {
        state.warn(text, readingLocation(around));
        return "";
      },
    },
    {
      name: "error",
      least: 0,
      most: 1,
      run: ([text = ""], around) => {
        throw new MakeError(text, readingLocation(around), { kind: "error-function" });
      },
    },
  ];
}

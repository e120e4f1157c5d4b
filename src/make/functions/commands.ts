import type { BuildState } from "../build-state.ts";
import { commandVector } from "../command-words.ts";
import { childEnvironment } from "../environment.ts";
import { readingLocation, type BuiltinFunction, type Surroundings } from "../expander.ts";
import { MakeError } from "../make-error.ts";
import { andThen, type Maybe } from "../maybe.ts";
import { Reader } from "../reader.ts";
import { splitWords } from "../text.ts";
import { CONTROL_FUNCTIONS } from "./control.ts";
import { FILE_NAME_FUNCTIONS } from "./file-names.ts";
import { fileFunctions } from "./files.ts";
import { TEXT_FUNCTIONS } from "./text.ts";

/** Manual: "The shell Function". */
function shell(state: BuildState, command: string, around: Surroundings): Maybe<string> {
  if (command.trim() === "") return "";
  const { expander } = state;
  return andThen(expander.valueOf("SHELL", around), (program) =>
    andThen(expander.valueOf(".SHELLFLAGS", around), (flags) =>
      andThen(childEnvironment(state, false, state.globals), (env) => {
        const argv = commandVector(command, program, splitWords(flags));
        return andThen(state.host.flush(), () =>
          andThen(
            state.host.runner.capture({
              argv,
              env: { ...state.host.env, PATH: env.PATH ?? "" },
              cwd: state.disk.cwd,
              stdin: "inherit",
            }),
            ({ end, output }) => {
              let status = 127;
              if (end.kind === "exited") status = end.status;
              else if (end.kind === "signaled") status = end.signal;
              else state.warn(`${argv[0] ?? ""}: ${end.reason}`);
              state.globals.define(".SHELLSTATUS", String(status), "override", "simple");
              return output.replace(/\n+$/, "").replaceAll("\n", " ");
            },
          ),
        );
      }),
    ),
  );
}

/** All functions of make, over one run's state. */
export function builtinFunctions(state: BuildState): readonly BuiltinFunction[] {
  return [
    ...TEXT_FUNCTIONS,
    ...FILE_NAME_FUNCTIONS,
    ...CONTROL_FUNCTIONS,
    ...fileFunctions(state.disk, () => state.globalText("HOME") || undefined),
    { name: "shell", least: 0, most: 1, run: ([command = ""], around) => shell(state, command, around) },
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

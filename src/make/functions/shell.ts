import type { BuildState } from "../build-state.ts";
import { commandVector } from "../command-words.ts";
import type { Surroundings } from "../expander.ts";
import { andThen, type Maybe } from "../maybe.ts";
import { splitWords } from "../text.ts";

/**
 * What a command of the shell writes, newlines as spaces; `all`: without any newline at the end, otherwise one is
 * taken off. Manual: "The shell Function".
 */
export function shellOutput(state: BuildState, command: string, around: Surroundings, all: boolean): Maybe<string> {
  if (command.trim() === "") return "";
  const { expander } = state;
  return andThen(expander.valueOf("SHELL", around), (program) =>
    andThen(expander.valueOf(".SHELLFLAGS", around), (flags) => {
      const argv = commandVector(command, program, splitWords(flags));
      state.opening();
      return andThen(state.host.flush(), () =>
        andThen(
          state.host.runner.capture({
            argv,
            env: state.host.env,
            cwd: state.disk.cwd,
            stdin: "inherit",
          }),
          ({ end, output }) => {
            let status = 127;
            if (end.kind === "exited") status = end.status;
            else if (end.kind === "signaled") status = 128 + end.signal;
            else state.warn(`${argv[0] ?? ""}: ${end.reason}`);
            state.globals.define(".SHELLSTATUS", String(status), "override", "simple");
            // As if the command could not be started: what it wrote is an error message.
            if (status === 127) {
              state.host.write(2, output);
              return "";
            }
            return output.replace(all ? /\n+$/ : /\n$/, "").replaceAll("\n", " ");
          },
        ),
      );
    }),
  );
}

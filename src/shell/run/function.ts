import { ShellError } from "../errors.ts";
import { EVENT_NUMBERS } from "../state/traps.ts";
import type { Shell } from "../state/shell.ts";
import type { FunctionDefinition } from "../syntax/ast.ts";
import type { Task } from "../task.ts";
import { runNode } from "./execute.ts";
import { runEvent } from "./trap.ts";

/** How deep functions may call: real shells crash somewhere beyond. */
const CALL_LIMIT = 4000;

/** Calls a function (POSIX 2.9.5): its own positional parameters, and a frame for `local`. */
export function* callFunction(shell: Shell, definition: FunctionDefinition, words: readonly string[]): Task<number> {
  const nest = Number(shell.variables.get("FUNCNEST") ?? 0);
  if (shell.bash && nest > 0 && shell.calls.length >= nest) {
    throw new ShellError(`${definition.name}: maximum function nesting level exceeded (${String(nest)})`, {
      scope: "line",
      status: 1,
    });
  }
  if (shell.calls.length >= CALL_LIMIT) {
    throw new ShellError(`${definition.name}: maximum function nesting level exceeded (${String(CALL_LIMIT)})`);
  }
  const { positional, loops, getoptsAt } = shell;
  shell.positional = words.slice(1);
  if (!shell.bash) shell.getoptsAt = { word: 1, letter: 0, shown: Number(shell.variables.get("OPTIND")) };
  shell.loops = 0;
  const frame = {
    name: definition.name,
    line: shell.line,
    source: definition.file ?? shell.file,
    ...(shell.bash && shell.options.shopt("extdebug") ? { args: shell.positional } : {}),
  };
  shell.calls.push(frame);
  shell.frames.push(frame);
  shell.variables.pushFrame();
  const traced = shell.options.has("functrace") || shell.tracedFunctions.has(definition.name);
  const traps = shell.bash && !traced ? holdEvents(shell) : undefined;
  try {
    if (shell.bash && traced) yield* runEvent(shell, EVENT_NUMBERS.DEBUG ?? 0);
    let status = yield* runNode(shell, definition.body);
    if (shell.jump === "return") {
      shell.jump = "none";
      status = shell.status;
      // The RETURN trap finds what the last command before `return` left.
      shell.status = shell.beforeReturn;
    }
    // The RETURN trap of the caller is not the function's, unless `set -T`.
    if (shell.bash) yield* runEvent(shell, EVENT_NUMBERS.RETURN ?? 0);
    shell.status = status;
    return status;
  } catch (error) {
    if (error instanceof ShellError && shell.bash) error.prefix ??= shell.prefix;
    throw error;
  } finally {
    traps?.();
    shell.variables.popFrame();
    shell.calls.pop();
    shell.frames.pop();
    shell.positional = positional;
    if (shell.bash) shell.line = frame.line;
    shell.loops = loops;
    // dash counts anew in a function, and goes on afterwards, whatever OPTIND says.
    if (!shell.bash) shell.getoptsAt = { ...getoptsAt, shown: Number(shell.variables.get("OPTIND")) };
  }
}

/** DEBUG and RETURN are not inherited by functions unless `set -T`; the result puts them back. */
function holdEvents(shell: Shell): (() => void) | undefined {
  const { actions } = shell.traps;
  const held: [number, string][] = [];
  for (const name of ["DEBUG", "RETURN"]) {
    const number = EVENT_NUMBERS[name] ?? 0;
    const action = actions.get(number);
    if (action === undefined) continue;
    held.push([number, action]);
    actions.delete(number);
  }
  if (held.length === 0) return undefined;
  let done = false;
  return () => {
    if (done) return;
    done = true;
    for (const [number, action] of held) if (!actions.has(number)) actions.set(number, action);
  };
}

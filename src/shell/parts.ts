import type { Builtin } from "./builtins/builtin.ts";
import type { ShellOptions } from "./main.ts";
import type { Shell } from "./state/shell.ts";
import type { Command } from "./syntax/ast.ts";
import { wait, type Task } from "./task.ts";

/** What of the shell comes when it is first asked for (`later.ts`), so that the first page is smaller. */
export interface Parts {
  readonly builtins: Readonly<Record<string, Builtin>>;
  /** How bash says that a builtin is called. */
  readonly usage: (builtin: string) => string | undefined;
  /** Says what killed a program. */
  readonly killed: (shell: Shell, signal: number, pid: number, command: string) => void;
  readonly select: (shell: Shell, command: Extract<Command, { kind: "for" | "select" }>) => Task<number>;
  readonly coprocess: (shell: Shell, command: Command & { kind: "coproc" }) => Task<number>;
  readonly interactive: (shell: Shell, options: ShellOptions) => Promise<number>;
}

let parts: Parts | undefined;

type TimeText = (format: string, ms: number, zone: string | undefined) => string;

let times: TimeText | undefined;

/** Called by the module that knows strftime(3), which comes with the parts. */
export function provideTimes(given: TimeText): void {
  times = given;
}

/** A moment as strftime(3) writes it in a zone that TZ names; the parts have to be here. */
export function timeText(format: string, ms: number, zone: string | undefined): string {
  if (times === undefined) throw new Error("the rest of the shell brought no strftime [this is a bug]");
  return times(format, ms, zone);
}

/** Called by the module that holds them. */
export function provideParts(given: Parts): void {
  parts = given;
}

/** The parts, fetched when they are not here yet. */
export async function loadParts(shell: Shell): Promise<Parts> {
  if (parts === undefined) await shell.loadLater();
  if (parts === undefined) throw new Error("the rest of the shell gave no parts [this is a bug]");
  return parts;
}

/** Does something with the parts: at once when they are here, else after they came, which the promise tells. */
export function withParts(shell: Shell, act: (given: Parts) => void): Promise<void> | undefined {
  if (parts === undefined) return loadParts(shell).then(act);
  act(parts);
  return undefined;
}

/** A builtin whose code comes when it is first called. */
export function laterBuiltin(name: string, special = false): Builtin {
  return {
    special,
    *run(shell, args, called): Task<number> {
      const builtin = (parts ?? (yield* wait(loadParts(shell)))).builtins[name];
      if (builtin === undefined) throw new Error(`the rest of the shell has no ${name} [this is a bug]`);
      const result = builtin.run(shell, args, called);
      return typeof result === "object" && "next" in result ? yield* result : yield* wait(result);
    },
  };
}

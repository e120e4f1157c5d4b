/** Ends the shell (or the fork) with a status: `exit`, `set -e`, a fatal error. EXIT traps run on the way. */
export class ExitShell extends Error {
  override readonly name = "ExitShell";
  readonly status: number;
  constructor(status: number) {
    super(`exit ${String(status)}`);
    this.status = status;
  }
}

/**
 * A command that cannot be carried out: an expansion or an assignment went wrong. Ends a shell that is not interactive;
 * an interactive one drops the line. `message` lacks the shell's name and line, and is empty when it was said already.
 */
export class ShellError extends Error {
  override readonly name = "ShellError";
  readonly status: number | undefined;
  /** bash: some errors end only the command, or the line it is on. */
  readonly scope: "shell" | "line" | "command";
  /** What messages began with where it happened; undefined while it is still there. */
  prefix: string | undefined;
  constructor(message: string, options: { status?: number; scope?: "shell" | "line" | "command" } = {}) {
    super(message);
    this.status = options.status;
    this.scope = options.scope ?? "shell";
  }
}

/** Ctrl+C at an interactive shell: back to the prompt, `$?` is 130. */
export class Interrupt extends Error {
  override readonly name = "Interrupt";
}

import { withParts } from "../parts.ts";
import type { Shell } from "../state/shell.ts";

/** Writes bash's usage line of the builtin at work: the status of a wrong call. */
export function showUsage(shell: Shell): number {
  const { builtin } = shell;
  const written = withParts(shell, ({ usage }) => {
    const text = usage(builtin);
    if (text !== undefined) shell.warn(`${builtin}: usage: ${builtin} ${text}\n`);
  });
  if (written === undefined) return 2;
  const before = shell.flushing;
  shell.flushing = before === undefined ? written : before.then(() => written);
  return 2;
}

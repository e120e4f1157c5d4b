import type { Diagnostic } from "#base";
import type { Target } from "./target.ts";

/** Whether `from`, which is being considered among parallel updates, waits for `target`. */
export function waitsFor(from: Target, target: Target, seen = new Set<Target>()): boolean {
  if (from === target) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return [...(from.waitingFor ?? [])].some((next) => waitsFor(next, target, seen));
}

/** What make's "Circular … dropped" means, at the rule that closes the loop. NON-GNU. */
export function loopNote(message: string, target: Target, other: Target): Diagnostic {
  const where = target.location === undefined ? {} : { file: target.location.file, line: target.location.line };
  const note =
    other === target
      ? `'${target.name}' is among its own prerequisites, so it would have to be there before it is made.`
      : `'${target.name}' needs '${other.name}', which itself waits for '${target.name}': neither can be first.`;
  const help = `Take '${other.name}' out of the prerequisites of '${target.name}', or turn the other rule round.`;
  return { message, ...where, note, help };
}

import { diffArrays } from "diff";

/** One run of lines that differ: lines from..fromEnd of the old side become to..toEnd of the new (0-based, ends excluded). */
export interface Change {
  readonly from: number;
  readonly fromEnd: number;
  readonly to: number;
  readonly toEnd: number;
}

/** The differences between two lists of lines, `key` saying which lines count as the same. */
export function findChanges(
  old: readonly string[],
  recent: readonly string[],
  key: (line: string) => string,
): Change[] {
  const changes: Change[] = [];
  const left = old.map(key);
  const right = recent.map(key);
  let from = 0;
  let to = 0;
  let open: { from: number; to: number } | undefined;
  const close = (): void => {
    if (open !== undefined) changes.push({ from: open.from, fromEnd: from, to: open.to, toEnd: to });
    open = undefined;
  };
  for (const part of diffArrays(left, right)) {
    if (part.added || part.removed) {
      open ??= { from, to };
      if (part.added) to += part.value.length;
      else from += part.value.length;
    } else {
      close();
      from += part.value.length;
      to += part.value.length;
    }
  }
  close();
  return changes.map((change) => slideDown(change, left, right));
}

/** An insertion or removal that could stand lower among equal lines does: where GNU's diff puts it. */
function slideDown(change: Change, left: readonly string[], right: readonly string[]): Change {
  let { from, fromEnd, to, toEnd } = change;
  if (from !== fromEnd && to !== toEnd) return change;
  const lines = from === fromEnd ? right : left;
  const [start, end] = from === fromEnd ? [to, toEnd] : [from, fromEnd];
  let shift = 0;
  while (
    end + shift < lines.length &&
    lines[start + shift] === lines[end + shift] &&
    left[fromEnd + shift] === right[toEnd + shift]
  ) {
    shift += 1;
  }
  from += shift;
  fromEnd += shift;
  to += shift;
  toEnd += shift;
  return { from, fromEnd, to, toEnd };
}

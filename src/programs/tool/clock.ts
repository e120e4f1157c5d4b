/**
 * The moment that files' times are compared with, in milliseconds since the epoch: the end of the present millisecond,
 * because the clock counts whole ones and files' times do not, and what was just written is not from the future.
 */
export function endOfNow(): number {
  return Date.now() + 1;
}

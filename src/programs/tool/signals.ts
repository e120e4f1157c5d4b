import { signalNumber } from "#base";

/** "INT,TERM" or "2" as signal numbers; names that are none are left out. */
export function parseSignals(text: string): number[] {
  return text.split(",").flatMap((name) => {
    const number = signalNumber(name);
    return number === undefined ? [] : [number];
  });
}

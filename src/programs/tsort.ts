import { byteTextToText } from "./tool/byte-text.ts";
import { readAll } from "./tool/input.ts";
import { quoteInMessage } from "./tool/quote.ts";
import { isFileError, Refusal, tool } from "./tool/tool.ts";

interface Item {
  readonly name: string;
  waits: number;
  readonly next: Item[];
}

/** A loop among what is left: each item waits for the one before it. */
function findLoop(left: ReadonlySet<Item>): Item[] {
  const [first] = left;
  const path: Item[] = [];
  for (let at: Item | undefined = first; at !== undefined;) {
    const seen = path.indexOf(at);
    if (seen >= 0) {
      const [start, ...others] = path.slice(seen);
      return start === undefined ? [] : [start, ...others.reverse()];
    }
    path.push(at);
    const here: Item = at;
    at = [...left].find((other) => other.next.includes(here));
  }
  return path;
}

/** An order in which every pair's first comes before its second. */
export const tsort = tool({}, async (run) => {
  run.expectOperands(0, 1);
  const name = run.operands[0] ?? "-";
  let words: string[];
  try {
    const file = run.openInput(name);
    words = byteTextToText(await readAll(run, file))
      .split(/[ \t\n]+/)
      .filter(Boolean);
    file.close();
  } catch (error) {
    if (!isFileError(error) || error.code === "EPIPE") throw error;
    throw new Refusal(`${quoteInMessage(name)}: ${error.reason}`);
  }
  if (words.length % 2 === 1) throw new Refusal(`${name}: input contains an odd number of tokens`);
  const items = new Map<string, Item>();
  const item = (text: string): Item => {
    let found = items.get(text);
    if (found === undefined) items.set(text, (found = { name: text, waits: 0, next: [] }));
    return found;
  };
  for (let at = 0; at < words.length; at += 2) {
    const [before, after] = [item(words[at] ?? ""), item(words[at + 1] ?? "")];
    if (before === after) continue;
    before.next.push(after);
    after.waits += 1;
  }
  const left = new Set([...items.values()].sort((a, b) => (a.name < b.name ? -1 : 1)));
  const ready = [...left].filter(({ waits }) => waits === 0);
  while (left.size > 0) {
    const next = ready.shift();
    if (next === undefined) {
      const loop = findLoop(left);
      await run.error(`${name}: input contains a loop:`);
      for (const { name: member } of loop) await run.warn(member);
      const [last, first] = [loop.at(-1), loop[0]];
      const [from, to] = [loop.length > 1 ? last : first, first];
      if (from === undefined || to === undefined) break;
      from.next.splice(from.next.indexOf(to), 1);
      to.waits -= 1;
      if (to.waits === 0) ready.push(to);
      continue;
    }
    left.delete(next);
    await run.out.text(`${next.name}\n`);
    for (const after of next.next.toReversed()) {
      after.waits -= 1;
      if (after.waits === 0) ready.push(after);
    }
  }
  return undefined;
});

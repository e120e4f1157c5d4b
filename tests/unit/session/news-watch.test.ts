import { expect, test } from "vitest";
import { NewsWatch } from "../../../src/session/news-watch.ts";
import { FakeEngine } from "../../fakes/fake-engine.ts";

interface Watching {
  readonly engine: FakeEngine;
  readonly watch: NewsWatch;
  /** The folder that was told, as the engine has it: seen from the lab's. */
  readonly folder: string;
  readonly taken: [string[], boolean][];
}

async function watching(engine = new FakeEngine()): Promise<Watching> {
  const taken: [string[], boolean][] = [];
  const take = (lines: readonly string[], first: boolean): boolean => {
    taken.push([lines.filter((line) => line !== ""), first]);
    return lines.includes("end");
  };
  const watch = new NewsWatch(
    engine,
    (folder) => ({ NEWS: folder }),
    take,
    () => undefined,
  );
  await watch.open();
  return { engine, watch, taken, folder: `../../..${watch.environment.NEWS ?? ""}` };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a file is read as it grows, whole lines only, and goes once its run has ended", async () => {
  const { engine, watch, taken, folder } = await watching();
  engine.files.set(`${folder}/1.jsonl`, bytes("one\ntw"));
  await watch.settle();
  engine.files.set(`${folder}/1.jsonl`, bytes("one\ntwo\nend\n"));
  await watch.settle();
  expect(taken).toEqual([
    [["one"], true],
    [["two", "end"], false],
  ]);
  expect([...engine.files.keys()]).toEqual([]);
});

test("what was written is read although its change was never told", async () => {
  const { engine, watch, taken, folder } = await watching();
  engine.files.set(`${folder}/2.jsonl`, bytes("late\n"));
  engine.files.set(`${folder}/1.jsonl`, bytes("early\n"));
  await watch.settle();
  expect(taken.map(([lines]) => lines)).toEqual([["early"], ["late"]]);
});

test("labs that share a machine are told apart, and what an earlier one left behind is no news", async () => {
  const { engine, folder } = await watching();
  engine.files.set(`${folder}/1.jsonl`, bytes("ended early\n"));
  const other = await watching(engine);
  await other.watch.settle();
  expect(other.taken).toEqual([]);
  expect(other.folder).not.toBe(folder);
});

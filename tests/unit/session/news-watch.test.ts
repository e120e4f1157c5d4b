import { expect, test } from "vitest";
import { NewsWatch } from "../../../src/session/news-watch.ts";
import { FakeEngine } from "../../fakes/fake-engine.ts";

const FOLDER = "../../../tmp/news";

async function watching(): Promise<{ engine: FakeEngine; watch: NewsWatch; taken: [string[], boolean][] }> {
  const engine = new FakeEngine();
  const taken: [string[], boolean][] = [];
  const take = (lines: readonly string[], first: boolean): boolean => {
    taken.push([lines.filter((line) => line !== ""), first]);
    return lines.includes("end");
  };
  const watch = new NewsWatch(engine, "/tmp/news", take, () => undefined);
  await watch.open();
  return { engine, watch, taken };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a file is read as it grows, whole lines only, and goes once its run has ended", async () => {
  const { engine, watch, taken } = await watching();
  engine.files.set(`${FOLDER}/1.jsonl`, bytes("one\ntw"));
  await watch.settle();
  engine.files.set(`${FOLDER}/1.jsonl`, bytes("one\ntwo\nend\n"));
  await watch.settle();
  expect(taken).toEqual([
    [["one"], true],
    [["two", "end"], false],
  ]);
  expect([...engine.files.keys()]).toEqual([]);
});

test("what was written is read although its change was never told", async () => {
  const { engine, watch, taken } = await watching();
  engine.files.set(`${FOLDER}/2.jsonl`, bytes("late\n"));
  engine.files.set(`${FOLDER}/1.jsonl`, bytes("early\n"));
  await watch.settle();
  expect(taken.map(([lines]) => lines)).toEqual([["early"], ["late"]]);
});

/** A write that a signal ends: what was written before counts, and is not written again. */
import { expect, test } from "vitest";
import { Interrupted, PartlyWritten } from "#kernel";
import { machine } from "./machine.ts";

const PIPE_BYTES = 65_536;

test("nothing written: the reason of the signal", async () => {
  const [, writer] = machine().kernel.pipe();
  await writer.write(new Uint8Array(PIPE_BYTES));
  const stop = new AbortController();
  const writing = writer.write(new Uint8Array(1), stop.signal);
  stop.abort(new Interrupted(2));
  await expect(writing).rejects.toBeInstanceOf(Interrupted);
});

test("a part written: how much", async () => {
  const [reader, writer] = machine().kernel.pipe();
  const stop = new AbortController();
  const writing = writer.write(new Uint8Array(PIPE_BYTES + 1000), stop.signal);
  stop.abort(new Interrupted(2));
  const error: unknown = await Promise.resolve(writing).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(PartlyWritten);
  expect(error).toMatchObject({ bytes: PIPE_BYTES });
  writer.close();
  let read = 0;
  for (let chunk = await reader.read(PIPE_BYTES); chunk !== null; chunk = await reader.read(PIPE_BYTES))
    read += chunk.length;
  expect(read).toBe(PIPE_BYTES);
});

/** `ruff` when its WebAssembly cannot be had. */
import { expect, test } from "vitest";
import { ruff } from "#programs";
import { drain, machine, start } from "../kernel/machine.ts";

test.each([["check"], ["format"], ["--version"]])("ruff %s: a linter that does not come is told", async (verb) => {
  const lost = ruff(() => Promise.reject(new Error("ruff: the download failed; check the connection and try again")));
  const room = machine({ ruff: lost });
  const { child, err } = start(room, "ruff", verb);
  expect(await drain(err)).toBe(
    "ruff: cannot be loaded: ruff: the download failed; check the connection and try again\n",
  );
  expect(await child.exit).toBe(126);
  expect(room.crashes).toEqual([]);
});

/** `ruff` does here what ruff does: the same output, status and files. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { decodeUtf8, encodeUtf8 } from "#base";
import { HOME } from "#kernel";
import { ruff, type Linter } from "#programs";
import { beforeAll, describe, expect, test } from "vitest";
import { createRuffLinter } from "../../../src/hosts/ruff-linter.ts";
import { machine, run } from "../../unit/kernel/machine.ts";
import { PROJECT, readRecording } from "./case.ts";

const { judge, cases } = readRecording();
let linter: Linter;

beforeAll(async () => {
  const path = createRequire(import.meta.url).resolve("@astral-sh/ruff-wasm-web/ruff_wasm_bg.wasm");
  linter = createRuffLinter(await WebAssembly.compile(readFileSync(path)));
});

test("the judge is of the WebAssembly's version", () => {
  expect(judge).toBe(`ruff ${linter.version}`);
});

describe("ruff", () => {
  test.each(PROJECT.cases)("$name", async ({ name, run: words, input, after = [] }) => {
    const place = machine({ ruff: ruff(() => Promise.resolve(linter)) });
    for (const [path, text] of Object.entries(PROJECT.files)) {
      const folders = dirname(path).split("/");
      folders.forEach((_, at) => {
        const folder = `${HOME}/${folders.slice(0, at + 1).join("/")}`;
        if (place.files.tryStat(folder) === undefined) place.files.makeDirectory(folder);
      });
      place.files.writeFile(`${HOME}/${path}`, encodeUtf8(text));
    }
    const outcome = await run(place, "ruff", [...words], input);
    const files = after.map((path) => [path, decodeUtf8(place.files.readFile(`${HOME}/${path}`))]);
    expect({ ...outcome, after: Object.fromEntries(files) as unknown }).toEqual(cases[name]);
    expect(place.crashes).toEqual([]);
  });
});

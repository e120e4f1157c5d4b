/**
 * The machine on the Node versions that a container may have: 20 and 22 have no JSPI, so Python's threads run inline there.
 * NODE_20 and NODE_22 name their programs; else PATH and `.cache/node-22` are looked at, and a missing one is left out.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { labData, readLab } from "#content";
import { useSite } from "../../browser/site.ts";
import { ENGINE_CASES } from "../../contract/engine/engine-contract.ts";
import { openTestBench, type TestBench } from "../bench-page.ts";
import { leftOutCases } from "../left-out.ts";
import type * as Labs from "../lab-runner.ts";
import type * as Runner from "../runner.ts";
import { bundleLabs } from "../bundle-labs.ts";

declare const runner: typeof Runner;
declare const labs: typeof Labs;

const ROOT = new URL("../../../", import.meta.url).pathname;

function findNode(major: number): string | undefined {
  const platform = `node-${process.platform}-${process.arch}`;
  return [
    process.env[`NODE_${String(major)}`],
    join(ROOT, `.cache/node-${String(major)}/node_modules/${platform}/bin/node`),
    ...[...(process.env.PATH ?? "").split(":"), "/usr/bin", "/usr/local/bin"].map((folder) => join(folder, "node")),
  ].find((path) => path !== undefined && existsSync(path) && versionOf(path).startsWith(`v${String(major)}.`));
}

function versionOf(path: string): string {
  try {
    return execFileSync(path, ["--version"], { encoding: "utf8" });
  } catch {
    return "";
  }
}

const NODES = [20, 22].map((major) => ({ major, path: findNode(major) }));
const site = useSite();

test.skip.each(NODES.filter(({ path }) => path === undefined))("Node $major is not here", () => undefined);

describe.each(NODES.filter(({ path }) => path !== undefined))("the machine on Node $major", ({ major, path }) => {
  let bench: TestBench;
  const before = process.env.STAND_IN_NODE;
  beforeAll(async () => {
    process.env.STAND_IN_NODE = path;
    bench = await openTestBench();
  });
  afterAll(async () => {
    await bench.close();
    if (before === undefined) delete process.env.STAND_IN_NODE;
    else process.env.STAND_IN_NODE = before;
  });

  test("is that version", async () => {
    const page = await bench.page();
    const version = await page.evaluate(async (origin) => {
      const engine = await runner.boot(origin);
      const process = await engine.spawn("node", ["--version"]);
      let text = "";
      for await (const piece of process.output) text += piece;
      engine.teardown();
      return text;
    }, bench.standIn.origin);
    expect(version).toMatch(new RegExp(`^v${String(major)}\\.`));
  });

  test("the engine contract", async () => {
    const leftOut = leftOutCases();
    const page = await bench.page();
    const results = await page.evaluate(([origin, names]) => runner.runContract(origin, names), [
      bench.standIn.origin,
      leftOut,
    ] as const);
    expect(results.filter(({ got, want }) => !isDeepStrictEqual(got, want))).toEqual([]);
    expect(results.map(({ name }) => name)).toEqual(
      ENGINE_CASES.map(({ name }) => name).filter((name) => !leftOut.includes(name)),
    );
  });

  test("labs: make, pytest with threads inline, Flask asked by curl, Express", async () => {
    const script = await bundleLabs();
    const context = await site.browser.newContext({ bypassCSP: true });
    const page = await context.newPage();
    await page.goto(site.at(""));
    await page.addScriptTag({ content: script });
    const of = (name: string) => labData(readLab(ROOT, name));
    const outcomes = await page.evaluate(
      async ([place, repaired, fruit, express, hello]) => {
        await labs.hold(place);
        const thread =
          "python -c 'import threading as t; x = t.Thread(target=print, args=(\"in a thread\",)); x.start(); x.join()'";
        return [
          await labs.runSequence(place, { lab: repaired, commands: ["make"] }),
          await labs.runServer(place, {
            ...{ lab: fruit, before: [], server: "make run", port: 8080 },
            commands: ["curl -s localhost:8080/api/fruit/quince"],
          }),
          await labs.runSequence(place, { lab: express, commands: ["npm install", "npm test"] }),
          await labs.runSequence(place, { lab: hello, commands: [thread] }),
        ].flat();
      },
      [bench.standIn.origin, of("make-repaired"), of("flask-fruit"), of("express-fruit"), of("pytest-hello")] as const,
    );
    await context.close();
    expect(
      outcomes.map(({ command, kind, output }) => [command.slice(0, 10), kind === "same" ? kind : output]),
    ).toEqual([
      ["make", "same"],
      ["curl -s lo", "same"],
      ["make run", "same"],
      ["npm instal", "same"],
      ["npm test", "same"],
      ["python -c ", "in a thread\n"],
    ]);
  });
});

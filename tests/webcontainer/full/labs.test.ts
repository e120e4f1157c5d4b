/** Every lab of the site on both engines, in Chromium: what was recorded from the real programs comes out. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { labData, labNames, readLab } from "#content";
import type { LabAction, LabData } from "#session";
import { useSite } from "../../browser/site.ts";
import type * as Runner from "../lab-runner.ts";
import { startStandIn, type StandIn } from "../stand-in.ts";
import { bundleLabs } from "../bundle-labs.ts";

declare const labs: typeof Runner;

const ROOT = new URL("../../../", import.meta.url).pathname;

const site = useSite();
let standIn: StandIn;
let script: string;

beforeAll(async () => {
  standIn = await startStandIn();
  script = await bundleLabs();
});
afterAll(async () => {
  await standIn.close();
});

interface Row {
  readonly name: string;
  readonly lab: LabData;
  readonly needs: string | undefined;
  readonly commands: readonly string[];
}

/** What was recorded of each lab: its session in one row, each command that was recorded alone in a row of its own. */
function rows(): Row[] {
  return labNames(ROOT).flatMap((name) => {
    const whole = readLab(ROOT, name);
    const { manifest, recorded } = whole;
    if (recorded === undefined) return [];
    const { actions, ...data } = labData(whole);
    // Commands of the session that have no button are compared as those that have.
    const typed = [...new Set([...manifest.session.map((step) => step.run)])].filter(
      (command) => !actions.some((action) => action.command === command),
    );
    const more = typed.map((command): LabAction => {
      const varies = manifest.session.filter((step) => step.run === command).flatMap((step) => step.varies ?? []);
      const runs = recorded.runs.filter((run) => run.command === command);
      return { command, recorded: runs.map(({ after, output, status }) => ({ after, output, status, varies })) };
    });
    const lab = { ...data, terminals: 1, actions: [...actions, ...more] };
    const { needs } = manifest;
    const session = { name, lab, needs, commands: manifest.session.map((step) => step.run) };
    const servers = manifest.actions.filter((action) => action.serves !== undefined).map(({ command }) => command);
    const alone = recorded.runs
      .filter((run) => run.beside === undefined && !servers.includes(run.command))
      .filter(({ command }) => !session.commands.includes(command))
      .map(({ command, after }) => ({ name: `${name}: ${command}`, lab, needs, commands: [...after, command] }));
    return [session, ...alone];
  });
}

/** Every server of a lab with what asks it. */
function servers(): (Runner.Serving & { readonly name: string; readonly needs: string | undefined })[] {
  return labNames(ROOT).flatMap((name) => {
    const lab = readLab(ROOT, name);
    const { actions, needs } = lab.manifest;
    return actions.flatMap(({ command: server, serves, after = [] }) => {
      if (serves === undefined) return [];
      const commands = actions.filter(({ beside }) => beside === server).map(({ command }) => command);
      return [{ name: `${name}: ${server}`, lab: labData(lab), before: after, server, port: serves, commands, needs }];
    });
  });
}

const ROWS = rows();
const SERVERS = servers();

describe.each([{ engine: "page" }, { engine: "webcontainer" }])("labs on the engine: $engine", ({ engine }) => {
  let page: Page;
  const place = (): string => (engine === "page" ? "page" : standIn.origin);
  beforeAll(async () => {
    page = await (await site.browser.newContext({ bypassCSP: true })).newPage();
    await page.goto(site.at(""));
    await page.addScriptTag({ content: script });
    if (engine !== "page") await page.evaluate((at) => labs.hold(at), place());
  });
  afterAll(() => page.context().close());

  const runsHere = ({ needs }: { needs: string | undefined }): boolean => needs === undefined || engine !== "page";
  test.each(ROWS.filter(runsHere))("$name", async ({ lab, commands }) => {
    const outcomes = await page.evaluate(([at, one]) => labs.runSequence(at, one), [
      place(),
      { lab, commands },
    ] as const);
    expect(outcomes.map(({ command }) => command)).toEqual(commands);
    expect(outcomes.filter(({ kind }) => kind !== "same")).toEqual([]);
  });

  test("ruff, which no lab calls", async () => {
    const commands = [
      "printf 'import os\\nx=1\\n' > untidy.py",
      "ruff check --output-format concise untidy.py",
      "ruff format --diff untidy.py",
      "ruff check -q --fix untidy.py && ruff format untidy.py && cat untidy.py",
    ];
    const lab = labData(readLab(ROOT, "pytest-hello"));
    const outcomes = await page.evaluate(([at, one]) => labs.runSequence(at, one), [
      place(),
      { lab, commands },
    ] as const);
    expect(outcomes.map(({ output }) => output)).toEqual([
      "",
      "untidy.py:1:1: I001 [*] Import block is un-sorted or un-formatted\nuntidy.py:1:8: F401 [*] `os` imported but unused\nFound 2 errors.\n[*] 2 fixable with the `--fix` option.\n",
      "--- untidy.py\n+++ untidy.py\n@@ -1,2 +1,3 @@\n import os\n-x=1\n+\n+x = 1\n\n1 file would be reformatted\n",
      "1 file reformatted\nx = 1\n",
    ]);
  });

  test.each(SERVERS.filter(runsHere))("$name, and what asks it", async (serving) => {
    const outcomes = await page.evaluate(([at, one]) => labs.runServer(at, one), [place(), serving] as const);
    expect(outcomes.map(({ command }) => command)).toEqual([...serving.commands, serving.server]);
    expect(outcomes.filter(({ kind }) => kind !== "same")).toEqual([]);
  });
});

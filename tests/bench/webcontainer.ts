/** WebContainer, on the local stand-in, against the page's machine: boot to prompt, first pytest, and bytes of each. */
import { readFileSync } from "node:fs";
import { labData, readLab } from "#content";
import type { EngineManifest } from "#protocol";
import { openBrowser, serveBuiltSite } from "../browser/support.ts";
import type * as Runner from "../webcontainer/lab-runner.ts";
import { startStandIn } from "../webcontainer/stand-in.ts";
import type { Row } from "./measure.ts";
import { bundleLabs } from "../webcontainer/bundle-labs.ts";

declare const labs: typeof Runner;

const ROOT = new URL("../../", import.meta.url).pathname;
const RUNS = 5;

export default async function measure(): Promise<readonly Row[]> {
  const serving = await serveBuiltSite();
  const standIn = await startStandIn();
  const browser = await openBrowser();
  try {
    const script = await bundleLabs();
    const lab = labData(readLab(ROOT, "pytest-hello"));
    const once = async (place: string): Promise<{ prompt: number; pytest: number }> => {
      const context = await browser.newContext({ bypassCSP: true });
      try {
        const page = await context.newPage();
        await page.goto(serving.address);
        await page.addScriptTag({ content: script });
        return await page.evaluate(([at, one]) => labs.timeFirstRun(at, one), [place, lab] as const);
      } finally {
        await context.close();
      }
    };
    const ours = [];
    const theirs = [];
    for (let run = 0; run < RUNS; run++) {
      ours.push(await once(standIn.origin));
      theirs.push(await once("page"));
    }
    const { kernel, container } = JSON.parse(
      readFileSync(`${ROOT}dist/site/engine/manifest.json`, "utf8"),
    ) as EngineManifest;
    return [
      {
        name: "boot to prompt, WebContainer's stand-in",
        ours: ours.map(({ prompt }) => prompt),
        peer: { name: "page", figures: theirs.map(({ prompt }) => prompt) },
        unit: "ms",
      },
      {
        name: "first pytest -q after the prompt, WebContainer's stand-in",
        ours: ours.map(({ pytest }) => pytest),
        peer: { name: "page", figures: theirs.map(({ pytest }) => pytest) },
        unit: "ms",
      },
      {
        name: "our programs over the wire, without Python (the service's own runtime comes on top)",
        ours: [(container?.machine.wire ?? 0) / 1000],
        peer: { name: "page", figures: [kernel.wire / 1000] },
        unit: "kB",
      },
    ];
  } finally {
    await browser.close();
    await serving.close();
    await standIn.close();
  }
}

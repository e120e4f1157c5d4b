import { site, type LabManifest } from "#content";

/** Where a lab runs on this site, and the words for it: one that needs Node runs where WebContainer is set up. */
export function labTruth({ truth, needs }: Pick<LabManifest, "truth" | "needs">): {
  readonly truth: LabManifest["truth"];
  readonly words: string;
} {
  if (needs === "node") {
    return site.container === undefined
      ? { truth: "needs-your-machine", words: WORDS["needs-your-machine"] }
      : { truth: "runs-here", words: "Runs here, in WebContainer" };
  }
  return { truth, words: WORDS[truth] };
}

const WORDS = {
  "runs-here": "Runs here",
  simulated: "Simulated",
  "needs-your-machine": "Needs your machine",
} as const;

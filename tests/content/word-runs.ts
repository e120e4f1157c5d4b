/**
 * Runs of eight words, as fingerprints: the site is written anew from a learner's notes, which are not published, and
 * no eight words in a row may be theirs. `node tests/content/word-runs.ts NOTES` writes the notes' fingerprints.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const LENGTH = 8;

/** Where the notes' fingerprints are kept. */
export const FINGERPRINTS = new URL("notes-fingerprints.json", import.meta.url);

function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replace(/https?:\/\/\S+/g, " ")
      .match(/[a-z0-9]+(?:'[a-z]+)?/g) ?? []
  );
}

/** Every run of eight words of a text, once. */
export function wordRuns(text: string): Set<string> {
  const words = wordsOf(text);
  const starts = words.slice(0, Math.max(0, words.length - LENGTH + 1));
  return new Set(starts.map((_, at) => words.slice(at, at + LENGTH).join(" ")));
}

/** 72 bits of a run: enough that two runs do not meet by chance, and nothing to read. */
export function fingerprint(run: string): string {
  return createHash("sha256").update(run).digest("base64url").slice(0, 12);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , notes] = process.argv;
  if (notes === undefined) throw new Error("word-runs: say which file holds the notes");
  const all = [...wordRuns(readFileSync(notes, "utf8"))].map(fingerprint).sort();
  writeFileSync(FINGERPRINTS, `${JSON.stringify(all, undefined, 2)}\n`);
}

import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The environment of every case, the judge's and ours. */
export const ENVIRONMENT = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

const FILES: Readonly<Record<string, string>> = {
  t: "foo\nbar\nfoobar\n",
  "a.txt": "",
  "d/x": "",
  u: "foo\nbaz\nfoobar\nlast\n",
  s1: "a\nb\nc\n",
  s2: "b\nc\nd\n",
  cut: "no newline",
};

/** A fresh folder with the files that every case finds. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tools-"));
  mkdirSync(join(folder, "d"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  return folder;
}

import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordedCase } from "../tools/case.ts";

/** Where the server listens; port 18799 is nobody's. */
export const PORT = 18_761;

/** The environment of every case: HOME is a folder without a .curlrc. */
export const ENVIRONMENT = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC", HOME: "/nonexistent", S: `localhost:${PORT}` };

export interface CurlRecording {
  /** The program that answered, with its version. */
  readonly judge: string;
  readonly cases: readonly RecordedCase[];
}

export const RECORDED = new URL("recorded.json", import.meta.url);

/** One script a line, run by `sh -c` in a fresh folder; "#" begins a remark. */
export function readScripts(): string[] {
  return readFileSync(new URL("scripts.txt", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
}

export function readRecording(): CurlRecording {
  return JSON.parse(readFileSync(RECORDED, "utf8")) as CurlRecording;
}

/** A fresh folder below `root` with the files that every case finds. */
export function makeFolder(root: string): string {
  const folder = mkdtempSync(join(root, "curl-"));
  mkdirSync(join(folder, "d"));
  writeFileSync(join(folder, "t"), "foo\nbar & baz\n");
  writeFileSync(join(folder, "pic.png"), "\x89PNG");
  writeFileSync(join(folder, "note.txt"), "note\n");
  return folder;
}

/** What differs from run to run: times, a client's ports, boundaries, the folder, that localhost is tried at ::1 first. */
export function settle(text: string): string {
  return text
    .replaceAll(/-{24}[A-Za-z0-9]{22}/g, "BOUNDARY")
    .replaceAll(/after \d+ ms/g, "after N ms")
    .replaceAll(/after \d+ milliseconds/g, "after N milliseconds")
    .replaceAll(/\* IPv6: ::1\n|\* {3}Trying \[::1\].*\n|\* connect to ::1 .*\n/g, "")
    .replaceAll(/(from 127\.0\.0\.1 port) \d+/g, "$1 N");
}

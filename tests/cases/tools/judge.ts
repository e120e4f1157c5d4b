import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import type { Outcome } from "./case.ts";
import { ENVIRONMENT, makeFolder } from "./fixture.ts";

/** The Debian package whose program judges a tool; coreutils unless named here. */
const PACKAGES: Readonly<Record<string, string>> = {
  // Debian's own awk is mawk; gawk takes the name over where it is installed, and is GNU's.
  awk: "gawk",
  bc: "bc",
  clear: "ncurses-bin",
  cmp: "diffutils",
  col: "bsdextrautils",
  column: "bsdextrautils",
  diff: "diffutils",
  envsubst: "gettext-base",
  getconf: "libc-bin",
  egrep: "grep",
  file: "file",
  more: "util-linux",
  find: "findutils",
  grep: "grep",
  gzip: "gzip",
  hexdump: "bsdextrautils",
  hostname: "hostname",
  jq: "jq",
  kill: "procps",
  less: "less",
  locale: "libc-bin",
  patch: "patch",
  pgrep: "procps",
  ps: "procps",
  rev: "util-linux",
  sed: "sed",
  sh: "dash",
  strings: "binutils",
  tar: "tar",
  time: "dash",
  tree: "tree",
  unzip: "unzip",
  watch: "procps",
  which: "debianutils",
  xargs: "findutils",
  xxd: "xxd",
  zip: "zip",
};

/** "coreutils 9.1" without Debian's revision; undefined when the package is not installed. */
export function judgeVersion(tool: string): string | undefined {
  const name = PACKAGES[tool] ?? "coreutils";
  const { status, stdout } = spawnSync("dpkg-query", ["-W", "-f=${Version}", name], { encoding: "utf8" });
  return status === 0 && stdout !== "" ? `${name} ${stdout.replace(/-[^-]*$/, "")}` : undefined;
}

/** What the real programs answer. */
export function runWithJudge(script: string): Outcome {
  const cwd = makeFolder();
  try {
    const { stdout, stderr, status, error } = spawnSync("/bin/dash", ["-c", script], {
      argv0: "sh",
      cwd,
      env: ENVIRONMENT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 20_000,
    });
    if (error) throw error;
    return { stdout, stderr, status: status ?? -1 };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

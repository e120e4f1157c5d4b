import { spawnSync } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HOME } from "#kernel";
import type { Dialect, ShellOutcome } from "./case.ts";

const SHELLS: Readonly<Record<Dialect, string>> = { sh: "/bin/dash", bash: "/bin/bash" };

/** The versions of this machine's shells: "dash 0.5.12", "GNU bash, version 5.2.15(1)-release"; undefined without. */
export function judgeVersion(dialect: Dialect): string | undefined {
  if (dialect === "bash") {
    const { status, stdout } = spawnSync(SHELLS.bash, ["--version"], { encoding: "utf8" });
    return status === 0 ? stdout.split(" (x")[0] : undefined;
  }
  const result = spawnSync("dpkg-query", ["-W", "-f=${Version}", "dash"], { encoding: "utf8" });
  return result.status === 0 ? `dash ${result.stdout.replace(/-.*/, "")}` : undefined;
}

/** Runs a script with the real shell, called by its dialect's name, in a new folder that the result calls HOME. */
export function runWithJudge(dialect: Dialect, script: string): ShellOutcome {
  // A folder of its own above it too: what others leave in the temporary one is not to be found at "..".
  const above = mkdtempSync(join(tmpdir(), "case-"));
  const folder = join(above, "case");
  mkdirSync(folder);
  try {
    const { stdout, stderr, status, error } = spawnSync(SHELLS[dialect], ["-c", script], {
      argv0: dialect,
      cwd: folder,
      env: { PATH: "/usr/bin:/bin", HOME: folder, LC_ALL: "C", TZ: "UTC" },
      encoding: "utf8",
      input: "",
      timeout: 20_000,
    });
    if (error) throw error;
    if (status === null) throw new Error(`a signal ended ${dialect} -c ${script}`);
    const files = filesOf(folder);
    const said = (text: string): string => text.replaceAll(folder, HOME);
    return {
      stdout: said(stdout),
      stderr: said(stderr),
      status,
      ...(Object.keys(files).length > 0 ? { files } : {}),
    };
  } finally {
    rmSync(above, { recursive: true });
  }
}

function filesOf(folder: string, prefix = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const stat = lstatSync(path);
    if (stat.isDirectory()) Object.assign(found, { [`${prefix}${name}/`]: "" }, filesOf(path, `${prefix}${name}/`));
    else if (stat.isSymbolicLink()) found[prefix + name] = `-> ${readlinkSync(path)}`;
    else found[prefix + name] = stat.isFile() ? readFileSync(path, "utf8") : "";
  }
  return found;
}

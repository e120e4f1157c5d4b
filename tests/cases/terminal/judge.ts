import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ENVIRONMENT, FOLDER, type Session } from "./scene.ts";
import { Screen } from "./screen.ts";

/** Real bash on a pseudo-terminal, in a new folder. */
export function startJudge(): Session {
  const home = mkdtempSync(join(tmpdir(), "scene-"));
  for (const [path, text] of Object.entries(FOLDER)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const screen = new Screen();
  const child = spawn("python3", [fileURLToPath(new URL("bridge.py", import.meta.url))], {
    cwd: home,
    env: { ...ENVIRONMENT, HOME: home },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.on("error", () => undefined);
  child.stdout.on("data", (bytes: Uint8Array) => screen.write(bytes));
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  return {
    type: (keys) => void child.stdin.write(keys),
    shown: () => screen.shown(),
    async end() {
      child.stdin.end();
      child.kill("SIGTERM");
      await ended;
      rmSync(home, { recursive: true });
    },
  };
}

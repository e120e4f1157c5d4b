import { execFileSync, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Outcome } from "../tools/case.ts";
import { ENVIRONMENT, makeFolder, PORT, settle } from "./case.ts";
import { Service } from "./server.ts";

/** A Debian testing root with curl in it, as the cases of Python have it. */
export function judgeRoot(): string {
  const root = process.env.JUDGE_ROOT;
  if (root === undefined) throw new Error("JUDGE_ROOT is not set: tests/cases/python/record.ts tells how to make one");
  return root;
}

/** "curl 8.22.0". */
export function judgeVersion(): string {
  const text = execFileSync("/usr/sbin/chroot", [judgeRoot(), "curl", "--version"], { encoding: "utf8" });
  return text.split(" ", 2).join(" ");
}

/** What the real curl answers. */
export async function runWithJudge(script: string): Promise<Outcome> {
  const root = judgeRoot();
  const folder = makeFolder(join(root, "tmp"));
  const service = new Service();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const chunks = socket.iterator({ destroyOnReturn: false });
    socket.on("error", () => socket.destroy());
    const peer = {
      read: async () => {
        const { value, done } = (await chunks.next()) as IteratorResult<Buffer, undefined>;
        return done === true ? null : value;
      },
      write: (bytes: Uint8Array) => new Promise<void>((resolve) => socket.write(bytes, () => resolve())),
      close: () => socket.end(),
    };
    void service
      .serve(peer)
      .catch(() => undefined)
      .finally(() => socket.end());
  });
  await new Promise<void>((resolve) => server.listen(PORT, "127.0.0.1", resolve));
  try {
    const inside = folder.slice(root.length);
    const child = spawn("/usr/sbin/chroot", [root, "/usr/bin/env", "-C", inside, "sh", "-c", script], {
      env: ENVIRONMENT,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 20_000,
    });
    const said = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
    const status = await new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
    return { stdout: settle(said.stdout), stderr: settle(said.stderr), status };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await new Promise((resolve) => server.close(resolve));
  }
}

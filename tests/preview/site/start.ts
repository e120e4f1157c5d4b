/** The site of `app.py`, run natively: by the Python that is here and the Flask of the site's own wheels. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { globSync } from "node:fs";
import { fetchWheels } from "../../../src/build/wheels.ts";

const NEEDED = ["flask", "werkzeug", "jinja2", "click", "itsdangerous", "blinker", "markupsafe"];

export interface NativeSite {
  readonly port: number;
  close(): void;
}

export async function startSite(): Promise<NativeSite> {
  const packages = mkdtempSync(join(tmpdir(), "site-"));
  const wheels = fetchWheels();
  for (const name of NEEDED) {
    // Wheels of the page's own platform: their compiled parts are left out by Python, which has others for them.
    const { status, stderr } = spawnSync("python3", ["-m", "zipfile", "-e", wheels.get(name) ?? name, packages]);
    if (status !== 0) throw new Error(`${name} was not unpacked: ${stderr.toString()}`);
  }
  const playwright = dirname(createRequire(import.meta.url).resolve("playwright-core/package.json"));
  const [font] = globSync("lib/vite/**/codicon*.ttf", { cwd: playwright });
  if (font === undefined) throw new Error("playwright-core has no font any more: name another in start.ts");
  const app = new URL("app.py", import.meta.url).pathname;
  const env = { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: "1", SITE_FONT: join(playwright, font) };
  const server = spawn("python3", [app], { env, stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise<number>((resolve, reject) => {
    server.stdout.once("data", (line: Buffer) => resolve(Number(line.toString())));
    server.once("exit", (status) => reject(new Error(`the site ended with status ${String(status)}`)));
  });
  return {
    port,
    close() {
      server.kill();
      rmSync(packages, { recursive: true, force: true });
    },
  };
}

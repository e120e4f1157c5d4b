/** What the browser tests share: one build a run, a server of the built site, and a Chromium that is there. */
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import sparticuz from "@sparticuz/chromium";
import { chromium, type Browser } from "playwright-core";
import { serveSite, type Serving } from "../../src/build/serve.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const INSTALLED = [
  process.env.CHROME_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const QUIET = [
  "--disable-quic",
  "--disable-background-networking",
  "--no-first-run",
  "--disable-component-update",
  "--disable-sync",
];

/** The browser's program and its arguments: an installed Chrome or Chromium, else the one of the npm package. */
export async function findChromium(): Promise<{ executablePath: string; args: string[] }> {
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const installed = INSTALLED.find((path) => path !== undefined && existsSync(path));
  if (installed !== undefined) return { executablePath: installed, args: [...QUIET, ...sandbox] };
  return { executablePath: await sparticuz.executablePath(), args: [...sparticuz.args, ...QUIET] };
}

export async function openBrowser(): Promise<Browser> {
  return chromium.launch(await findChromium());
}

/** Builds the site unless a build of the last half hour is there, as after `npm run build`; serves it on a free port. */
export async function serveBuiltSite(): Promise<Serving> {
  const built = statSync(`${ROOT}dist/build.json`, { throwIfNoEntry: false });
  if (!built || Date.now() - built.mtimeMs > 30 * 60_000) {
    const { status, stderr } = spawnSync("node", ["src/build/site.ts"], { cwd: ROOT, encoding: "utf8" });
    if (status !== 0) throw new Error(`the site was not built: ${stderr}`);
  }
  return serveSite(0);
}

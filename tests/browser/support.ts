/** What the browser tests share: one build a run, a server of the built site, and a Chromium that is there. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
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
  // Names of files are in the encoding of the locale: "über.txt" cannot be one in the "C" of an empty environment.
  return chromium.launch({ ...(await findChromium()), env: { ...process.env, LC_ALL: "C.UTF-8" } });
}

/** What the built site is made from. */
const SOURCES = ["src", "content", "public", "astro.config.mjs", "package.json"];

/** When anything of the sources was last changed, in milliseconds since 1970. */
function newestSource(): number {
  const changed = (path: string): number => statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return SOURCES.flatMap((path) => {
    const inside = statSync(join(ROOT, path)).isDirectory() ? readdirSync(join(ROOT, path), { recursive: true }) : [];
    return [changed(path), ...inside.map((name) => changed(join(path, String(name))))];
  }).reduce((newest, time) => Math.max(newest, time), 0);
}

/** The environment without what the test runner tells its own processes: a build or a server would take it to heart. */
export function outsideEnvironment(): NodeJS.ProcessEnv {
  const own = /^(VITEST|NODE_ENV$|TEST$|MODE$|DEV$|PROD$|SSR$|BASE_URL$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/** Builds the site unless a build is there that is younger than every source. */
export function buildSiteOnce(): void {
  const built = statSync(join(ROOT, "dist/build.json"), { throwIfNoEntry: false });
  if (!built || built.mtimeMs < newestSource()) {
    const { status, stderr } = spawnSync("node", ["src/build/site.ts"], {
      cwd: ROOT,
      env: outsideEnvironment(),
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`the site was not built: ${stderr}`);
  }
}

/** Builds the site if need be, and serves it on a free port. */
export async function serveBuiltSite(): Promise<Serving> {
  buildSiteOnce();
  return serveSite(0);
}

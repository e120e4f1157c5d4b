/**
 * Downloads the wheels of `wheels.lock.txt` from PyPI through pip, each checked against its hash, into the user's
 * cache. Nothing is downloaded when all are there. `node src/build/wheels.ts` does only this.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, sha256 } from "./python-cache.ts";

const LOCK_FILE = new URL("./wheels.lock.txt", import.meta.url).pathname;
const PLATFORMS = ["any", "pyemscripten_2026_0_wasm32", "manylinux_2_28_x86_64"];
/** Interpreters that may have pip, in the order they are tried. */
const INTERPRETERS = ["python3", "python", "python3.14", "python3.13", "python3.12"];

export interface LockedWheel {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
}

/** The wheels cannot be had: the site builds without Python's packages and says so. */
export class WheelsMissing extends Error {
  override readonly name = "WheelsMissing";
}

export function readLock(text = readFileSync(LOCK_FILE, "utf8")): LockedWheel[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line, index) => {
      const [, name, version, hash] = /^([a-z0-9-]+)==(\S+) --hash=sha256:([0-9a-f]{64})$/.exec(line) ?? [];
      if (name === undefined || version === undefined || hash === undefined)
        throw new Error(`wheels.lock.txt: entry ${index + 1} is not "name==version --hash=sha256:…": ${line}`);
      return { name, version, hash };
    });
}

/** The paths of all locked wheels, by name. Downloads what is missing; throws `WheelsMissing` when that fails. */
export function fetchWheels(folder = join(cacheFolder(), "wheels")): Map<string, string> {
  mkdirSync(folder, { recursive: true });
  const lock = readLock();
  const found = findWheels(folder, lock);
  if (found.size === lock.length) return found;
  download(folder);
  const complete = findWheels(folder, lock);
  const missing = lock.filter(({ name }) => !complete.has(name));
  if (missing.length > 0)
    throw new WheelsMissing(
      `pip downloaded no wheel with the locked hash for ${missing.map(({ name }) => name).join(", ")}`,
    );
  return complete;
}

function findWheels(folder: string, lock: readonly LockedWheel[]): Map<string, string> {
  const byHash = new Map(lock.map((wheel) => [wheel.hash, wheel.name]));
  const found = new Map<string, string>();
  for (const file of readdirSync(folder)) {
    if (!file.endsWith(".whl")) continue;
    const path = join(folder, file);
    const name = byHash.get(sha256(readFileSync(path)));
    if (name !== undefined) found.set(name, path);
    else if (
      lock.some((wheel) => file.toLowerCase().startsWith(`${wheel.name.replaceAll("-", "_")}-${wheel.version}-`))
    )
      // A damaged download: pip would keep it.
      rmSync(path);
  }
  return found;
}

function download(folder: string): void {
  const pip = findPip();
  if (pip === undefined)
    throw new WheelsMissing(
      `no Python with pip was found (tried ${INTERPRETERS.join(", ")}): install one, e.g. apt install python3-pip`,
    );
  const platforms = PLATFORMS.flatMap((platform) => ["--platform", platform]);
  const options = ["--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:", "--python-version", "314"];
  const abi = ["--implementation", "cp", "--abi", "cp314", "--abi", "none"];
  const run = spawnSync(
    pip,
    [
      "-m",
      "pip",
      "download",
      "--disable-pip-version-check",
      ...options,
      ...abi,
      ...platforms,
      "-d",
      folder,
      "-r",
      LOCK_FILE,
    ],
    { encoding: "utf8", maxBuffer: 1 << 24 },
  );
  if (run.status !== 0) throw new WheelsMissing(`pip could not download the wheels:\n${run.stderr.trim()}`);
}

function findPip(): string | undefined {
  return INTERPRETERS.find((name) => spawnSync(name, ["-m", "pip", "--version"], { encoding: "utf8" }).status === 0);
}

if (import.meta.main) {
  const wheels = fetchWheels();
  console.log(`${wheels.size} wheels, each as locked`);
}

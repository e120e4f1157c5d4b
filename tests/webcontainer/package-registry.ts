/**
 * A registry of npm packages that has what the project itself has installed, and nothing else: the stand-in's place of the
 * registry that the hosted service reaches. Real npm resolves, fetches and unpacks; no third party is asked.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, dirname, join } from "node:path";

const ROOT = new URL("../../", import.meta.url).pathname;

export interface PackageRegistry {
  /** "http://127.0.0.1:4873/" */
  readonly address: string;
  close(): Promise<void>;
}

interface Installed {
  readonly folder: string;
  readonly manifest: { readonly name: string; readonly version: string };
}

/** Every package that the lock file names, by name and version; several versions of one may be installed. */
function installedPackages(): Map<string, Map<string, Installed>> {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, unknown>>;
  };
  const packages = new Map<string, Map<string, Installed>>();
  for (const path of Object.keys(lock.packages)) {
    if (path === "") continue;
    const folder = join(ROOT, path);
    const manifest = readManifest(folder);
    // Packages of other platforms are in the lock and not on the disk.
    if (manifest === undefined) continue;
    const versions = packages.get(manifest.name) ?? new Map<string, Installed>();
    packages.set(manifest.name, versions.set(manifest.version, { folder, manifest }));
  }
  return packages;
}

function readManifest(folder: string): Installed["manifest"] | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Installed["manifest"];
  } catch {
    return undefined;
  }
}

/** The package as `npm pack` would make it: npm takes away the first folder, however it is called. */
function pack({ folder }: Installed): Buffer {
  return execFileSync("tar", ["-cz", "-C", dirname(folder), "--exclude=node_modules", "-f", "-", basename(folder)], {
    maxBuffer: 256 * 1024 * 1024,
  });
}

/** Serves on a free port of this machine only. */
export async function startPackageRegistry(): Promise<PackageRegistry> {
  const packages = installedPackages();
  let address = "";

  /** What npm asks for first: the versions of a package, and where each is. */
  const describe = (name: string): string | undefined => {
    const versions = packages.get(name);
    if (versions === undefined) return undefined;
    const described = [...versions.values()].map(({ manifest }) => [
      manifest.version,
      { ...manifest, dist: { tarball: `${address}-/${encodeURIComponent(name)}/${manifest.version}.tgz` } },
    ]);
    const latest = [...versions.keys()].at(-1);
    return JSON.stringify({ name, "dist-tags": { latest }, versions: Object.fromEntries(described) as unknown });
  };

  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname.slice(1));
    const [, name = "", version = ""] = /^-\/(.+)\/([^/]+)\.tgz$/.exec(path) ?? [];
    const wanted = packages.get(name)?.get(version);
    const text = wanted === undefined ? describe(path) : undefined;
    if (wanted !== undefined) response.writeHead(200, { "Content-Type": "application/gzip" }).end(pack(wanted));
    else if (text !== undefined) response.writeHead(200, { "Content-Type": "application/json" }).end(text);
    else response.writeHead(404, { "Content-Type": "application/json" }).end(`{"error":"not installed here: ${path}"}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  return {
    address,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

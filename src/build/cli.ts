import { build } from "esbuild";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Writes `dist/cli/`: the command line programs, each by absolute path with the Node that built it. */
const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = `${root}dist/cli`;
const ENTRIES = { make: "make-node", sh: "sh-node", companion: "companion-node" };

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: Object.fromEntries(
    Object.entries(ENTRIES).map(([name, entry]) => [name, `${root}src/hosts/${entry}.ts`]),
  ),
  outdir: folder,
  outExtension: { ".js": ".mjs" },
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node20",
  legalComments: "none",
  logLevel: "warning",
});
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
for (const name of Object.keys(ENTRIES)) {
  const command = `exec ${quoted(process.execPath)} ${quoted(`${folder}/${name}.mjs`)} "$@"`;
  writeFileSync(`${folder}/${name}`, `#!/bin/sh\n${name === "make" ? "COMPANION_MAKE=$0 " : ""}${command}\n`);
  chmodSync(`${folder}/${name}`, 0o755);
}

import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Writes `dist/cli/make`: one bundled file and an executable that names the Node which built it. */
const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = `${root}dist/cli`;
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: [`${root}src/hosts/make-node.ts`],
  outfile: `${folder}/make.mjs`,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  logLevel: "warning",
});
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
writeFileSync(
  `${folder}/make`,
  `#!/bin/sh\nCOMPANION_MAKE=$0 exec ${quoted(process.execPath)} ${quoted(`${folder}/make.mjs`)} "$@"\n`,
);
chmodSync(`${folder}/make`, 0o755);

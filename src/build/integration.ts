import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { checkContent, ContentError } from "#content";
import { developmentHandler } from "./development.ts";
import { buildMachine } from "./machine.ts";
import { buildPythonArchive } from "./python-archive.ts";
import { shippedDistributions } from "./python-assets.ts";

/** What the site adds to Astro: its content is checked before anything is built; development has the same headers. */
export function companion(): AstroIntegration {
  let root = "";
  let base = "/";
  return {
    name: "companion",
    hooks: {
      "astro:config:setup": ({ config, addWatchFile, updateConfig }) => {
        root = fileURLToPath(config.root);
        base = `/${config.base.replace(/^\/|\/$/g, "")}/`.replace("//", "/");
        const problems = checkContent(root);
        if (problems.length > 0) throw new ContentError(problems);
        addWatchFile(new URL("content/labs", config.root));
        updateConfig({
          vite: {
            plugins: [engineManifest(root), shippedPython()],
            server: { watch: { ignored: ["**/.cache/**", "**/dist/**"] } },
          },
        });
      },
      "astro:server:setup": ({ server }) => {
        server.middlewares.use(developmentHandler(root, base));
      },
    },
  };
}

/** What the licences' page imports as "virtual:shipped-python". */
function shippedPython() {
  const name = "virtual:shipped-python";
  return {
    name: "companion-shipped-python",
    resolveId: (id: string) => (id === name ? `\0${name}` : undefined),
    load: async (id: string) =>
      id === `\0${name}`
        ? `export default ${JSON.stringify(shippedDistributions(await buildPythonArchive()))};`
        : undefined,
  };
}

/** What page code imports as "virtual:engine-manifest": the names and sizes of the engine's files. */
function engineManifest(root: string) {
  const name = "virtual:engine-manifest";
  return {
    name: "companion-engine-manifest",
    resolveId: (id: string) => (id === name ? `\0${name}` : undefined),
    load: async (id: string) =>
      id === `\0${name}` ? `export default ${JSON.stringify((await buildMachine(root)).manifest)};` : undefined,
  };
}

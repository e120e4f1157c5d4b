import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { checkContent, ContentError } from "#content";

/** What the site adds to Astro: its content is checked before anything is built. */
export function companion(): AstroIntegration {
  return {
    name: "companion",
    hooks: {
      "astro:config:setup": ({ config, addWatchFile }) => {
        const problems = checkContent(fileURLToPath(config.root));
        if (problems.length > 0) throw new ContentError(problems);
        addWatchFile(new URL("content/labs", config.root));
      },
    },
  };
}

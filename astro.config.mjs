// @ts-check
import process from "node:process";
import mdx from "@astrojs/mdx";
import sitemap from "@astrojs/sitemap";
import { defineConfig } from "astro/config";
import { companion } from "./src/build/integration.ts";
import { paperTheme, paperTransformer } from "./src/content/index.ts";

export default defineConfig({
  // Where the site will live: SITE_URL for canonical links and the sitemap, SITE_BASE when it is not at the root.
  site: process.env.SITE_URL ?? "http://localhost:4321",
  base: process.env.SITE_BASE ?? "/",
  outDir: process.env.SITE_OUT ?? "dist/site",
  trailingSlash: "always",
  compressHTML: true,
  integrations: [mdx(), sitemap({ filter: (page) => !page.endsWith("/whole/") }), companion()],
  markdown: { shikiConfig: { theme: paperTheme, transformers: [paperTransformer] } },
  devToolbar: { enabled: false },
  build: { format: "directory", inlineStylesheets: "never", assets: "assets" },
  vite: {
    build: {
      assetsInlineLimit: 0,
      rolldownOptions: {
        // Astro marks its own modules by a directive that the bundler does not know; it reads it before that.
        onLog: (level, log, next) => {
          if (log.code !== "MODULE_LEVEL_DIRECTIVE" || !log.message.includes("astro:")) next(level, log);
        },
      },
    },
  },
});

/// <reference types="astro/client" />

declare module "*.astro" {
  const Component: (props: Record<string, unknown>) => unknown;
  export default Component;
}

/** Names and sizes of the page engine's files, below /engine/; null in a build without an engine. */
declare module "virtual:engine-manifest" {
  const manifest: import("#protocol").EngineManifest | null;
  export default manifest;
}

/// <reference types="astro/client" />

declare module "*.astro" {
  const Component: (props: Record<string, unknown>) => unknown;
  export default Component;
}

/** Names and sizes of the page engine's files, below /engine/. */
declare module "virtual:engine-manifest" {
  const manifest: import("#protocol").EngineManifest;
  export default manifest;
}

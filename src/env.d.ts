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

/** Python's distributions as shipped, and their licences' texts by distribution. */
declare module "virtual:shipped-python" {
  const shipped: {
    readonly distributions: readonly {
      readonly name: string;
      readonly version: string;
      readonly summary: string;
      readonly license: string;
      readonly homepage: string;
      readonly texts: readonly { readonly file: string; readonly text: string }[];
    }[];
  };
  export default shipped;
}
